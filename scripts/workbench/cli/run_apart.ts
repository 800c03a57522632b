/**
 * Carries out simulated runs in a worker, where a node that never gives control back can be ended from here.
 *
 * Such a run is carried out again in a new worker up to that moment, which is the same in virtual time, so that all
 * that happened before can be shown. A program of the user's own runs a second time in a worker of its own where that
 * takes no time: what differs then was decided by something that virtual time does not know.
 *
 * @module
 */
import { EXIT_INTERRUPTED, EXIT_UNKNOWN } from "../terminal/exit_status.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { StuckError, type WatchOptions, WorkerInterrupted } from "../run/watched_worker.ts";
import { stuckFailure } from "../run/stuck.ts";
import { toPlain } from "../run/plain_plan.ts";
import type { RunFailure } from "../run/cluster.ts";
import type { Recording, RunHooks } from "../run/run.ts";
import type { JudgedRun, RunJob, WorkerTerminal } from "./run_job.ts";
import { isToRepeat, notRepeated } from "./repetition.ts";
import { type RunWorker, runWorker } from "./start_worker.ts";
import { ProgressLine } from "../terminal/progress.ts";
import type { ExecuteOptions, JudgedTask, SavedRun, Task, TaskWorkers } from "./task.ts";

/** Longer runs, in real ms, have a journal that takes its time. */
const LONG_RUN_MS = 5000;

/** How to treat runs. */
export interface RunWorkersOptions extends WatchOptions {
  /** Runs of the user's own programs that took less, in real ms, are repeated. Default: 1000. */
  readonly repeatedMsMax?: number;
  /** A worker that was started before. */
  readonly worker?: RunWorker | undefined;
}

/** The workers of a command, which end with it. */
export class RunWorkers implements TaskWorkers {
  readonly #main: RunWorker;
  readonly #second: RunWorker;

  readonly #repeatedMsMax: number | undefined;

  constructor(options: RunWorkersOptions = {}) {
    this.#repeatedMsMax = options.repeatedMsMax;
    this.#main = options.worker ?? runWorker(options);
    this.#second = runWorker(options);
  }

  /** Executes a task up to its verdict. Its records stay in the worker until the next one. */
  async execute(task: Task, options: ExecuteOptions): Promise<JudgedTask> {
    const once = await this.#tryExecute(task, options);
    const judged = isToRepeat(task.plan, once, this.#repeatedMsMax)
      ? await this.#checkRepetition(task, once, options)
      : once;
    const { judgement } = judged;
    return {
      ...task,
      ...judged,
      recording: withoutRecords(task, judged.failure),
      apart: {
        hash: () =>
          judged.isLost ? Promise.resolve("") : this.#hash(judged.tookMs > LONG_RUN_MS ? task : undefined, options),
        save: async ({ reproduce, journalHash }, plots) => {
          if (judged.isLost) return undefined;
          const terminal = workerTerminal(options.terminal);
          const job: RunJob = { kind: "save", reproduce, journalHash, plots, judgement, terminal };
          const onNote = (text: string) => options.terminal.err(text);
          const saved = await this.#main.ask(job, { name: "a run", onNote });
          return saved === "" ? undefined : saved as SavedRun;
        },
      },
    };
  }

  /** The hash of the journal of another run of the same plan. */
  async repeat(task: Task, { signal }: Partial<Pick<ExecuteOptions, "signal">> = {}): Promise<string> {
    const job: RunJob = { kind: "repeat", plan: toPlain(task.plan) };
    return String(await this.#second.ask(job, { name: task.challenge, signal }));
  }

  [Symbol.dispose](): void {
    this.#main.end();
    this.#second.end();
  }

  async #checkRepetition(task: Task, judged: JudgedRun, options: ExecuteOptions): Promise<JudgedRun> {
    try {
      const [first, second] = await Promise.all([this.#ask({ kind: "hash" }, options), this.repeat(task, options)]);
      if (first === second) return judged;
      const others = await this.#second.ask({ kind: "events" }, { name: task.challenge });
      return notRepeated(judged, [await this.#ask({ kind: "events" }, options), String(others)]);
    } catch (error) {
      if (error instanceof WorkerInterrupted) return await ended(task, INTERRUPTED);
      if (!(error instanceof StuckError)) throw error;
      // The first run came to its end, and the second one did not.
      return notRepeated(judged, [await this.#ask({ kind: "events" }, options), ""]);
    }
  }

  async #tryExecute(task: Task, options: ExecuteOptions): Promise<JudgedRun> {
    try {
      return await this.#executeOnce(task, options);
    } catch (error) {
      if (error instanceof WorkerInterrupted) return await ended(task, INTERRUPTED);
      if (!(error instanceof StuckError)) throw error;
      const failure = stuckFailure(error.code, error.realS);
      try {
        return await this.#executeOnce(task, options, { count: error.code.count, failure });
      } catch (second) {
        if (second instanceof WorkerInterrupted) return await ended(task, INTERRUPTED);
        // Stuck at another place this time: what came before cannot be shown.
        if (second instanceof StuckError) return await ended(task, failure);
        throw second;
      }
    }
  }

  async #executeOnce(task: Task, options: ExecuteOptions, stop?: RunHooks["stop"]): Promise<JudgedRun> {
    const { output, signal } = options;
    const job: RunJob = {
      kind: "execute",
      task: { ...task, plan: toPlain(task.plan) },
      output,
      terminal: workerTerminal(options.terminal),
      ...(stop === undefined ? {} : { stop }),
    };
    const onNote = (text: string) => options.terminal.err(text);
    return await this.#main.ask(job, { name: task.challenge, signal, onNote }) as JudgedRun;
  }

  /** @param shown The task that a progress line tells of; undefined where it is over too soon for that. */
  async #hash(shown: Task | undefined, options: ExecuteOptions): Promise<string> {
    const progress = new ProgressLine(options.terminal);
    if (shown !== undefined) progress.showNow(`${shown.stage ?? shown.challenge}  hashing the journal`);
    return await this.#ask({ kind: "hash" }, options).finally(() => progress.clear());
  }

  async #ask(job: RunJob, { terminal }: { readonly terminal: Terminal }): Promise<string> {
    return String(await this.#main.ask(job, { name: "a run", onNote: (text) => terminal.err(text) }));
  }
}

function workerTerminal({ showsProgress, columns }: Terminal): WorkerTerminal {
  return { showsProgress, ...(columns === undefined ? {} : { columns }) };
}

const INTERRUPTED: RunFailure = { kind: "interrupted", node: "", text: "The run was interrupted" };

/** What is left of a run whose records were lost with its worker. */
function withoutRecords({ plan }: Task, failure: RunFailure | undefined): Recording {
  return {
    ...{ plan, history: [], journal: [], strayDestinations: new Map(), strayReplies: [], staleReplies: [] },
    ...(failure === undefined ? {} : { failure }),
  };
}

async function ended(task: Task, failure: RunFailure): Promise<JudgedRun> {
  // All checkers come with it, and this is seldom needed.
  const { judge } = await import("../judge.ts");
  const { results } = judge(withoutRecords(task, failure));
  const judgement = { results: { ...results, valid: "unknown" as const }, explanations: [] };
  const status = failure.kind === "interrupted" ? EXIT_INTERRUPTED : EXIT_UNKNOWN;
  return { judgement, outcomes: [], targetsMet: false, status, tookMs: 0, failure, isLost: true };
}
