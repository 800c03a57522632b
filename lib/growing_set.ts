/**
 * A set that only grows and knows its own JSON, such as all values that a node has heard of. To write a list of 100,000
 * values anew takes some milliseconds for each answer; of this one only what is new is written.
 *
 * @module
 */
import { JsonPieces } from "./_json_pieces.ts";

/**
 * A set of numbers or strings, in the order in which they were added. In the body of a message it is their list.
 *
 * @example
 * ```ts
 * import { GrowingSet } from "@gossip-glomers/deno/growing-set";
 * import { assertEquals } from "@std/assert";
 *
 * const values = new GrowingSet<number>();
 * for (const value of [7, 3, 7]) values.add(value);
 * assertEquals([...values], [7, 3]);
 * assertEquals(JSON.stringify({ type: "read_ok", messages: values }), '{"type":"read_ok","messages":[7,3]}');
 * ```
 */
export class GrowingSet<T extends number | string> implements Iterable<T> {
  readonly #values = new Set<T>();
  readonly #pieces = new JsonPieces();
  /** Values that are in no piece. */
  #unwritten: T[] = [];

  /** Number of values. */
  get size(): number {
    return this.#values.size;
  }

  /** Adds a value, unless it is there. */
  add(value: T): void {
    const { size } = this.#values;
    if (this.#values.add(value).size > size) this.#unwritten.push(value);
  }

  /** Tells whether a value is there. */
  has(value: T): boolean {
    return this.#values.has(value);
  }

  /** Gives the values in order. */
  [Symbol.iterator](): Iterator<T> {
    return this.#values.values();
  }

  /** Gives the values as a list, for JSON.stringify. */
  toJSON(): T[] {
    return [...this.#values];
  }

  /** The JSON of the list without brackets, in pieces to be joined; those that were full before are the same texts. */
  get pieces(): readonly string[] {
    if (this.#unwritten.length > 0) this.#pieces.add(this.#unwritten);
    this.#unwritten = [];
    return this.#pieces.texts;
  }
}
