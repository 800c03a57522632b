/**
 * Reads whose values are the first items of a list that only grows (shared_list.ts), as nearly all reads of a node are:
 * what each says is told by how far it reaches into the list, so that the work is proportional to the length of the
 * lists, not to that of all reads together.
 *
 * Taken, like other reads, from the one invoked last to the one invoked first. Such a read misses exactly the elements
 * from its end on, and those that are not in the list; of these only few are still to be settled when it is taken.
 *
 * @module
 */
import { type Json, NO_COMPLETION } from "../../history.ts";
import type { GrowingList, ListPart } from "../../shared_list.ts";

/** Columns of all elements by their places, as `Sweep` has them. */
export interface ElementColumns {
  readonly added: Int32Array;
  readonly firstSeen: Int32Array;
  readonly lastPresent: Int32Array;
  readonly lastAbsent: Int32Array;
  /** 1 for elements that no read has missed so far. */
  readonly isPending: Uint8Array;
}

/** When a read began and ended, as positions in the history. */
interface ReadSpan {
  readonly invoked: number;
  readonly completed: number;
}

/** What reads say of one list. */
class SharedList {
  /** Elements of the items, in order; shorter than the list where an item is no element, or one that was there before. */
  readonly #places: Int32Array;
  readonly #columns: ElementColumns;
  /** For each item the latest add among it and those before it. */
  readonly #latestAdd: Int32Array;
  /** For each length of a read the earliest completion of such a read. */
  readonly #earliest: Int32Array;
  /** Elements that are not among the items, in order of their adds. */
  readonly #others: Int32Array;
  /** Items that some read has shown. */
  #shownCount = 0;
  /** Items from here on are settled, or were added after all reads that remain. */
  #end: number;
  /** Others before this one are settled. */
  #othersStart = 0;

  constructor(list: GrowingList, find: (value: Json) => number, columns: ElementColumns) {
    this.#columns = columns;
    const isItem = new Uint8Array(columns.added.length);
    const places: number[] = [];
    for (const item of list.items(0, list.count)) {
      const place = find(item);
      if (place < 0 || isItem[place] === 1) break;
      isItem[place] = 1;
      places.push(place);
    }
    this.#places = Int32Array.from(places);
    this.#end = places.length;
    this.#latestAdd = new Int32Array(places.length);
    let latest = NO_COMPLETION;
    places.forEach((place, at) => this.#latestAdd[at] = latest = Math.max(latest, columns.added[place] ?? 0));
    this.#earliest = new Int32Array(places.length + 1).fill(NO_COMPLETION);
    this.#others = Int32Array.from(isItem.keys().filter((place) => isItem[place] === 0))
      .sort((a, b) => (columns.added[a] ?? 0) - (columns.added[b] ?? 0));
  }

  /** True where a read of so many items holds each element once, and none that was added after its end. */
  isPlain(count: number, { completed }: ReadSpan): boolean {
    return count <= this.#places.length && (count === 0 || (this.#latestAdd[count - 1] ?? 0) <= completed);
  }

  /** Notes which elements the read shows. */
  show(count: number, { invoked, completed }: ReadSpan): void {
    const { lastPresent } = this.#columns;
    for (; this.#shownCount < count; this.#shownCount++) {
      const place = this.#places[this.#shownCount] ?? 0;
      if (lastPresent[place] === NO_COMPLETION) lastPresent[place] = invoked;
    }
    const known = this.#earliest[count] ?? NO_COMPLETION;
    if (known === NO_COMPLETION || completed < known) this.#earliest[count] = completed;
  }

  /** Settles the elements that the read should have held and did not. */
  settle(count: number, read: ReadSpan): void {
    const { isPending, added } = this.#columns;
    while (this.#end > count && isPending[this.#places[this.#end - 1] ?? 0] === 0) this.#end--;
    for (let at = count; at < this.#end; at++) this.#miss(this.#places[at] ?? 0, read);
    for (; this.#othersStart < this.#others.length; this.#othersStart++) {
      const place = this.#others[this.#othersStart] ?? 0;
      if ((added[place] ?? 0) > read.completed) break;
      this.#miss(place, read);
    }
  }

  /** Tells each element when its reads showed it first; after all reads. */
  finish(): void {
    const { firstSeen } = this.#columns;
    let earliest = NO_COMPLETION;
    for (let count = this.#places.length; count > 0; count--) {
      earliest = earlierOf(earliest, this.#earliest[count] ?? NO_COMPLETION);
      const place = this.#places[count - 1] ?? 0;
      firstSeen[place] = earlierOf(firstSeen[place] ?? NO_COMPLETION, earliest);
    }
  }

  #miss(place: number, { invoked, completed }: ReadSpan): void {
    const { isPending, added, lastAbsent } = this.#columns;
    if (isPending[place] === 0 || (added[place] ?? 0) > completed) return;
    isPending[place] = 0;
    lastAbsent[place] = invoked;
  }
}

/** All lists of a history. */
export class SharedReads {
  readonly #lists = new Map<GrowingList, SharedList>();
  readonly #find: (value: Json) => number;
  readonly #columns: ElementColumns;

  constructor(find: (value: Json) => number, columns: ElementColumns) {
    this.#find = find;
    this.#columns = columns;
  }

  /** Takes a read; returns false where it has to be looked at value by value. */
  take({ list, count }: ListPart, read: ReadSpan, forget: () => void): boolean {
    let shared = this.#lists.get(list);
    if (shared === undefined) this.#lists.set(list, shared = new SharedList(list, this.#find, this.#columns));
    if (!shared.isPlain(count, read)) return false;
    shared.show(count, read);
    forget();
    shared.settle(count, read);
    return true;
  }

  /** After all reads. */
  finish(): void {
    for (const list of this.#lists.values()) list.finish();
  }
}

/** The earlier of two positions, either of which may be missing. */
export function earlierOf(a: number, b: number): number {
  if (a === NO_COMPLETION) return b;
  return b === NO_COMPLETION ? a : Math.min(a, b);
}
