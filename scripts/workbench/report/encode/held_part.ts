/**
 * Chooses which part of a long journal a page holds: the messages around the operations that findings name, the end of
 * the run, and as much of its beginning as there is room for. Messages are held whole, with sending and arrival, so that
 * none looks lost because the page ends.
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S } from "../../clock.ts";
import { countBefore } from "../../halving.ts";
import type { History } from "../../history.ts";
import { isInMemory, type Journal, type JournalEvent } from "../../net/journal.ts";
import { entriesBetween } from "../../record_list.ts";
import type { Explanation } from "../../verdict.ts";

/** From and to, in nanoseconds, both included. */
export type HeldSpan = readonly [fromNs: number, toNs: number];

/** A part of a journal. */
export interface HeldPart {
  readonly events: readonly JournalEvent[];
  /** Times of which all messages are held, in order; absent where all are. */
  readonly spans?: readonly HeldSpan[];
  /** Messages sent in the whole run. */
  readonly messageCount: number;
}

/** What the choice goes by. */
export interface HeldPartOptions {
  readonly history: History;
  readonly explanations: readonly Explanation[];
  /** Events that the page may hold; about, since messages are not torn apart. */
  readonly eventsMax: number;
}

/** Shares of the events that the surroundings of findings may take: of the gravest, and of all others together. */
const GRAVEST_SHARE = 3 / 8;
const OTHERS_SHARE = 1 / 8;

/** Share of the events that the end of the run takes. */
const END_SHARE = 1 / 8;

/** Findings that count as the gravest; they come first. */
const GRAVEST_COUNT = 12;

/** Findings whose surroundings are held: as many as the page tells. */
const FINDINGS_MAX = 60;

/** Time around an operation that is held where there is room; less where there is not. */
const MARGIN_NS = NS_PER_S;
const MARGIN_LEAST_NS = NS_PER_MS;

/** Times that are looked at to choose: of a longer journal only some events are, at equal distances. */
const TIMES_MAX = 2_000_000;

/** Chooses the part. */
export function heldPart(journal: Journal, options: HeldPartOptions): HeldPart {
  const { eventsMax } = options;
  if (journal.length <= eventsMax) return wholeJournal(journal);
  const stride = Math.ceil(journal.length / TIMES_MAX) || 1;
  const { times, lastNs, messageCount } = indexOf(journal, stride);
  const sampleMax = eventsMax / stride;
  const endSpan: HeldSpan = [(times[times.length - Math.floor(sampleMax * END_SHARE)] ?? 0) + 1, lastNs];
  const chosen = mergeSpans([...spansOfFindings(times, { ...options, eventsMax: sampleMax }), endSpan]);
  const beginning: HeldSpan = [times[0] ?? 0, endOfBeginning(times, chosen, sampleMax)];
  const spans = mergeSpans([beginning, ...chosen]).map(([from, to]): HeldSpan => [from, Math.min(to, lastNs)]);
  const held = new Set<number>();
  for (const [from, to] of spans) {
    for (const { message } of entriesBetween(journal, from, to)) held.add(message.id);
  }
  const events: JournalEvent[] = [];
  for (const event of journal) if (held.has(event.message.id)) events.push(event);
  return { events, spans, messageCount };
}

function wholeJournal(journal: Journal): HeldPart {
  const events = isInMemory(journal) ? journal : [...journal];
  let messageCount = 0;
  for (const { type } of events) if (type === "send") messageCount++;
  return { events, messageCount };
}

interface JournalIndex {
  /** Of every event, or of some at equal distances, in order; times do not fall. */
  readonly times: Float64Array;
  readonly lastNs: number;
  readonly messageCount: number;
}

function indexOf(journal: Journal, stride: number): JournalIndex {
  const times = new Float64Array(Math.ceil(journal.length / stride));
  let [at, lastNs, messageCount] = [0, 0, 0];
  for (const { time, type } of journal) {
    if (at % stride === 0) times[at / stride] = time;
    at++;
    lastNs = time;
    if (type === "send") messageCount++;
  }
  return { times, lastNs, messageCount };
}

/** Spans around the operations that findings name, each as wide as its share of the room allows. */
function spansOfFindings(times: Float64Array, { history, explanations, eventsMax }: HeldPartOptions): HeldSpan[] {
  const named = explanations.filter(({ operations }) => operations.length > 0).slice(0, FINDINGS_MAX);
  const timesOf = timesOfOperations(history, new Set(named.flatMap(({ operations }) => operations)));
  const gravest = named.slice(0, GRAVEST_COUNT);
  const others = named.slice(GRAVEST_COUNT);
  const spansOf = (findings: readonly Explanation[], share: number) => {
    const room = Math.floor(eventsMax * share / Math.max(findings.length, 1));
    return findings.flatMap(({ operations }) => {
      const spans = operations.map((index) => timesOf.get(index)).filter((span) => span !== undefined);
      return spansWithin(times, spans, room);
    });
  };
  return [...spansOf(gravest, GRAVEST_SHARE), ...spansOf(others, OTHERS_SHARE)];
}

/** Spans as one where that fits into the room, else each with its share of it. */
function spansWithin(times: Float64Array, spans: readonly HeldSpan[], room: number): HeldSpan[] {
  if (spans.length === 0) return [];
  const whole: HeldSpan = [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))];
  const asOne = widened(times, whole, room);
  if (asOne !== undefined) return [asOne];
  return spans.flatMap((span) => {
    const one = widened(times, span, Math.floor(room / spans.length));
    return one === undefined ? [] : [one];
  });
}

/** From invocation to completion of each operation, by the index of either. */
function timesOfOperations(history: History, wanted: ReadonlySet<number>): ReadonlyMap<number, HeldSpan> {
  const found = new Map<number, HeldSpan>();
  const open = new Map<unknown, { readonly index: number; readonly time: number }>();
  for (const { index, process, type, time } of history) {
    const begun = type === "invoke" ? undefined : open.get(process);
    if (type === "invoke") open.set(process, { index, time });
    else open.delete(process);
    const span: HeldSpan = [begun?.time ?? time, time];
    if (wanted.has(index)) found.set(index, span);
    if (begun !== undefined && wanted.has(begun.index)) found.set(begun.index, span);
  }
  return found;
}

/** The span with as much time around it as fits; undefined where even the least does not. */
function widened(times: Float64Array, [from, to]: HeldSpan, eventsMax: number): HeldSpan | undefined {
  for (let margin = MARGIN_NS; margin >= MARGIN_LEAST_NS; margin /= 2) {
    const span: HeldSpan = [from - margin, to + margin];
    if (eventsIn(times, span) <= eventsMax) return span;
  }
  return undefined;
}

/** How far the beginning reaches, given what else is held. */
function endOfBeginning(times: Float64Array, chosen: readonly HeldSpan[], eventsMax: number): number {
  const eventsWith = (count: number) => {
    const to = times[count] ?? Infinity;
    return count + chosen.reduce((sum, [from, end]) => sum + eventsIn(times, [Math.max(from, to), end]), 0);
  };
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (eventsWith(middle) <= eventsMax) low = middle;
    else high = middle - 1;
  }
  return (times[low] ?? Infinity) - 1;
}

function eventsIn(times: Float64Array, [from, to]: HeldSpan): number {
  const before = (time: number) => countBefore(times.length, (place) => (times[place] ?? Infinity) < time);
  return Math.max(0, before(to + 1) - before(from));
}

/** Spans in order, those that touch as one; empty ones vanish. */
function mergeSpans(spans: readonly HeldSpan[]): HeldSpan[] {
  const merged: HeldSpan[] = [];
  for (const [from, to] of spans.filter(([from, to]) => from <= to).sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}
