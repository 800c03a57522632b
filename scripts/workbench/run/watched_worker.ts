/**
 * A worker that runs programs of the user, watched from here, where it can be ended: node code that never gives control
 * back stops the worker's heartbeat.
 *
 * @module
 */
import { parseJson } from "../json.ts";
import { LOAD_CAUSE, type RunningCode } from "../nodes/cause.ts";
import { Heartbeat } from "../nodes/heartbeat.ts";
import { UsageError } from "../usage_error.ts";

/** How often the heartbeat is looked at, in ms. */
const LOOK_MS = 250;

/**
 * Looks without a beat after which node code is stuck: counted in looks, not in time, since on a machine that is asleep
 * or overloaded this thread does not look either.
 */
const STUCK_LOOKS = 20;

/** Loading a module may mean to fetch what it imports. */
const STUCK_LOAD_LOOKS = 120;

/** Looks without a beat after which a worker that was asked to end is ended. */
const INTERRUPT_LOOKS = 2;

/** Node code that never gave control back; the worker was ended. */
export class StuckError extends Error {
  override readonly name = "StuckError";

  constructor(readonly code: RunningCode, readonly realS: number) {
    super(`Node "${code.node}" has not given control back for ${realS} s`);
  }
}

/** A worker that was ended since it did not heed the signal. */
export class WorkerInterrupted extends Error {
  override readonly name = "WorkerInterrupted";
}

/**
 * What a worker posts for a job: notes, then its result or why there is none. Results are JSON texts, since numbers that
 * are kept as text (see json.ts) would not survive the journey.
 */
type Reply<Note> =
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "result"; readonly text: string }
  | { readonly kind: "error"; readonly text: string; readonly isUsage: boolean };

/** How to ask. */
export interface AskOptions<Note> {
  readonly signal?: AbortSignal | undefined;
  /** Names the job in errors. */
  readonly name: string;
  onNote?(note: Note): void;
}

/** How patient to be. */
export interface WatchOptions {
  /** Looks, four a second, without a sign of life after which node code is stuck. Default: 20. */
  readonly stuckLooks?: number;
}

/** The near side of a worker. It is started when it is first asked, and again when it had to be ended. */
export class WatchedWorker<Job, Result, Note = never> {
  readonly #module: URL;
  readonly #stuckLooks: number;
  readonly #heartbeat = new Heartbeat();
  #worker: Worker | undefined;

  /** @param module Calls `serveWatched`. */
  constructor(module: URL, { stuckLooks = STUCK_LOOKS }: WatchOptions = {}) {
    this.#module = module;
    this.#stuckLooks = stuckLooks;
  }

  /** Starts the worker before it is asked. */
  prepare(): void {
    this.#worker ??= this.#start();
  }

  /**
   * Sends a job and waits for its result. One job at a time.
   *
   * @throws {StuckError} where node code never gave control back.
   * @throws {WorkerInterrupted} where the signal aborts and the worker does not end by itself.
   * @throws {UsageError} with the text of the worker where the job cannot be done.
   */
  async ask(job: Job, options: AskOptions<Note>): Promise<Result> {
    const worker = this.#worker ??= this.#start();
    this.#heartbeat.reset();
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    worker.onmessage = ({ data }: MessageEvent<Reply<Note>>) => {
      if (data.kind === "note") options.onNote?.(data.note);
      else if (data.kind === "result") resolve(parseJson(data.text) as Result);
      else reject(data.isUsage ? new UsageError(data.text) : new Error(`Cannot run ${options.name}: ${data.text}`));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.end();
      reject(new Error(`Cannot run ${options.name}: a worker failed with ${event.message}`));
    };
    const abort = () => this.#heartbeat.interrupt();
    options.signal?.addEventListener("abort", abort, { once: true });
    const watch = setInterval(this.#look(reject), LOOK_MS);
    try {
      worker.postMessage(job);
      if (options.signal?.aborted) abort();
      return await promise;
    } finally {
      clearInterval(watch);
      options.signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends the worker; what it has in memory is lost. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = new Worker(this.#module, { type: "module" });
    worker.postMessage(this.#heartbeat.buffer);
    return worker;
  }

  /** What looks at the heartbeat, again and again. */
  #look(reject: (error: Error) => void): () => void {
    let [count, silent] = [-1, 0];
    return () => {
      const running = this.#heartbeat.running();
      silent = running !== undefined && running.count === count ? silent + 1 : 0;
      count = running?.count ?? -1;
      if (running === undefined) return;
      if (this.#heartbeat.isInterrupted && silent >= INTERRUPT_LOOKS) {
        this.end();
        return reject(new WorkerInterrupted("The run was interrupted"));
      }
      const looks = running.cause === LOAD_CAUSE ? STUCK_LOAD_LOOKS : this.#stuckLooks;
      if (silent < looks) return;
      this.end();
      reject(new StuckError(running, looks * LOOK_MS / 1000));
    };
  }
}

/** What a worker's global scope has; a reference to its types is not allowed in a package. */
interface WorkerScope {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown): void;
}

/** What a job runs with. */
export interface JobContext<Note> {
  readonly heartbeat: Heartbeat;
  /** Tells the other side something before the result. */
  note(note: Note): void;
}

/** Runs in a worker: does each job that it is sent, one after another. Results must be JSON. */
export function serveWatched<Job, Result, Note = never>(
  run: (job: Job, context: JobContext<Note>) => Promise<Result>,
): void {
  const scope: unknown = globalThis;
  const worker = scope as WorkerScope;
  // Node code cannot take this one away.
  const postMessage = worker.postMessage.bind(worker);
  const post = (reply: Reply<Note>) => postMessage(reply);
  let heartbeat: Heartbeat | undefined;
  worker.onmessage = async ({ data }: MessageEvent<SharedArrayBuffer | Job>) => {
    if (data instanceof SharedArrayBuffer) {
      heartbeat = new Heartbeat(data);
      return;
    }
    if (heartbeat === undefined) throw new Error("Cannot do a job: expected the memory of the heartbeat first");
    try {
      const result = await run(data, { heartbeat, note: (note) => post({ kind: "note", note }) });
      post({ kind: "result", text: JSON.stringify(result) });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      post({ kind: "error", text, isUsage: error instanceof UsageError });
    }
  };
}
