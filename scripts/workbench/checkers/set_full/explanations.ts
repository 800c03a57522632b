/**
 * Tells in words which elements of a grow-only set are lost, and why a verdict is unknown.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import { NO_COMPLETION } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import type { ElementOutcome, ElementTimeline, Read, SetTimelines } from "./timeline.ts";
import { sameValue } from "../values.ts";
import { count, type OperationLookup, show, tellFindings } from "../wording.ts";

/** Explains everything in a set-full verdict that is not true. */
export function explainSet(
  outcomes: readonly ElementOutcome[],
  timelines: SetTimelines,
  lookup: OperationLookup,
): Explanation[] {
  const lost = outcomes.filter(({ outcome }) => outcome === "lost");
  if (lost.length > 0) {
    const findings = lost.map(({ element }) => ({
      value: element.value,
      explain: () => explainLost(element, timelines.reads, lookup),
    }));
    return tellFindings(labelOf("lost"), findings, "Lost as well");
  }
  const isSettled = outcomes.some(({ outcome }) => outcome === "stable");
  return isSettled ? [] : [explainUnknown(outcomes.length, timelines.reads.length)];
}

function explainLost(element: ElementTimeline, reads: readonly Read[], lookup: OperationLookup) {
  const { value, lastAbsent, lastPresent } = element;
  const missing = reads.find(({ invoked }) => invoked === lastAbsent);
  const missed = lookup.who(lastAbsent);
  const seenThere = lastRead(reads, (read) => lookup.who(read.completed) === missed && holds(read, element));
  const seen = reads.find(({ invoked }) => invoked === lastPresent);
  const known = `Value ${show(value)}, ${howKnown(element, lookup)},`;
  const when = lookup.when(lastAbsent);
  const loss = seenThere === undefined
    ? `was never seen by ${missed}: last read at ${when} without it`
    : `was lost by ${missed}: read there at ${lookup.when(seenThere.invoked)}, missing at ${when}`;
  const elsewhere = seen === undefined
    ? "; no read ever saw it"
    : seen === seenThere
    ? ""
    : `; seen last by ${lookup.who(seen.completed)} at ${lookup.when(lastPresent)}`;
  return {
    text: `${known} ${loss}${elsewhere}.`,
    operations: lookup.indices([
      missing?.completed ?? lastAbsent,
      element.known,
      element.added,
      seen?.completed ?? NO_COMPLETION,
    ]),
    value,
  };
}

/** How an element came to be known: `acknowledged by n4 at 3.21 s`. */
export function howKnown({ known, added }: ElementTimeline, lookup: OperationLookup): string {
  const { f } = lookup.at(added);
  const isAcknowledgement = lookup.at(known).f === f;
  const verb = isAcknowledgement ? "acknowledged" : "first seen";
  return `${verb} by ${lookup.who(known)} at ${lookup.when(known)}`;
}

function lastRead(reads: readonly Read[], isMeant: (read: Read) => boolean): Read | undefined {
  let last: Read | undefined;
  for (const read of reads) {
    if ((last === undefined || read.invoked > last.invoked) && isMeant(read)) last = read;
  }
  return last;
}

function holds({ values, completed }: Read, { value, added }: ElementTimeline): boolean {
  if (completed < added) return false;
  return typeof value === "object" ? values.some((other) => sameValue(other, value)) : values.includes(value);
}

function explainUnknown(attempts: number, reads: number): Explanation {
  const added = count(attempts, "value was", "values were");
  const reason = attempts === 0
    ? "nothing was added"
    : reads === 0
    ? `${added} added, but no read ended ok`
    : `${added} added, but no read holds ${attempts === 1 ? "it" : "any of them"}`;
  return {
    ...labelOf("nothing-stable"),
    text: `The history proves nothing: ${reason}.`,
    operations: [],
  };
}
