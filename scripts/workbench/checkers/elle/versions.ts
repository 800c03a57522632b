/**
 * Dense numbers for keys, values and versions, so that the analysis works on typed arrays.
 *
 * A version is a key together with a value: the value that was written to the key, or the element that was appended.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { type ValueKey, valueKey } from "../values.ts";

const EMPTY_SLOT = -1;
const INITIAL_SLOTS = 1024;

/** Odd constants that spread pairs of small integers over the slots (golden ratio, and one from MurmurHash3). */
const SPREAD_FIRST = 0x9e3779b1;
const SPREAD_SECOND = 0x85ebca6b;

/** Numbers pairs of 32-bit integers 0, 1, 2 ... in the order in which they are first seen; open addressing. */
export class PairTable {
  #slots = new Int32Array(INITIAL_SLOTS).fill(EMPTY_SLOT);
  #first = new Int32Array(INITIAL_SLOTS);
  #second = new Int32Array(INITIAL_SLOTS);
  #count = 0;

  /** Pairs seen so far. */
  get count(): number {
    return this.#count;
  }

  /** The number of a pair; a new one where the pair is new. */
  intern(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    const known = this.#slots[slot] as number;
    if (known !== EMPTY_SLOT) return known;
    const id = this.#count++;
    this.#first[id] = first;
    this.#second[id] = second;
    this.#slots[slot] = id;
    // At most half of the slots are taken, so that probes stay short.
    if (this.#count * 2 > this.#slots.length) this.#grow();
    return id;
  }

  /** The first half of pair number `id`. */
  first(id: number): number {
    return this.#first[id] as number;
  }

  /** The second half of pair number `id`. */
  second(id: number): number {
    return this.#second[id] as number;
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(first, SPREAD_FIRST) ^ Math.imul(second, SPREAD_SECOND);
    hash ^= hash >>> 15;
    for (let slot = hash & mask;; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id === EMPTY_SLOT || (this.#first[id] === first && this.#second[id] === second)) return slot;
    }
  }

  #grow(): void {
    const capacity = this.#slots.length * 2;
    this.#slots = new Int32Array(capacity).fill(EMPTY_SLOT);
    const first = new Int32Array(capacity);
    const second = new Int32Array(capacity);
    first.set(this.#first);
    second.set(this.#second);
    this.#first = first;
    this.#second = second;
    for (let id = 0; id < this.#count; id++) this.#slots[this.#slotOf(this.first(id), this.second(id))] = id;
  }
}

/** Numbers values by structural equality. */
class ValueTable {
  readonly #numbers = new Map<ValueKey, number>();
  readonly #values: Json[] = [];

  get count(): number {
    return this.#values.length;
  }

  intern(value: Json): number {
    const key = valueKey(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#values.length);
    return this.#values.push(value) - 1;
  }

  at(number: number): Json {
    return this.#values[number] ?? null;
  }
}

/** Numbers keys and versions. */
export class VersionTable {
  readonly #keys = new ValueTable();
  readonly #values = new ValueTable();
  readonly #pairs = new PairTable();
  readonly #nullValue = this.#values.intern(null);

  get keyCount(): number {
    return this.#keys.count;
  }

  get count(): number {
    return this.#pairs.count;
  }

  /** The number of a key. */
  keyNumber(key: Json): number {
    return this.#keys.intern(key);
  }

  /** The number of a version. */
  intern(keyNumber: number, value: Json): number {
    return this.#pairs.intern(keyNumber, this.#values.intern(value));
  }

  /** The key of a key number. */
  keyAt(keyNumber: number): Json {
    return this.#keys.at(keyNumber);
  }

  /** The key number of a version. */
  keyNumberOf(version: number): number {
    return this.#pairs.first(version);
  }

  /** The key of a version. */
  keyOf(version: number): Json {
    return this.#keys.at(this.#pairs.first(version));
  }

  /** The value or element of a version. */
  valueOf(version: number): Json {
    return this.#values.at(this.#pairs.second(version));
  }

  /** Tells whether a version is the null of its key: the initial state of a register. */
  isNull(version: number): boolean {
    return this.#pairs.second(version) === this.#nullValue;
  }
}
