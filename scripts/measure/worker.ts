/**
 * A worker of the pool: runs the experiments that it is sent, one after another, and posts their figures.
 *
 * @module
 */
import { serveWatched } from "../workbench/run/watched_worker.ts";
import { type Experiment, nameOf, runExperiment } from "./experiment.ts";

serveWatched(async (experiment: Experiment) => {
  try {
    return await runExperiment(experiment);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot run ${nameOf(experiment)}: ${text}`, { cause: error });
  }
});
