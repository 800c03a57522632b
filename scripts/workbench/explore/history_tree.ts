/**
 * Histories that share their beginnings: two paths with the same entries in the same order have the same place here.
 *
 * @module
 */
import type { Operation } from "../history.ts";
import type { Entry } from "./client_machine.ts";

/** The end of a history. */
export interface HistoryEnd {
  /** Dense from 0 in each tree. */
  readonly id: number;
  /** Entries up to here. */
  readonly length: number;
  readonly last: { readonly before: HistoryEnd; readonly entry: Entry; readonly timeNs: number } | undefined;
  readonly after: Map<string, HistoryEnd>;
}

/** All histories of an exploration. */
export class HistoryTree {
  readonly root: HistoryEnd = { id: 0, length: 0, last: undefined, after: new Map() };
  #count = 1;

  append(end: HistoryEnd, entry: Entry, timeNs: number): HistoryEnd {
    const key = `${timeNs} ${JSON.stringify(entry)}`;
    let next = end.after.get(key);
    if (next === undefined) {
      next = { id: this.#count++, length: end.length + 1, last: { before: end, entry, timeNs }, after: new Map() };
      end.after.set(key, next);
    }
    return next;
  }
}

/** The history that ends there. */
export function operationsOf(end: HistoryEnd): Operation[] {
  const operations: Operation[] = [];
  for (let one = end; one.last !== undefined; one = one.last.before) {
    operations.push({ index: one.length - 1, time: one.last.timeNs, ...one.last.entry });
  }
  return operations.reverse();
}
