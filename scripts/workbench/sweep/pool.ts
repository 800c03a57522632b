/**
 * Spreads scenarios over cores.
 *
 * @module
 */
import type { WatchOptions } from "../run/watched_worker.ts";
import { runOnWorkers } from "./worker_pool.ts";
import { type ScenarioOutcome, stuckRun } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

/** How to run scenarios. */
export interface PoolOptions extends WatchOptions {
  /** Workers. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  /** Called for each outcome, in the order in which they come. */
  onOutcome(outcome: ScenarioOutcome): void;
}

/** Runs all scenarios; resolves early where the signal aborts. @throws {UsageError} where a scenario cannot run. */
export async function runScenarios(scenarios: Iterable<Scenario>, options: PoolOptions): Promise<void> {
  await runOnWorkers<Scenario, ScenarioOutcome>(scenarios, {
    ...options,
    workers: options.jobs,
    module: new URL("./worker.ts", import.meta.url),
    nameOf: ({ seed }) => `seed ${seed}`,
    resultOfStuck: (scenario, stuck) => stuckRun(scenario, stuck).outcome,
    onResult: options.onOutcome,
  });
}
