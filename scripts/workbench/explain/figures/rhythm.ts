/**
 * What ends the waiting of values in nodes: the node reacts at once, a timer fires, the receiver asks, or the receiver's
 * answer to something earlier arrives. And the rhythm in which a node's timer fires.
 *
 * @module
 */
import type { Row } from "./traffic.ts";
import type { Wait } from "./value_path.ts";

/** What ended a wait. */
export type Release = "at-once" | "timer" | "asked" | "answered";

/** How regular gaps must be, as part of the middle one, to be called a rhythm. */
const SPREAD_MAX = 0.15;

/** Part of the gaps that must fit. */
const FITTING_MIN = 0.8;

/** Gaps that prove a rhythm. */
const GAPS_MIN = 3;

/** A wait with its end. */
export interface ReleasedWait extends Wait {
  readonly release: Release;
  /** The part of it that counts for the latency, in ns. */
  readonly countedNs: number;
  /** From the arrival of the value to its departure. */
  readonly waitNs: number;
}

/** How nodes let values go. */
export interface Rhythm {
  /** The time between two departures, in ns. */
  readonly periodNs: number;
  /** `regular`: at fixed times; `batch`: so long after the first value that waits; `loose`: neither, this is the middle. */
  readonly kind: "regular" | "batch" | "loose";
}

/** Tells what ended a wait, by what its node received from the receiver just before. */
export function releaseOf({ gotNs, row }: Wait, reactionNs: number, isQuestion: (row: Row) => boolean): Release {
  if (row.sentNs - gotNs <= reactionNs) return "at-once";
  if (row.isReply) return "asked";
  const { heard } = row;
  if (heard === undefined || row.sentNs - (heard.receivedNs ?? -Infinity) > reactionNs) return "timer";
  return isQuestion(heard) ? "asked" : "answered";
}

/**
 * The rhythm of the nodes that held these values back; undefined where there are too few departures. A timer fires for a
 * whole node, while others ask and answer each at their own time.
 */
export function rhythmOf(waits: readonly ReleasedWait[], reactionNs: number): Rhythm | undefined {
  const placeOf = ({ release, node, row }: ReleasedWait) => release === "timer" ? node : row.link;
  const rhythms = [...Map.groupBy(waits, placeOf).values()].flatMap((ofNode) => rhythmOfNode(ofNode, reactionNs) ?? []);
  if (rhythms.length === 0) return undefined;
  const periodNs = middleOf(rhythms.map(({ periodNs }) => periodNs));
  const close = rhythms.filter(({ kind, periodNs: one }) =>
    kind !== "loose" && Math.abs(one - periodNs) <= SPREAD_MAX * periodNs
  );
  if (close.length < FITTING_MIN * rhythms.length) return { periodNs, kind: "loose" };
  const batches = close.filter(({ kind }) => kind === "batch").length;
  return { periodNs, kind: 2 * batches > close.length ? "batch" : "regular" };
}

function rhythmOfNode(waits: readonly ReleasedWait[], reactionNs: number): Rhythm | undefined {
  const bursts = burstsOf(waits, reactionNs);
  const longest = bursts.map(({ longestNs }) => longestNs);
  if (bursts.length >= GAPS_MIN) {
    const waitNs = middleOf(longest);
    if (share(longest, (one) => Math.abs(one - waitNs) <= SPREAD_MAX * waitNs / 2) >= FITTING_MIN) {
      return { periodNs: waitNs, kind: "batch" };
    }
  }
  const gaps = bursts.slice(1).map(({ atNs }, at) => atNs - (bursts[at]?.atNs ?? 0));
  if (gaps.length < GAPS_MIN) return undefined;
  const shortNs = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 10)] ?? 0;
  // A node without news lets a beat pass: gaps are multiples of the period.
  const beats = gaps.map((gap) => Math.max(1, Math.round(gap / shortNs)));
  const periodNs = sum(gaps) / sum(beats);
  const fits = share(gaps, (gap, at) => Math.abs(gap - (beats[at] ?? 1) * periodNs) <= SPREAD_MAX * periodNs);
  return fits >= FITTING_MIN ? { periodNs, kind: "regular" } : { periodNs: middleOf(gaps), kind: "loose" };
}

/** Departures that come together are one. */
function burstsOf(waits: readonly ReleasedWait[], reactionNs: number): { atNs: number; longestNs: number }[] {
  const bursts: { atNs: number; longestNs: number }[] = [];
  for (const { row, waitNs } of waits.toSorted((a, b) => a.row.sentNs - b.row.sentNs)) {
    const last = bursts.at(-1);
    if (last !== undefined && row.sentNs - last.atNs <= reactionNs) last.longestNs = Math.max(last.longestNs, waitNs);
    else bursts.push({ atNs: row.sentNs, longestNs: waitNs });
  }
  return bursts;
}

function share(numbers: readonly number[], fits: (number: number, at: number) => boolean): number {
  return numbers.filter(fits).length / Math.max(1, numbers.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The middle one of some numbers; 0 of none. */
export function middleOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
