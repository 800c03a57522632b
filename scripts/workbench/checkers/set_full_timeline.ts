/**
 * What every read of a history says about every element: when it was known, seen last and missed last.
 *
 * The definition looks at each pair of element and read, but most pairs say nothing new. Reads are therefore taken from
 * the one invoked last to the one invoked first. For "seen last" and "missed last" only the first read of that order
 * counts, so an element leaves the list of pending elements as soon as one read has missed it. Every element that stays
 * was in the read, hence the work is proportional to the values that the reads hold, not to elements times reads.
 * Membership is a stamp per element (the number of the read), not a set per read.
 *
 * @module
 */
import { type History, type Json, NO_COMPLETION, type Operation } from "../history.ts";
import { type ValueKey, valueKey } from "./values.ts";

/** Positions in the history; `NO_COMPLETION` (-1) where there is none. */
export interface ElementTimeline {
  readonly value: Json;
  /** Where its add was invoked; should it have been added twice, the last time: everything before is forgotten. */
  readonly added: number;
  /** Where its add was invoked for the first time. */
  readonly firstAdded: number;
  /** The completion that first proved that it exists: of its add or of a read that saw it. */
  known: number;
  /** Invocation of the last-invoked read that saw it. */
  lastPresent: number;
  /** Invocation of the last-invoked read that missed it. */
  lastAbsent: number;
}

/** A read that ended ok with a list. */
export interface Read {
  readonly invoked: number;
  readonly completed: number;
  readonly values: readonly Json[];
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
  const elements = new ElementList();
  const reads: Read[] = [];
  const malformed: Operation[] = [];
  history.forEach((operation, position) => {
    const { process, type, f } = operation;
    if (process === "nemesis") return;
    if (f === addFunction) {
      if (type === "invoke") elements.add(operation.value ?? null, position);
      else if (type === "ok") elements.acknowledge(operation.value ?? null, position);
    } else if (f === "read" && type === "ok") {
      const invoked = partners[position] ?? NO_COMPLETION;
      const values = operation.value ?? [];
      if (!Array.isArray(values)) malformed.push(operation);
      else if (invoked !== NO_COMPLETION) reads.push({ invoked, completed: position, values });
    }
  });
  const find = elements.finder();
  const timelines = elements.all;
  const duplicates = new Map<ValueKey, OddValue>();
  const invented = new Map<ValueKey, OddValue>();
  sweep(timelines, reads, find, {
    onDuplicate: (value, read) => duplicates.set(valueKey(value), { value, read }),
    onInvented: (value, read) => invented.set(valueKey(value), { value, read }),
  });
  return {
    elements: timelines,
    find,
    reads,
    duplicates: [...duplicates.values()],
    invented: [...invented.values()],
    malformed,
  };
}

/** Elements in order of their first add, and the way from a value to its element. */
class ElementList {
  readonly all: ElementTimeline[] = [];
  readonly #positions = new Map<ValueKey, number>();

  add(value: Json, added: number): void {
    const key = valueKey(value);
    const position = this.#positions.get(key);
    const element = {
      value,
      added,
      firstAdded: this.all[position ?? -1]?.firstAdded ?? added,
      known: NO_COMPLETION,
      lastPresent: NO_COMPLETION,
      lastAbsent: NO_COMPLETION,
    };
    if (position === undefined) {
      this.#positions.set(key, this.all.length);
      this.all.push(element);
    } else {
      this.all[position] = element;
    }
  }

  acknowledge(value: Json, completed: number): void {
    const element = this.all[this.#positions.get(valueKey(value)) ?? -1];
    if (element !== undefined && element.known === NO_COMPLETION) element.known = completed;
  }

  /** A look-up that is an array access where the elements are small integers, as those of the workloads are. */
  finder(): (value: Json) => number {
    const positions = this.#positions;
    const limit = 4 * this.all.length + 1024;
    const table = new Int32Array(limit).fill(-1);
    for (const [position, { value }] of this.all.entries()) {
      if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < limit) table[value] = position;
    }
    return (value) => {
      if (typeof value === "number" && value >= 0 && value < limit) return table[value] ?? positions.get(value) ?? -1;
      return positions.get(valueKey(value)) ?? -1;
    };
  }
}

interface SweepEvents {
  onDuplicate(value: Json, read: Read): void;
  onInvented(value: Json, read: Read): void;
}

/** Takes the reads from the last-invoked to the first-invoked and fills in the elements' timelines. */
function sweep(
  elements: readonly ElementTimeline[],
  reads: readonly Read[],
  find: (value: Json) => number,
  events: SweepEvents,
): void {
  const ascending = [...reads].sort((a, b) => a.invoked - b.invoked);
  const latestCompletion = runningMaximum(ascending);
  const firstSeen = new Int32Array(elements.length).fill(NO_COMPLETION);
  const stamps = new Int32Array(elements.length).fill(-1);
  const pending = new PendingElements(elements);
  for (let number = ascending.length - 1; number >= 0; number--) {
    const read = ascending[number];
    if (read === undefined) continue;
    const { values, invoked, completed } = read;
    for (const value of values) {
      const position = find(value);
      const element = elements[position];
      if (element === undefined || element.added > completed) {
        if ((element?.firstAdded ?? Infinity) > completed) events.onInvented(value, read);
        continue;
      }
      if (stamps[position] === number) {
        events.onDuplicate(value, read);
        continue;
      }
      stamps[position] = number;
      if (element.lastPresent === NO_COMPLETION) element.lastPresent = invoked;
      const seen = firstSeen[position] ?? NO_COMPLETION;
      if (seen === NO_COMPLETION || completed < seen) firstSeen[position] = completed;
    }
    pending.forget(latestCompletion[number] ?? 0);
    pending.settle(read, stamps, number);
  }
  for (const [position, element] of elements.entries()) {
    const seen = firstSeen[position] ?? NO_COMPLETION;
    if (seen !== NO_COMPLETION && (element.known === NO_COMPLETION || seen < element.known)) element.known = seen;
  }
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

/** Elements that no read has missed so far, in ascending order of their add. */
class PendingElements {
  readonly #elements: readonly ElementTimeline[];
  readonly #positions: Int32Array;
  #length: number;

  constructor(elements: readonly ElementTimeline[]) {
    this.#elements = elements;
    const positions = Int32Array.from(elements.keys());
    this.#positions = positions.sort((a, b) => (elements[a]?.added ?? 0) - (elements[b]?.added ?? 0));
    this.#length = positions.length;
  }

  /** Drops the elements that were added after every remaining read was over: no read can miss them any more. */
  forget(latestCompletion: number): void {
    while (this.#length > 0 && this.#element(this.#length - 1).added > latestCompletion) this.#length--;
  }

  /** Settles the elements that the read should have seen and did not. */
  settle(read: Read, stamps: Int32Array, stamp: number): void {
    let kept = 0;
    for (let place = 0; place < this.#length; place++) {
      const position = this.#positions[place] ?? 0;
      const element = this.#element(place);
      if (stamps[position] === stamp || element.added > read.completed) this.#positions[kept++] = position;
      else element.lastAbsent = read.invoked;
    }
    this.#length = kept;
  }

  #element(place: number): ElementTimeline {
    return this.#elements[this.#positions[place] ?? 0] as ElementTimeline;
  }
}
