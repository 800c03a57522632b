/**
 * Spreads jobs over cores with Web Workers.
 *
 * @module
 */
import { StuckError, WatchedWorker, type WatchOptions } from "../run/watched_worker.ts";

/** How to run jobs. */
export interface WorkerPoolOptions<Job, Result> extends WatchOptions {
  /** Workers. */
  readonly workers: number;
  /** The module of the workers, which calls `serveWatched`. */
  readonly module: URL;
  readonly signal?: AbortSignal;
  /** Names a job in errors. */
  nameOf(job: Job): string;
  /** What a job comes to whose nodes never give control back. Default: an error that ends all. */
  resultOfStuck?(job: Job, stuck: StuckError): Result;
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
  const workers = Array.from(
    { length: options.workers },
    () => new WatchedWorker<Job, Result>(options.module, options),
  );
  const { signal } = options;
  const aborted = Promise.withResolvers<void>();
  const abort = () => aborted.resolve();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([Promise.all(workers.map((worker) => feed(worker, queue, options))), aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const worker of workers) worker.end();
  }
}

function* numbered<Job>(jobs: Iterable<Job>): Generator<[position: number, job: Job]> {
  let position = 0;
  for (const job of jobs) yield [position++, job];
}

async function feed<Job, Result>(
  worker: WatchedWorker<Job, Result>,
  queue: Iterator<[number, Job]>,
  options: WorkerPoolOptions<Job, Result>,
): Promise<void> {
  for (;;) {
    const next = queue.next();
    if (next.done || options.signal?.aborted) return;
    const [position, job] = next.value;
    const result = await ask(worker, job, options);
    if (!options.signal?.aborted) options.onResult(result, position);
  }
}

async function ask<Job, Result>(
  worker: WatchedWorker<Job, Result>,
  job: Job,
  { nameOf, resultOfStuck }: WorkerPoolOptions<Job, Result>,
): Promise<Result> {
  try {
    return await worker.ask(job, { name: nameOf(job) });
  } catch (error) {
    if (!(error instanceof StuckError) || resultOfStuck === undefined) throw error;
    return resultOfStuck(job, error);
  }
}
