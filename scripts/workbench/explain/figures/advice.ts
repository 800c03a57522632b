/**
 * What would change a figure that is missed: one to three causes, the gravest first, and none where nothing is missed.
 *
 * Where limits are there and all are met, there is nothing to mend. Where no limit says how good is good enough, only a
 * waste that the run itself proves is told.
 *
 * @module
 */
import type { Advice } from "../../run_account.ts";
import { NS_PER_MS } from "../../clock.ts";
import type { CauseFacts, WeighedCause } from "./causes.ts";
import { latencyCauses } from "./latency_causes.ts";
import { messageCauses } from "./message_causes.ts";

/** Causes that are told. */
const TOLD_MAX = 3;

/** A cause explains at least this part of a missed figure. */
const MISSED_MIN = 0.15;

/** Without a limit half of a figure must be waste, or so much of it where a design never needs that. */
const WASTE_MIN = 0.5;
const NEEDLESS_MIN: Readonly<Record<string, number>> = { "contention": 0.2, "early-repeat": 0.3 };

/** No fault of the nodes, and without a limit no waste. */
const NO_WASTE: ReadonlySet<string> = new Set(["one-by-one", "fault", "machine"]);

/** Without a limit a value that takes less than this is fast enough: so many latencies of the network, and some more. */
const FAST_LATENCIES = 3;
const FAST_MS = 300;

/** How a run stands against its limits. */
export interface Missed {
  readonly hasLimits: boolean;
  readonly misses: {
    /** Value divided by limit; 0 where it is met. */
    readonly messages: number;
    readonly median: number;
    readonly max: number;
  };
}

/** Finds the causes of what is missed. */
export function adviceFor(facts: CauseFacts, { hasLimits, misses }: Missed): Advice[] {
  if (!hasLimits) return tell(wastes(facts));
  const latency = Math.max(misses.median, misses.max);
  const lateness = latency > 0 ? latencyCauses(facts, misses.median > 0) : [];
  const messages = misses.messages > 0 ? messageCauses(facts) : [];
  const causes = misses.messages > latency ? [...messages, ...lateness] : [...lateness, ...messages];
  const heavy = causes.filter(({ weight }) => weight >= MISSED_MIN);
  return tell(heavy.length > 0 ? heavy : causes.slice(0, 1));
}

function tell(causes: readonly WeighedCause[]): Advice[] {
  return causes.slice(0, TOLD_MAX).map(({ cause, text }) => ({ cause, text }));
}

/** What a run without limits proves to be waste. */
function wastes(facts: CauseFacts): WeighedCause[] {
  const { latency, latencyMs } = facts;
  const count = latency?.values.length ?? 0;
  const meanMs = count === 0 ? 0 : (latency?.sumNs ?? 0) / count / NS_PER_MS;
  const isSlow = meanMs > FAST_LATENCIES * latencyMs + FAST_MS;
  return [...messageCauses(facts), ...(isSlow ? latencyCauses(facts, true) : [])]
    .filter(({ cause, weight }) => !NO_WASTE.has(cause) && weight >= (NEEDLESS_MIN[cause] ?? WASTE_MIN))
    .toSorted((a, b) => b.weight - a.weight);
}
