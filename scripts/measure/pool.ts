/**
 * Runs experiments on all cores, with a progress line.
 *
 * @module
 */
import { ProgressLine } from "../workbench/cli/progress.ts";
import type { Terminal } from "../workbench/cli/terminal.ts";
import { UsageError } from "../workbench/usage_error.ts";
import type { Experiment, Figures } from "./experiment.ts";
import type { WorkerAnswer } from "./worker.ts";

/** How to run experiments. */
export interface PoolOptions {
  readonly terminal: Terminal;
  /** Workers. Default: one a core. */
  readonly jobs?: number;
}

/**
 * Runs experiments side by side and gives their figures in the same order.
 *
 * @throws {UsageError} where an experiment cannot run.
 */
export async function runExperiments(experiments: readonly Experiment[], options: PoolOptions): Promise<Figures[]> {
  const { terminal, jobs = navigator.hardwareConcurrency } = options;
  const figures: Figures[] = [];
  const progress = new ProgressLine(terminal);
  const queue = experiments.entries();
  let doneCount = 0;
  async function work(worker: Worker): Promise<void> {
    // The workers share one iterator, so each experiment goes to one of them.
    for (const [position, experiment] of queue) {
      figures[position] = await ask(worker, experiment);
      doneCount++;
      progress.show(() => `${doneCount} of ${experiments.length} runs  ${experiment.program}`);
    }
  }
  const workers = Array.from({ length: Math.min(jobs, experiments.length) }, makeWorker);
  try {
    await Promise.all(workers.map(work));
  } finally {
    for (const worker of workers) worker.terminate();
    progress.clear();
  }
  return figures;
}

function makeWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

function ask(worker: Worker, experiment: Experiment): Promise<Figures> {
  const name = `${experiment.program} with seed ${experiment.seed}`;
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if (data.kind === "figures") resolve(data.figures);
      else reject(new UsageError(`Cannot run ${name}: ${data.text}`));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot run ${name}: a worker failed with ${event.message}`));
    };
    worker.postMessage(experiment);
  });
}
