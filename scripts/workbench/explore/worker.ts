/**
 * A worker that explores, one exploration after another.
 *
 * @module
 */
import { getHeapStatistics } from "node:v8";
import { fromPlain } from "../run/plain_plan.ts";
import { serveWatched } from "../run/watched_worker.ts";
import { explore, replay } from "./explore.ts";
import type { ExploreJob, ExploreResult } from "./explore_apart.ts";
import type { Found } from "./search.ts";

/** States may fill so much of the heap: then there is memory left to tell what was found. */
const HEAP_SHARE = 0.5;

serveWatched<ExploreJob, ExploreResult, Found>(async ({ exploration, options, schedule }, { heartbeat, note }) => {
  const whole = { ...exploration, plan: await fromPlain(exploration.plan) };
  if (schedule !== undefined) return { kind: "replayed", trace: await replay(whole, schedule, heartbeat) };
  const controller = new AbortController();
  let fillsMemory = false;
  const onProgress = (found: Found) => {
    fillsMemory = isHeapShort();
    if (heartbeat.isInterrupted || fillsMemory) controller.abort();
    note(found);
  };
  const explored = await explore(whole, { ...options, heartbeat, signal: controller.signal, onProgress });
  return { kind: "explored", explored: { ...explored, fillsMemory } };
});

function isHeapShort(): boolean {
  return Deno.memoryUsage().heapUsed > HEAP_SHARE * getHeapStatistics().heap_size_limit;
}
