/**
 * The events of a span of time of a stored journal, with all that happened to the messages in it.
 *
 * @module
 */
import { NS_PER_S } from "../../clock.ts";
import type { Journal, JournalEvent } from "../../net/journal.ts";
import { entriesBetween } from "../../record_list.ts";

/** A span of time of a journal. */
export interface JournalWindow {
  /** The events of the span, and before and after it the sends and ends of messages that have an event in it. */
  readonly events: readonly JournalEvent[];
  /** How far the span reaches, included; less than was asked where it would hold too much. */
  readonly toNs: number;
}

/** What to read. */
export interface WindowOptions {
  /** Both included. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Events in the span beyond this many are left out, and the span ends before them. */
  readonly eventsMax: number;
}

/** Where the other end of a message is looked for first; only what took longer is looked for in the whole run. */
const NEAR_NS = 2 * NS_PER_S;

/** Reads the events of a span of time. */
export function journalWindow(journal: Journal, { fromNs, toNs, eventsMax }: WindowOptions): JournalWindow {
  const inside: JournalEvent[] = [];
  let lastNs = toNs;
  for (const event of entriesBetween(journal, fromNs, toNs)) {
    if (inside.length === eventsMax) {
      // Of the moment that does not fit nothing is told.
      lastNs = event.time - 1;
      break;
    }
    inside.push(event);
  }
  while ((inside.at(-1)?.time ?? -Infinity) > lastNs) inside.pop();
  const sent = new Set(inside.flatMap(({ type, message }) => type === "send" ? [message.id] : []));
  const ended = new Set(inside.flatMap(({ type, message }) => type === "send" ? [] : [message.id]));
  const [begunBefore, endingAfter] = [ended.difference(sent), sent.difference(ended)];
  const before = [[fromNs - NEAR_NS, fromNs - 1], [-Infinity, fromNs - NEAR_NS - 1]].map(([from = 0, to = 0]) =>
    find(journal, { from, to, wanted: begunBefore, isSend: true })
  );
  const after = [[lastNs + 1, lastNs + NEAR_NS], [lastNs + NEAR_NS + 1, Infinity]].map(([from = 0, to = 0]) =>
    find(journal, { from, to, wanted: endingAfter, isSend: false })
  );
  return { events: [...before.reverse().flat(), ...inside, ...after.flat()], toNs: lastNs };
}

/** The sends or ends of messages within a time; those that were found are wanted no more. */
function find(
  journal: Journal,
  { from, to, wanted, isSend }: {
    readonly from: number;
    readonly to: number;
    readonly wanted: Set<number>;
    readonly isSend: boolean;
  },
): JournalEvent[] {
  const found: JournalEvent[] = [];
  if (wanted.size === 0) return found;
  for (const event of entriesBetween(journal, from, to)) {
    if ((event.type === "send") === isSend && wanted.delete(event.message.id)) found.push(event);
    if (wanted.size === 0) break;
  }
  return found;
}
