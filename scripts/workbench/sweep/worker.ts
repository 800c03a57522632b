/**
 * A worker of a sweep: runs the scenarios that it is sent, one after another, and posts their outcomes.
 *
 * @module
 */
import { serveJobs } from "./worker_pool.ts";
import { runScenario } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

serveJobs(async (scenario: Scenario) => (await runScenario(scenario)).outcome);
