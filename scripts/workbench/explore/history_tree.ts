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
  readonly #ends: HistoryEnd[] = [this.root];

  append(end: HistoryEnd, entry: Entry, timeNs: number): HistoryEnd {
    const key = `${timeNs} ${textOf(entry)}`;
    let next = end.after.get(key);
    if (next === undefined) {
      next = {
        id: this.#ends.length,
        length: end.length + 1,
        last: { before: end, entry, timeNs },
        after: new Map(),
      };
      end.after.set(key, next);
      this.#ends.push(next);
    }
    return next;
  }

  /** The end of an id. */
  endOf(id: number): HistoryEnd {
    return this.#ends[id] as HistoryEnd;
  }
}

/** Entries are shared by all histories that they stand in. */
const TEXTS = new WeakMap<Entry, string>();

/** An entry as JSON. */
export function textOf(entry: Entry): string {
  let text = TEXTS.get(entry);
  if (text === undefined) TEXTS.set(entry, text = JSON.stringify(entry));
  return text;
}

/** The history that ends there, or the entries of it from a position on. */
export function operationsOf(end: HistoryEnd, from = 0): Operation[] {
  const operations: Operation[] = [];
  for (let one = end; one.last !== undefined && one.length > from; one = one.last.before) {
    operations.push({ index: one.length - 1, time: one.last.timeNs, ...one.last.entry });
  }
  return operations.reverse();
}
