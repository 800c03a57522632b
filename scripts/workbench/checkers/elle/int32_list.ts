/**
 * A growing column of 32-bit integers.
 *
 * @module
 */

const INITIAL_CAPACITY = 256;

/** Collects integers; `view` gives them as a typed array. */
export class Int32List {
  #items = new Int32Array(INITIAL_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) {
      const grown = new Int32Array(this.#items.length * 2);
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[this.#length++] = item;
  }

  /** The integers so far, without copying; stale after the next push. */
  view(): Int32Array {
    return this.#items.subarray(0, this.#length);
  }
}
