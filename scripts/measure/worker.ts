/**
 * A worker of the pool: runs the experiments that it is sent, one after another, and posts their figures.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { type Experiment, type Figures, runExperiment } from "./experiment.ts";

/** What a worker posts: figures, or why there are none. */
export type WorkerAnswer =
  | { readonly kind: "figures"; readonly figures: Figures }
  | { readonly kind: "error"; readonly text: string };

self.onmessage = async ({ data }: MessageEvent<Experiment>) => {
  self.postMessage(await answer(data));
};

async function answer(experiment: Experiment): Promise<WorkerAnswer> {
  try {
    return { kind: "figures", figures: await runExperiment(experiment) };
  } catch (error) {
    return { kind: "error", text: error instanceof Error ? error.message : String(error) };
  }
}
