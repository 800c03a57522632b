/**
 * Operations of the final phase: every thread crashes its client, takes on all keys from the start, and polls until it has
 * seen the highest offset of each.
 *
 * @module
 */
import { compareOffsets } from "../../checkers/kafka/offset.ts";
import { eachThread, limit, phases, stagger } from "../../generator/combinators.ts";
import { DONE, type Generator, type OperationDraft, operations } from "../../generator/generator.ts";
import type { Random } from "../../random.ts";
import type { LogOperations } from "./log_operations.ts";
import { type HighestOffsets, polledOffsets } from "./seen_offsets.ts";

/** Mean time between the polls of a thread: 0 to 0.4 s. */
const POLL_PERIOD_NS = 0.2e9;

/** Makes the final phase; what there is to read is asked of `log` when it begins. */
export function finalPolls(log: LogOperations, random: Random): Generator {
  return eachThread(() => pollsOfThread(new Map(log.seen), random));
}

function pollsOfThread(targets: HighestOffsets, random: Random): Generator {
  if (targets.size === 0) return { next: () => DONE };
  const keys = [...targets.keys()].sort((a, b) => Number(a) - Number(b));
  return phases(
    once({ f: "crash", value: null }),
    once({ f: "assign", value: keys, "seek-to-beginning": true }),
    untilReached(targets, stagger(POLL_PERIOD_NS, random, operations(() => ({ f: "poll", value: [["poll"]] })))),
  );
}

function once(draft: OperationDraft): Generator {
  return limit(1, operations(() => draft));
}

/** Polls until each target was polled. */
function untilReached(targets: HighestOffsets, polls: Generator): Generator {
  return {
    next: (context) => (targets.size === 0 ? DONE : polls.next(context)),
    update(operation) {
      for (const [key, offset] of polledOffsets(operation)) {
        if (compareOffsets(targets.get(key) ?? offset, offset) <= 0) targets.delete(key);
      }
    },
  };
}
