/**
 * A worker of a sweep: runs the scenarios that it is sent, one after another, and posts their outcomes.
 *
 * @module
 */
import { serveWatched } from "../run/watched_worker.ts";
import { type Outcome, runScenario } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

serveWatched<Scenario, Outcome>(async (scenario, { heartbeat }) => (await runScenario(scenario, heartbeat)).outcome);
