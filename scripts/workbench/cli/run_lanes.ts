/**
 * Runs one after another, or in virtual time two at a time: a simulated run and its files have a worker of their own. In
 * real time nothing else happens during a run, since it would slow the nodes down.
 *
 * What a run prints waits until all is printed of those before it, so that the order is the same either way.
 *
 * @module
 */
import { RunWorkers } from "./run_apart.ts";
import type { RunWorker } from "./start_worker.ts";
import type { FinishedTask, Task } from "./task.ts";

/** Simulated runs that are under way at a time: each keeps its record in memory. */
const LANES_MAX = 2;

/** A run that has its verdict. */
export interface LaneRun {
  /** True where no other run is to follow. */
  readonly isLast: boolean;
  /** Shows it. */
  show(): void;
  /** Writes its files. @param isAlone False while another run may be under way. */
  finish(isAlone: boolean): Promise<FinishedTask>;
}

/** Where a run is carried out. */
export interface Lane {
  readonly workers: RunWorkers;
  /** True as soon as the run may be shown; false where one before it was the last. */
  readonly turn: Promise<boolean>;
}

/** Carries out a task up to its verdict. */
export type Carry<T extends Task> = (task: T, lane: Lane) => Promise<LaneRun>;

/** Where runs are carried out. */
export class RunLanes {
  readonly #lanes: readonly RunWorkers[];

  /**
   * @param taskCount One run needs no second worker.
   * @param worker One that was started before.
   */
  constructor(taskCount: number, worker?: RunWorker) {
    const length = Math.min(LANES_MAX, taskCount);
    this.#lanes = Array.from({ length }, (_, place) => new RunWorkers(place === 0 ? { worker } : {}));
  }

  /** Carries out tasks in order; ends with the files of the last one. */
  async run<T extends Task>(tasks: readonly T[], carry: Carry<T>): Promise<FinishedTask[]> {
    const isQuick = tasks.length > 1 && tasks.every(({ plan }) => plan.mode === "sim");
    const given: Promise<readonly FinishedTask[]>[] = [];
    let turn = Promise.resolve(true);
    const open = [...tasks.entries()];
    const workOff = async (workers: RunWorkers) => {
      for (let next = open.shift(); next !== undefined; next = open.shift()) {
        const [place, task] = next;
        const { promise, resolve } = Promise.withResolvers<boolean>();
        const lane = { workers, turn };
        turn = promise;
        try {
          const run = await carry(task, lane);
          const shown = lane.turn.then((isOurs) => {
            if (isOurs) run.show();
            if (isOurs && run.isLast) open.length = 0;
            resolve(isOurs && !run.isLast);
            return isOurs;
          });
          // Neither its files nor the next run wait until one that takes longer is shown.
          if ((!isQuick || run.isLast) && !await shown) return;
          const done = await run.finish(!isQuick);
          given[place] = shown.then((isOurs) => isOurs ? [done] : []);
        } catch (error) {
          resolve(false);
          throw error;
        }
      }
    };
    await Promise.all(this.#lanes.slice(0, isQuick ? LANES_MAX : 1).map(workOff));
    return (await Promise.all(given.filter((one) => one !== undefined))).flat();
  }

  [Symbol.dispose](): void {
    for (const workers of this.#lanes) workers[Symbol.dispose]();
  }
}
