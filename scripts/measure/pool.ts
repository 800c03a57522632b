/**
 * Runs experiments on all cores, with a progress line.
 *
 * @module
 */
import { ProgressLine } from "../workbench/terminal/progress.ts";
import type { Terminal } from "../workbench/terminal/terminal.ts";
import { runOnWorkers } from "../workbench/sweep/worker_pool.ts";
import { type Experiment, type Figures, nameOf } from "./experiment.ts";

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
  let doneCount = 0;
  try {
    await runOnWorkers<Experiment, Figures>(experiments, {
      workers: Math.min(jobs, experiments.length),
      module: new URL("./worker.ts", import.meta.url),
      nameOf,
      onResult: (result, position) => {
        figures[position] = result;
        doneCount++;
        progress.show(() => `${doneCount} of ${experiments.length} runs  ${experiments[position]?.program}`);
      },
    });
  } finally {
    progress.clear();
  }
  return figures;
}
