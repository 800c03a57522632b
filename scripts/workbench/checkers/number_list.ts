/**
 * Growable lists of numbers in typed arrays: a tenth of the memory of arrays of objects for millions of polled messages.
 *
 * @module
 */

const INITIAL_CAPACITY = 1024;

/** A growable list over one kind of typed array. */
export class NumberList<A extends Int32Array | Float64Array> {
  #items: A;
  readonly #make: (capacity: number) => A;
  length = 0;

  constructor(make: (capacity: number) => A) {
    this.#make = make;
    this.#items = make(INITIAL_CAPACITY);
  }

  /** Appends a number. */
  push(value: number): void {
    if (this.length === this.#items.length) {
      const larger = this.#make(this.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length++] = value;
  }

  /** Overwrites the number at a position below `length`. */
  set(position: number, value: number): void {
    this.#items[position] = value;
  }

  /** Returns the number at a position below `length`. */
  at(position: number): number {
    return this.#items[position] as number;
  }

  /** Returns the numbers as a typed array that shares the list's memory. */
  toArray(): A {
    return this.#items.subarray(0, this.length) as A;
  }
}

/** Makes an empty list of 32-bit integers. */
export function integerList(): NumberList<Int32Array> {
  return new NumberList((capacity) => new Int32Array(capacity));
}

/** Makes an empty list of floats. */
export function floatList(): NumberList<Float64Array> {
  return new NumberList((capacity) => new Float64Array(capacity));
}
