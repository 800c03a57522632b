/**
 * A worker of a sweep: runs the scenarios that it is sent, one after another, and posts their outcomes.
 *
 * @module
 */
import { serveWatched } from "../run/watched_worker.ts";
import { runScenario, type ScenarioOutcome } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

serveWatched<Scenario, ScenarioOutcome>(async (scenario, { heartbeat }) =>
  (await runScenario(scenario, { heartbeat })).outcome
);
