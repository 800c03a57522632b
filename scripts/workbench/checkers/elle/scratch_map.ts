/**
 * A map from small integers to integers that empties in constant time: one serves all transactions in turn.
 *
 * @module
 */

/** What `get` returns for a key without a value. */
export const ABSENT = -1;

/** Maps 0 ... size - 1 to integers from 0. */
export class ScratchMap {
  readonly #epochs: Int32Array;
  readonly #values: Int32Array;
  #epoch = 1;

  constructor(size: number) {
    this.#epochs = new Int32Array(size);
    this.#values = new Int32Array(size);
  }

  /** The value of a key, or ABSENT (-1). */
  get(key: number): number {
    return this.#epochs[key] === this.#epoch ? this.#values[key] as number : ABSENT;
  }

  set(key: number, value: number): void {
    this.#epochs[key] = this.#epoch;
    this.#values[key] = value;
  }

  clear(): void {
    this.#epoch++;
  }
}
