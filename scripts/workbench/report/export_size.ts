/**
 * How large a file would become that holds a record as lines: a run of ten minutes whose answers repeat all values takes
 * 300 MB packed and a terabyte as text.
 *
 * Growing lists (shared_list.ts) are counted by the length of their text, without making it, and of a long record only
 * some blocks are read.
 *
 * @module
 */
import type { Operation } from "../history.ts";
import { eventText, type JournalEvent } from "../net/journal.ts";
import { splitBodyOf } from "../net/message.ts";
import { BlockList, type Entries, entriesBetween, type Timed } from "../record_list.ts";
import { sharedFieldOf, without } from "../shared_list.ts";

/** A part of a run's time, both ends included. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Blocks of a long record that are read, spread over its time evenly: lists grow evenly as well. */
const SAMPLED_MAX = 16;

/**
 * The sum of the sizes of the entries in a window: of a short record as it is, of a long one as its blocks make likely.
 *
 * @param sizeOf Gives the size of one entry.
 */
export function estimateSize<T extends Timed>(
  entries: Entries<T>,
  { fromNs, toNs }: TimeWindow,
  sizeOf: (entry: T) => number,
): number {
  const sum = (some: Entries<T> | readonly T[]) =>
    Iterator.from(entriesBetween(some, fromNs, toNs)).reduce((size, entry) => size + sizeOf(entry), 0);
  if (!(entries instanceof BlockList)) return sum(entries);
  const within = [...entries.facts.entries()].filter(([, facts]) => facts.toNs >= fromNs && facts.fromNs <= toNs);
  const step = Math.ceil(within.length / SAMPLED_MAX);
  // The one in the middle of each step: the first ones would have the shortest lists.
  const sampled = within.filter((_, position) => position % step === Math.floor(step / 2));
  const countOf = (blocks: typeof within) => blocks.reduce((count, [, facts]) => count + facts.count, 0);
  const size = sampled.reduce((total, [place]) => total + sum(entries.block(place)), 0);
  return sampled.length === 0 ? 0 : size * countOf(within) / countOf(sampled);
}

/** The length of an operation's line without its end, and without making a list that it shares. */
export function operationSize(operation: Operation, toLine: (operation: Operation) => string): number {
  const shared = sharedFieldOf(operation);
  if (shared === undefined) return toLine(operation).length;
  const { field, part } = shared;
  const bare = { ...without(operation, [field]), [field]: [] } as unknown as Operation;
  return toLine(bare).length + part.textLength;
}

/** The length of an event's line without its end, and without making a list that its message shares. */
export function eventSize(event: JournalEvent): number {
  const { message: { id, src, dest } } = event;
  const body = splitBodyOf(event.message);
  const around = eventText({ ...event, message: { id, src, dest, body: EMPTY } }).length - EMPTY_LENGTH;
  return around + (typeof body === "string" ? body.length : body.head.length + body.part.textLength + body.tail.length);
}

const EMPTY = { type: "" };
const EMPTY_LENGTH = JSON.stringify(EMPTY).length;
