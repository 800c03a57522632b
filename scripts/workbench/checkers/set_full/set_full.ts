/**
 * Judges grow-only sets (broadcast and g-set): no element may disappear once it is known.
 *
 * An element is known from the acknowledgement of its add or from the first read that saw it, whichever came first.
 * Reads are taken in the order of their invocations, over all nodes together: an element that the last of them saw is
 * stable, one that a later-invoked read missed is lost, if it was known by then, and else never read. Failed adds are
 * attempts like any other; elements in reads that nobody added do not count. The stable latency is the time from
 * knowing an element to the last read that missed it, in whole milliseconds, and only as fine as reads are frequent.
 *
 * The original means to report elements that a read holds twice, but compares the wrong way round: `duplicated` is
 * always empty. Such reads, and other things that the verdict does not see, come as warnings.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import { labelOf } from "../../findings.ts";
import { type History, type Json, NO_COMPLETION, type Operation, pairOperations } from "../../history.ts";
import type { Checker, CheckerResult, Validity, Verdict } from "../../verdict.ts";
import { quantiles } from "../quantiles.ts";
import { explainSet } from "./explanations.ts";
import { type ElementOutcome, type ElementTimeline, followElements } from "./timeline.ts";
import { warnAboutSet } from "./warnings.ts";
import { compareValues, sortValues } from "../values.ts";
import { count, OperationLookup, show } from "../wording.ts";

/** Elements that `worst-stale` shows. */
const WORST_STALE_MAX = 8;

/** Judges a broadcast history: functions `broadcast` and `read`. */
export const checkBroadcast: Checker = (history) => checkSet(history, "broadcast");

/** Judges a g-set history: functions `add` and `read`. */
export const checkGSet: Checker = (history) => checkSet(history, "add");

/**
 * How every element of a set-like history ended, with its stable latency.
 *
 * @param addFunction The function that adds an element: `broadcast` or `add`.
 */
export function elementOutcomes(history: History, addFunction: string): readonly ElementOutcome[] {
  const partners = pairOperations(history);
  const lookup = new OperationLookup(history, partners);
  return followElements(history, addFunction, partners).elements.map((element) => judgeElement(element, lookup));
}

function checkSet(history: History, addFunction: string): CheckerResult {
  const partners = pairOperations(history);
  const timelines = followElements(history, addFunction, partners);
  const lookup = new OperationLookup(history, partners);
  const outcomes = timelines.elements.map((element) => judgeElement(element, lookup)).sort(byElement);
  const { malformed } = timelines;
  return {
    verdict: malformed[0] === undefined ? verdictOf(outcomes, lookup) : malformedVerdict(malformed[0]),
    explanations: [
      ...malformed.slice(0, 1).map((operation) => explainMalformed(operation, malformed.length)),
      ...explainSet(outcomes, timelines, lookup),
      ...warnAboutSet(outcomes, timelines, lookup),
    ],
  };
}

function judgeElement(element: ElementTimeline, lookup: OperationLookup): ElementOutcome {
  const { known, lastPresent, lastAbsent } = element;
  const isStable = lastPresent !== NO_COMPLETION && lastAbsent < lastPresent;
  const isLost = known !== NO_COMPLETION && lastPresent < lastAbsent && known < lastAbsent;
  return {
    element,
    outcome: isStable ? "stable" : isLost ? "lost" : "never-read",
    stableLatencyMs: isStable ? latencyMs(known, lastAbsent, lookup) : null,
    lostLatencyMs: isLost ? latencyMs(known, lastPresent, lookup) : null,
  };
}

/** From knowing an element to just after the invocation of a read; 0 where there is no such read or it came before. */
function latencyMs(known: number, read: number, lookup: OperationLookup): number {
  const end = read === NO_COMPLETION ? 0 : lookup.at(read).time + 1;
  return Math.trunc(Math.max(0, end - lookup.at(known).time) / NS_PER_MS);
}

function byElement(a: ElementOutcome, b: ElementOutcome): number {
  return compareValues(a.element.value, b.element.value) ?? 0;
}

function verdictOf(outcomes: readonly ElementOutcome[], lookup: OperationLookup): Verdict {
  const stable = outcomes.filter(({ outcome }) => outcome === "stable");
  const lost = outcomes.filter(({ outcome }) => outcome === "lost");
  const neverRead = outcomes.filter(({ outcome }) => outcome === "never-read");
  const stale = stable.filter(({ stableLatencyMs }) => (stableLatencyMs ?? 0) > 0);
  const valid: Validity = lost.length > 0 ? false : stable.length === 0 ? "unknown" : true;
  const stableLatencies = quantiles(stable.map(({ stableLatencyMs }) => stableLatencyMs ?? 0));
  const lostLatencies = quantiles(lost.map(({ lostLatencyMs }) => lostLatencyMs ?? 0));
  return {
    valid,
    "attempt-count": outcomes.length,
    "stable-count": stable.length,
    "lost-count": lost.length,
    lost: valuesOf(lost),
    "never-read-count": neverRead.length,
    "never-read": valuesOf(neverRead),
    "stale-count": stale.length,
    stale: valuesOf(stale),
    "worst-stale": worstStale(stale, lookup),
    ...(stableLatencies && { "stable-latencies": stableLatencies }),
    ...(lostLatencies && { "lost-latencies": lostLatencies }),
    "duplicated-count": 0,
    duplicated: {},
  };
}

/** Values of outcomes that are sorted by value already, save for values without an order. */
function valuesOf(outcomes: readonly ElementOutcome[]): Json {
  return sortValues(outcomes.map(({ element }) => element.value));
}

/** By descending latency; of equal latencies the greater element first, as the original's reversed sort has it. */
function worstStale(stale: readonly ElementOutcome[], lookup: OperationLookup): Json {
  const descending = [...stale].reverse().sort((a, b) => (b.stableLatencyMs ?? 0) - (a.stableLatencyMs ?? 0));
  return descending.slice(0, WORST_STALE_MAX).map(({ element, outcome, stableLatencyMs, lostLatencyMs }) => ({
    element: element.value,
    outcome,
    "stable-latency": stableLatencyMs,
    "lost-latency": lostLatencyMs,
    known: reference(element.known, lookup),
    "last-absent": reference(element.lastAbsent, lookup),
  }));
}

function reference(position: number, lookup: OperationLookup): Json {
  return position === NO_COMPLETION ? null : { "op-index": lookup.at(position).index };
}

function malformedVerdict(operation: Operation): Verdict {
  const message = `Read ${operation.index} returned ${show(operation.value)}, expected a list`;
  return { valid: "unknown", error: { type: "malformed-read", message } };
}

function explainMalformed(operation: Operation, total: number) {
  return {
    ...labelOf("malformed-read"),
    text: `A read returned ${show(operation.value)}, expected a list of elements; ` +
      `${count(total, "read is", "reads are")} of this kind.`,
    operations: [operation.index],
  } as const;
}
