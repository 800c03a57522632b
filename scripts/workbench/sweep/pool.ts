/**
 * Spreads scenarios over cores with Web Workers.
 *
 * @module
 */
import { UsageError } from "../usage_error.ts";
import type { Outcome } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";
import type { WorkerAnswer } from "./worker.ts";

/** How to run scenarios. */
export interface PoolOptions {
  /** Workers. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  /** Called for each outcome, in the order in which they come. */
  onOutcome(outcome: Outcome): void;
}

/** Runs all scenarios; resolves early where the signal aborts. @throws {UsageError} where a scenario cannot run. */
export async function runScenarios(scenarios: Iterable<Scenario>, options: PoolOptions): Promise<void> {
  const queue = scenarios[Symbol.iterator]();
  const workers = Array.from({ length: options.jobs }, () => makeWorker());
  try {
    await Promise.all(workers.map((worker) => feed(worker, queue, options)));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

function makeWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

async function feed(worker: Worker, queue: Iterator<Scenario>, { signal, onOutcome }: PoolOptions): Promise<void> {
  for (;;) {
    const next = queue.next();
    if (next.done || signal?.aborted) return;
    const answer = await ask(worker, next.value, signal);
    if (answer === undefined) return;
    if (answer.kind === "error") throw new UsageError(answer.text);
    onOutcome(answer.outcome);
  }
}

/** Sends one scenario and waits for the answer; undefined where the signal aborts first. */
function ask(worker: Worker, scenario: Scenario, signal: AbortSignal | undefined): Promise<WorkerAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    signal?.addEventListener("abort", abort, { once: true });
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      signal?.removeEventListener("abort", abort);
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot run seed ${scenario.seed}: a worker failed with ${event.message}`));
    };
    worker.postMessage(scenario);
  });
}
