/**
 * A worker that explores, one exploration after another.
 *
 * @module
 */
import { fromPlain } from "../run/plain_plan.ts";
import { serveWatched } from "../run/watched_worker.ts";
import { explore, replay } from "./explore.ts";
import type { ExploreJob, ExploreResult } from "./explore_apart.ts";
import type { Found } from "./search.ts";

serveWatched<ExploreJob, ExploreResult, Found>(async ({ exploration, options, schedule }, { heartbeat, note }) => {
  const whole = { ...exploration, plan: fromPlain(exploration.plan) };
  if (schedule !== undefined) return { kind: "replayed", trace: await replay(whole, schedule, heartbeat) };
  const controller = new AbortController();
  const onProgress = (found: Found) => {
    if (heartbeat.isInterrupted) controller.abort();
    note(found);
  };
  const explored = await explore(whole, { ...options, heartbeat, signal: controller.signal, onProgress });
  return { kind: "explored", explored };
});
