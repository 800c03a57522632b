/**
 * The journal of a run: every send, receive and drop, in order.
 *
 * @module
 */
import type { Entries } from "../record_list.ts";
import { type Message, messageText } from "./message.ts";

/** Why the network dropped a message. */
export type DropReason = "partition" | "loss" | "node-down" | "closed";

/** One event. `drop` is ours; the statistics of the original know sends and receives only. */
export interface JournalEvent {
  /** Dense from 0 in order of occurrence. */
  readonly id: number;
  /** Nanoseconds since the start of the run (setup traffic may be negative). */
  readonly time: number;
  readonly type: "send" | "recv" | "drop";
  readonly message: Message;
  /** Present on drops. */
  readonly reason?: DropReason;
}

/** An event as the network tells it: by the clock's time, not numbered yet. */
export type NetEvent = Omit<JournalEvent, "id" | "time"> & { readonly timeNs: number };

/**
 * All events of a run, in order. A long one lies in blocks (record_list.ts), most often in a file, so that going through
 * it again takes time; `entriesBetween` reads a window of it without the rest.
 */
export type Journal = Entries<JournalEvent>;

/** An event as JSON. */
export function eventText({ id, time, type, message, reason }: JournalEvent): string {
  const end = reason === undefined ? "" : `,"reason":${JSON.stringify(reason)}`;
  return `{"id":${id},"time":${time},"type":"${type}","message":${messageText(message)}${end}}`;
}

/** True where going through a journal costs nothing but memory, which is there. */
export function isInMemory(journal: Journal): journal is readonly JournalEvent[] {
  return Array.isArray(journal);
}

/** The first events as an array, in order. */
export function firstEvents(journal: Journal, count: number): readonly JournalEvent[] {
  if (isInMemory(journal)) return journal.length > count ? journal.slice(0, count) : journal;
  const events: JournalEvent[] = [];
  for (const event of journal) {
    if (events.length === count) break;
    events.push(event);
  }
  return events;
}
