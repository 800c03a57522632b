/**
 * A worker of a sweep: runs the scenarios that it is sent, one after another, and posts their outcomes.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { type Outcome, runScenario } from "./run_scenario.ts";
import type { Scenario } from "./scenario.ts";

/** What a worker posts: an outcome, or why there is none. */
export type WorkerAnswer =
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "error"; readonly text: string };

self.onmessage = async ({ data }: MessageEvent<Scenario>) => {
  self.postMessage(await answer(data));
};

async function answer(scenario: Scenario): Promise<WorkerAnswer> {
  try {
    return { kind: "outcome", outcome: (await runScenario(scenario)).outcome };
  } catch (error) {
    return { kind: "error", text: error instanceof Error ? error.message : String(error) };
  }
}
