/**
 * Explores in a worker, where a node that never gives control back can be ended from here.
 *
 * @module
 */
import { type PlainPlan, toPlain } from "../run/plain_plan.ts";
import { stuckFailure } from "../run/stuck.ts";
import { StuckError, WatchedWorker, type WatchOptions, WorkerInterrupted } from "../run/watched_worker.ts";
import type { Exploration, ExplorationPlan, ExploreOptions } from "./explore.ts";
import type { Found } from "./search.ts";
import type { Trace } from "./trace.ts";

/** What the worker is asked for: to explore, or to go one way. */
export interface ExploreJob {
  readonly exploration: Omit<ExplorationPlan, "plan"> & { readonly plan: PlainPlan };
  readonly options: Pick<ExploreOptions, "statesMax" | "findsAll">;
  readonly schedule?: readonly string[];
}

/** What it answers. */
export type ExploreResult =
  | { readonly kind: "explored"; readonly explored: Exploration }
  | { readonly kind: "replayed"; readonly trace: Trace };

/** Why an exploration was ended before it could find anything. */
export interface Ended {
  readonly found: Found;
  /** What was wrong; empty where the user ended it. */
  readonly text: string;
}

const NOTHING_FOUND: Found = {
  ...{ stateCount: 0, transitionCount: 0, pathCount: 0, invalidCount: 0, unknownCount: 0, depth: 0 },
  ...{ violation: undefined, isComplete: false },
};

/** A worker for explorations, one after another. */
export class ExploreWorker {
  readonly #worker: WatchedWorker<ExploreJob, ExploreResult, Found>;

  constructor(options?: WatchOptions) {
    this.#worker = new WatchedWorker(new URL("./worker.ts", import.meta.url), options);
  }

  /** Explores every order. */
  async explore(exploration: ExplorationPlan, options: ExploreOptions): Promise<Exploration | Ended> {
    let found = NOTHING_FOUND;
    const onNote = (reached: Found) => {
      found = { ...reached, isComplete: false };
      options.onProgress?.(found);
    };
    const { statesMax, findsAll, signal } = options;
    const job = { exploration: plain(exploration), options: { statesMax, findsAll } };
    try {
      const result = await this.#worker.ask(job, { name: "an exploration", signal, onNote });
      if (result.kind !== "explored") throw new Error(`Cannot explore: the worker answered "${result.kind}"`);
      return result.explored;
    } catch (error) {
      if (error instanceof WorkerInterrupted) return { found, text: "" };
      if (!(error instanceof StuckError)) throw error;
      return { found, text: stuckFailure(error.code, error.realS).text };
    }
  }

  /** Goes one way again. @throws {UsageError} where the schedule has a step that cannot be taken. */
  async replay(exploration: ExplorationPlan, schedule: readonly string[]): Promise<Trace | Ended> {
    const job = { exploration: plain(exploration), options: { statesMax: 1, findsAll: false }, schedule };
    try {
      const result = await this.#worker.ask(job, { name: "a replay" });
      if (result.kind !== "replayed") throw new Error(`Cannot replay: the worker answered "${result.kind}"`);
      return result.trace;
    } catch (error) {
      if (!(error instanceof StuckError)) throw error;
      return { found: NOTHING_FOUND, text: stuckFailure(error.code, error.realS).text };
    }
  }

  [Symbol.dispose](): void {
    this.#worker.end();
  }
}

function plain({ plan, operationCount, budgets }: ExplorationPlan): ExploreJob["exploration"] {
  return { plan: toPlain(plan), operationCount, budgets };
}
