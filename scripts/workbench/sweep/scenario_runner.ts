/**
 * Runs scenarios in a worker, where a node that never gives control back can be ended from here.
 *
 * @module
 */
import { StuckError, WatchedWorker, type WatchOptions } from "../run/watched_worker.ts";
import { fromPlain, type PlainScenarioRun, type ScenarioRun, stuckRun } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

/** One worker for scenarios, one after another. */
export class ScenarioRunner {
  readonly #worker: WatchedWorker<Scenario, PlainScenarioRun>;

  constructor(options?: WatchOptions) {
    this.#worker = new WatchedWorker(new URL("./scenario_worker.ts", import.meta.url), options);
  }

  /**
   * Runs a scenario in virtual time.
   *
   * @throws {UsageError} where its options do not fit together.
   * @throws {WorkerInterrupted} where the signal aborts and a node does not give control back.
   */
  async run(scenario: Scenario, signal?: AbortSignal): Promise<ScenarioRun> {
    try {
      return fromPlain(await this.#worker.ask(scenario, { name: `seed ${scenario.seed}`, signal }));
    } catch (error) {
      if (error instanceof StuckError) return stuckRun(scenario, error);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#worker.end();
  }
}
