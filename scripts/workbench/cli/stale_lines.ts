/**
 * The lines of stale-replies.jsonl: answers of seq-kv from older states, and which operations may have met them.
 *
 * @module
 */
import { NS_PER_MS } from "../clock.ts";
import type { History, Json } from "../history.ts";
import { type Call, callsOf } from "../recording/calls.ts";
import type { StaleReply } from "../services/participants.ts";

/** Stale answers that are written down; later ones are like them. */
const STALE_REPLIES_MAX = 2000;

/**
 * Gives each answer with the operations that its node worked on then.
 *
 * @param staleReplies In the order of time, as they are recorded.
 */
export function staleLines(history: History, staleReplies: readonly StaleReply[]): Json[] {
  const upcoming = callsOf(history);
  let next = 0;
  let underWay: Call[] = [];
  return staleReplies.slice(0, STALE_REPLIES_MAX).map(({ time, service, client, request, staleness, ageNs }) => {
    for (let call = upcoming[next]; call !== undefined && call.invocation.time <= time; call = upcoming[++next]) {
      underWay.push(call);
    }
    // At most one call of each process is under way, so this list stays short.
    underWay = underWay.filter(({ completion }) => (completion?.time ?? Infinity) >= time);
    return {
      time,
      service,
      node: client,
      request,
      changes: staleness,
      "age-ms": ageNs / NS_PER_MS,
      operations: underWay.filter((call) => nodeOf(call) === client).map(({ invocation }) => invocation.index),
    };
  });
}

function nodeOf({ invocation, completion }: Call): string | undefined {
  return completion?.node ?? invocation.node;
}
