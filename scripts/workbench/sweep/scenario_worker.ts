/**
 * A worker that runs scenarios one after another and gives all that is known of each.
 *
 * @module
 */
import { serveWatched } from "../run/watched_worker.ts";
import { type PlainScenarioRun, runScenario, toPlain } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

serveWatched<Scenario, PlainScenarioRun>(async (scenario, { heartbeat }) =>
  toPlain(await runScenario(scenario, { heartbeat }))
);
