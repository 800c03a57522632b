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
import { StuckError, WatchedWorker, type WatchOptions, WorkerInterrupted } from "../run/watched_worker.ts";
import { stuckFailure } from "../run/stuck.ts";
import { toPlain } from "../run/plain_plan.ts";
import type { Judgement } from "../judge.ts";
import type { PackedRun } from "../report/pack_run.ts";
import type { RunFailure } from "../run/cluster.ts";
import type { Recording, RunHooks } from "../run/run.ts";
import type { PackJob } from "./pack_worker.ts";
import type { JudgedRun, RunJob, RunResult, WorkerTerminal } from "./run_job.ts";
import { isToRepeat, notRepeated } from "./repetition.ts";
import { type RunWorker, runWorker } from "./start_worker.ts";
import { ProgressLine } from "../terminal/progress.ts";
import type { ExecuteOptions, JudgedTask, SavedRun, Task, TaskWorkers } from "./task.ts";

/** Longer runs, in real ms, have a journal that takes its time. */
const LONG_RUN_MS = 5000;

/** Operations times nodes from which on a run may leave so much that two threads write its files sooner than one. */
const SHARED_SIZE_MIN = 20_000;

/** How to treat runs. */
export interface RunWorkersOptions extends WatchOptions {
  /** Runs of the user's own programs that took less, in real ms, are repeated. Default: 1000. */
  readonly repeatedMsMax?: number;
  /** A worker that was started before. */
  readonly worker?: RunWorker | undefined;
  /** True where nothing else is to be done at the same time: another worker may then pack the data of a page. */
  readonly isAlone?: boolean;
}

/** The workers of a command, which end with it. */
export class RunWorkers implements TaskWorkers {
  readonly #main: RunWorker;
  readonly #second: RunWorker;
  readonly #packer: WatchedWorker<PackJob, PackedRun>;

  readonly #repeatedMsMax: number | undefined;
  readonly #isAlone: boolean;

  constructor(options: RunWorkersOptions = {}) {
    this.#repeatedMsMax = options.repeatedMsMax;
    this.#isAlone = options.isAlone ?? false;
    this.#main = options.worker ?? runWorker(options);
    this.#second = runWorker(options);
    this.#packer = new WatchedWorker(new URL("./pack_worker.ts", import.meta.url), options);
  }

  /** Executes a task up to its verdict. Its records stay in the worker until the next one. */
  async execute(task: Task, options: ExecuteOptions): Promise<JudgedTask> {
    const isShared = this.#isAlone && !options.output["no-store"];
    // It is loaded during the run.
    if (isShared && sizeOf(task.plan) >= SHARED_SIZE_MIN) this.#packer.prepare();
    const once = await this.#tryExecute(task, options);
    const judged = isToRepeat(task.plan, once, this.#repeatedMsMax)
      ? await this.#checkRepetition(task, once, options)
      : once;
    const { judgement } = judged;
    let packing: Promise<PackedRun | undefined> | undefined;
    return {
      ...task,
      ...judged,
      recording: withoutRecords(task, judged.failure),
      apart: {
        hash: async () => {
          if (judged.isLost) return "";
          const folder = isShared ? await this.#ask({ kind: "records" }, options) : "";
          if (folder !== "") packing = this.#pack(folder, task, judgement);
          return await this.#hash(judged.tookMs > LONG_RUN_MS ? task : undefined, options);
        },
        save: async ({ reproduce, journalHash }, plots) => {
          if (judged.isLost) return undefined;
          const terminal = workerTerminal(options.terminal);
          const onNote = (text: string) => options.terminal.err(text);
          const job = { kind: "save" as const, reproduce, journalHash, plots, judgement, terminal };
          const saved = packing === undefined
            ? await this.#main.ask(job, { name: "a run", onNote })
            : await this.#saveAround(packing, job, onNote);
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

  /** Writes the files of a run while the data of its page are packed, which follow when they are there. */
  async #saveAround(
    packing: Promise<PackedRun | undefined>,
    job: RunJob & { readonly kind: "save" },
    onNote: (text: string) => void,
  ): Promise<RunResult> {
    const { port1, port2 } = new MessageChannel();
    void packing.then((packed) => port1.postMessage(packed));
    try {
      return await this.#main.ask({ ...job, packed: port2 }, { name: "a run", onNote, transfer: [port2] });
    } finally {
      port1.close();
    }
  }

  /** Lets another worker pack the data of a page; undefined where it cannot, and the first has to. */
  async #pack(
    folder: string,
    { plan: { nodes, workload: { valueKind } } }: Task,
    { explanations }: Judgement,
  ): Promise<PackedRun | undefined> {
    try {
      return await this.#packer.ask({ folder, parts: { nodes, valueKind, explanations } }, { name: "a page" });
    } catch {
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#main.end();
    this.#second.end();
    this.#packer.end();
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

/** Operations of the main phase times nodes. */
function sizeOf({ rate, timeLimitS, nodes }: Task["plan"]): number {
  return rate * timeLimitS * nodes.length;
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
