/**
 * Spreads jobs over cores with Web Workers, and the workers' side of it.
 *
 * @module
 */
import { UsageError } from "../usage_error.ts";

/** What a worker posts for a job: its result, or why there is none. */
type Reply<Result> =
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "error"; readonly text: string };

/** What a worker's global scope has; a reference to its types is not allowed in a package. */
interface WorkerScope {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown): void;
}

/** How to run jobs. */
export interface WorkerPoolOptions<Job, Result> {
  /** Workers. */
  readonly workers: number;
  /** Makes a worker whose module calls `serveJobs`. */
  makeWorker(): Worker;
  readonly signal?: AbortSignal;
  /** Names a job in errors. */
  nameOf(job: Job): string;
  /** Called for each result, in the order in which they come; positions are those of the jobs. */
  onResult(result: Result, position: number): void;
}

/**
 * Runs all jobs; resolves early where the signal aborts.
 *
 * @throws {UsageError} with the text of the worker where a job cannot run.
 */
export async function runOnWorkers<Job, Result>(
  jobs: Iterable<Job>,
  options: WorkerPoolOptions<Job, Result>,
): Promise<void> {
  // The workers share one iterator, so each job goes to one of them, and is made when it is needed.
  const queue = numbered(jobs);
  const workers = Array.from({ length: options.workers }, () => options.makeWorker());
  try {
    await Promise.all(workers.map((worker) => feed(worker, queue, options)));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/** Runs in a worker: answers each job that it is sent, one after another. */
export function serveJobs<Job, Result>(run: (job: Job) => Promise<Result>): void {
  const scope: unknown = globalThis;
  const worker = scope as WorkerScope;
  worker.onmessage = async ({ data }: MessageEvent<Job>) => {
    let reply: Reply<Result>;
    try {
      reply = { kind: "result", result: await run(data) };
    } catch (error) {
      reply = { kind: "error", text: error instanceof Error ? error.message : String(error) };
    }
    worker.postMessage(reply);
  };
}

function* numbered<Job>(jobs: Iterable<Job>): Generator<[position: number, job: Job]> {
  let position = 0;
  for (const job of jobs) yield [position++, job];
}

async function feed<Job, Result>(
  worker: Worker,
  queue: Iterator<[number, Job]>,
  options: WorkerPoolOptions<Job, Result>,
): Promise<void> {
  for (;;) {
    const next = queue.next();
    if (next.done || options.signal?.aborted) return;
    const [position, job] = next.value;
    const reply = await ask(worker, job, options);
    if (reply === undefined) return;
    if (reply.kind === "error") throw new UsageError(reply.text);
    options.onResult(reply.result, position);
  }
}

/** Sends one job and waits for the reply; undefined where the signal aborts first. */
function ask<Job, Result>(
  worker: Worker,
  job: Job,
  { signal, nameOf }: WorkerPoolOptions<Job, Result>,
): Promise<Reply<Result> | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    signal?.addEventListener("abort", abort, { once: true });
    worker.onmessage = ({ data }: MessageEvent<Reply<Result>>) => {
      signal?.removeEventListener("abort", abort);
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot run ${nameOf(job)}: a worker failed with ${event.message}`));
    };
    worker.postMessage(job);
  });
}
