/**
 * What every read of a history says about every element: when it was known, seen last and missed last.
 *
 * The definition looks at each pair of element and read, but most pairs say nothing new. Reads are therefore taken from
 * the one invoked last to the one invoked first. For "seen last" and "missed last" only the first read of that order
 * counts, so an element leaves the list of pending elements as soon as one read has missed it. Every element that stays
 * was in the read, hence the work is proportional to the values that the reads hold, not to elements times reads.
 * Membership is a stamp per element (the number of the read), not a set per read; all that is kept per element is kept
 * in columns of integers, because reads may hold millions of values.
 *
 * @module
 */
import { type History, type Json, NO_COMPLETION, type Operation } from "../../history.ts";
import { type ListPart, partIn } from "../../shared_list.ts";
import { type ValueKey, valueKey } from "../values.ts";
import { earlierOf, SharedReads } from "./shared_reads.ts";

/** Positions in the history; `NO_COMPLETION` (-1) where there is none. */
export interface ElementTimeline {
  readonly value: Json;
  /** Where its add was invoked; should it have been added twice, the last time: everything before is forgotten. */
  readonly added: number;
  /** The completion that first proved that it exists: of its add or of a read that saw it. */
  readonly known: number;
  /** Invocation of the last-invoked read that saw it. */
  readonly lastPresent: number;
  /** Invocation of the last-invoked read that missed it. */
  readonly lastAbsent: number;
}

/** How an element ended. Latencies are whole milliseconds, null where they do not apply. */
export interface ElementOutcome {
  readonly element: ElementTimeline;
  readonly outcome: "stable" | "lost" | "never-read";
  readonly stableLatencyMs: number | null;
  readonly lostLatencyMs: number | null;
}

/** A read that ended ok with a list. */
export interface Read {
  readonly invoked: number;
  readonly completed: number;
  readonly values: readonly Json[];
  /** What `values` is a part of, where it is; then it is made anew each time that it is asked for. */
  readonly part?: ListPart | undefined;
}

/** A value that a read holds though it should not, with the first-invoked such read. */
export interface OddValue {
  readonly value: Json;
  readonly read: Read;
}

/** Everything that the verdict and the explanations of set-full need. */
export interface SetTimelines {
  readonly elements: readonly ElementTimeline[];
  /** Finds the element of a value: its position in `elements`, -1 for values that were never added. */
  readonly find: (value: Json) => number;
  /** In order of completion. */
  readonly reads: readonly Read[];
  /** Values that one read holds more than once. */
  readonly duplicates: readonly OddValue[];
  /** Values that were read though nobody had added them by then. */
  readonly invented: readonly OddValue[];
  /** Ok reads whose value is not a list; null stands for the empty list. */
  readonly malformed: readonly Operation[];
}

/**
 * Follows every element through a history.
 *
 * @param addFunction The function that adds an element: `broadcast` or `add`.
 * @param partners What `pairOperations` returned for `history`.
 */
export function followElements(history: History, addFunction: string, partners: Int32Array): SetTimelines {
  const list = new ElementList(countAdds(history, addFunction));
  const reads: Read[] = [];
  const malformed: Operation[] = [];
  history.forEach((operation, position) => {
    const { process, type, f } = operation;
    if (process === "nemesis") return;
    if (f === addFunction) {
      if (type === "invoke") list.add(operation.value ?? null, position);
      else if (type === "ok") list.acknowledge(operation.value ?? null, position);
    } else if (f === "read" && type === "ok") {
      const invoked = partners[position] ?? NO_COMPLETION;
      const part = partIn(operation, "value");
      if (part !== undefined) {
        if (invoked !== NO_COMPLETION) reads.push(new SharedRead(part, invoked, position));
        return;
      }
      const values = operation.value ?? [];
      if (!Array.isArray(values)) malformed.push(operation);
      else if (invoked !== NO_COMPLETION) reads.push({ invoked, completed: position, values });
    }
  });
  const sweep = new Sweep(list);
  sweep.run(reads);
  return {
    elements: sweep.timelines(),
    find: list.find,
    reads,
    duplicates: [...sweep.duplicates.values()],
    invented: [...sweep.invented.values()],
    malformed,
  };
}

/** Elements in order of their first add, and the way from a value to its element's place in that order. */
class ElementList {
  readonly values: Json[] = [];
  readonly added: number[] = [];
  readonly firstAdded: number[] = [];
  readonly acknowledged: number[] = [];
  /** Places of small integers, as the elements of the workloads are: looking them up is one array access. */
  readonly #table: Int32Array;
  /** Places of all other values. */
  readonly #others = new Map<ValueKey, number>();

  constructor(addCount: number) {
    this.#table = new Int32Array(4 * addCount + 1024).fill(-1);
  }

  /** Finds the place of a value's element; -1 where there is none. */
  readonly find = (value: Json): number => {
    if (typeof value === "number") {
      const place = this.#table[value];
      if (place !== undefined) return place;
    }
    return this.#others.get(valueKey(value)) ?? -1;
  };

  add(value: Json, added: number): void {
    let place = this.find(value);
    if (place < 0) {
      place = this.values.push(value) - 1;
      this.firstAdded.push(added);
      if (typeof value === "number" && this.#table[value] !== undefined) this.#table[value] = place;
      else this.#others.set(valueKey(value), place);
    }
    this.added[place] = added;
    this.acknowledged[place] = NO_COMPLETION;
  }

  acknowledge(value: Json, completed: number): void {
    const place = this.find(value);
    if (place >= 0 && this.acknowledged[place] === NO_COMPLETION) this.acknowledged[place] = completed;
  }
}

/** Takes the reads from the last-invoked to the first-invoked and fills in the columns. */
class Sweep {
  readonly duplicates = new Map<ValueKey, OddValue>();
  readonly invented = new Map<ValueKey, OddValue>();
  readonly #list: ElementList;
  readonly #find: (value: Json) => number;
  readonly #added: Int32Array;
  readonly #firstAdded: Int32Array;
  readonly #firstSeen: Int32Array;
  readonly #lastPresent: Int32Array;
  readonly #lastAbsent: Int32Array;
  readonly #isPending: Uint8Array;
  readonly #shared: SharedReads;
  /** Number of the last read that was found to hold the element. */
  readonly #stamps: Int32Array;
  /** Places of the elements that no read has missed so far, in ascending order of their add. */
  readonly #pending: Int32Array;
  #pendingCount: number;

  constructor(list: ElementList) {
    const size = list.values.length;
    this.#list = list;
    this.#find = list.find;
    this.#added = Int32Array.from(list.added);
    this.#firstAdded = Int32Array.from(list.firstAdded);
    this.#firstSeen = new Int32Array(size).fill(NO_COMPLETION);
    this.#lastPresent = new Int32Array(size).fill(NO_COMPLETION);
    this.#lastAbsent = new Int32Array(size).fill(NO_COMPLETION);
    this.#stamps = new Int32Array(size).fill(-1);
    this.#isPending = new Uint8Array(size).fill(1);
    const added = this.#added;
    this.#shared = new SharedReads(list.find, {
      ...{ added, firstSeen: this.#firstSeen, lastPresent: this.#lastPresent },
      ...{ lastAbsent: this.#lastAbsent, isPending: this.#isPending },
    });
    this.#pending = Int32Array.from(added.keys()).sort((a, b) => (added[a] ?? 0) - (added[b] ?? 0));
    this.#pendingCount = size;
  }

  run(reads: readonly Read[]): void {
    const ascending = [...reads].sort((a, b) => a.invoked - b.invoked);
    const latestCompletion = runningMaximum(ascending);
    for (let number = ascending.length - 1; number >= 0; number--) {
      const read = ascending[number];
      if (read === undefined) continue;
      const forget = () => this.#forgetAddedAfter(latestCompletion[number] ?? 0);
      if (read.part !== undefined && this.#shared.take(read.part, read, forget)) continue;
      this.#meet(read, number);
      forget();
      this.#settle(read, number);
    }
    this.#shared.finish();
  }

  timelines(): ElementTimeline[] {
    return this.#list.values.map((value, place) => ({
      value,
      added: this.#added[place] ?? 0,
      known: earlierOf(this.#list.acknowledged[place] ?? NO_COMPLETION, this.#firstSeen[place] ?? NO_COMPLETION),
      lastPresent: this.#lastPresent[place] ?? NO_COMPLETION,
      lastAbsent: this.#lastAbsent[place] ?? NO_COMPLETION,
    }));
  }

  /** Stamps the elements that a read holds. */
  #meet(read: Read, number: number): void {
    const { values, invoked, completed } = read;
    const added = this.#added;
    const stamps = this.#stamps;
    const lastPresent = this.#lastPresent;
    const firstSeen = this.#firstSeen;
    const find = this.#find;
    // By numbers: until it is compiled well, for...of makes an object for each of a million values.
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? null;
      const place = find(value);
      if (place < 0 || (added[place] ?? 0) > completed) {
        this.#meetUnadded(value, place, read);
        continue;
      }
      if (stamps[place] === number) {
        this.duplicates.set(valueKey(value), { value, read });
        continue;
      }
      stamps[place] = number;
      if (lastPresent[place] === NO_COMPLETION) lastPresent[place] = invoked;
      const seen = firstSeen[place] ?? NO_COMPLETION;
      if (seen === NO_COMPLETION || completed < seen) firstSeen[place] = completed;
    }
  }

  /** A value that is added again later is no invention; the read does not count for it all the same. */
  #meetUnadded(value: Json, place: number, read: Read): void {
    const firstAdded = place < 0 ? Infinity : this.#firstAdded[place] ?? Infinity;
    if (firstAdded > read.completed) this.invented.set(valueKey(value), { value, read });
  }

  /** Drops the elements that were added after every remaining read was over: no read can miss them any more. */
  #forgetAddedAfter(latestCompletion: number): void {
    const added = this.#added;
    const pending = this.#pending;
    const isPending = this.#isPending;
    let count = this.#pendingCount;
    for (; count > 0; count--) {
      const place = pending[count - 1] ?? 0;
      if (isPending[place] === 1 && (added[place] ?? 0) <= latestCompletion) break;
      isPending[place] = 0;
    }
    this.#pendingCount = count;
  }

  /** Settles the elements that a read should have held and did not. */
  #settle({ invoked, completed }: Read, number: number): void {
    const added = this.#added;
    const stamps = this.#stamps;
    const pending = this.#pending;
    const isPending = this.#isPending;
    const count = this.#pendingCount;
    let kept = 0;
    for (let index = 0; index < count; index++) {
      const place = pending[index] ?? 0;
      if (isPending[place] === 0) continue;
      if (stamps[place] === number || (added[place] ?? 0) > completed) pending[kept++] = place;
      else {
        this.#lastAbsent[place] = invoked;
        isPending[place] = 0;
      }
    }
    this.#pendingCount = kept;
  }
}

function countAdds(history: History, addFunction: string): number {
  return history.reduce((total, { type, f }) => total + (type === "invoke" && f === addFunction ? 1 : 0), 0);
}

/** For each read the greatest completion among it and those invoked before it. */
function runningMaximum(ascending: readonly Read[]): Int32Array {
  const maxima = new Int32Array(ascending.length);
  let maximum = -1;
  for (const [number, { completed }] of ascending.entries()) {
    maximum = Math.max(maximum, completed);
    maxima[number] = maximum;
  }
  return maxima;
}

/** A read of the first items of a list; as a literal, each would keep a getter of its own in old memory. */
class SharedRead implements Read {
  constructor(
    readonly part: ListPart,
    readonly invoked: number,
    readonly completed: number,
  ) {}

  get values(): readonly Json[] {
    return this.part.list.items(0, this.part.count);
  }
}
