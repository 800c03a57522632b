/**
 * Lists of numbers, each kept once: a hash table with open addressing over typed arrays. Millions of keys as strings in a
 * Set would take several times the memory, and most of an exploration would go into collecting garbage.
 *
 * @module
 */

const FIRST_SLOTS = 1 << 10;
const FIRST_NUMBERS = 1 << 12;

/** Slots are at most half full. */
const SLOTS_PER_KEY = 2;

/** What an empty slot holds; others hold the number of a key plus 1. */
const EMPTY = 0;

/** Keys, numbered from 0 in the order in which they came. */
export class KeyTable {
  #slots = new Int32Array(FIRST_SLOTS);
  /** The hash of each key, so that the table can grow without going through the numbers again. */
  #hashes = new Int32Array(FIRST_SLOTS / SLOTS_PER_KEY);
  /** Where each key begins in `#numbers`; it ends where the next begins. */
  #starts = new Float64Array(FIRST_SLOTS / SLOTS_PER_KEY + 1);
  #numbers = new Int32Array(FIRST_NUMBERS);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /**
   * Finds a key or adds it.
   *
   * @param key Integers of 32 bits.
   * @returns Its number, which is the former size where it is new.
   */
  intern(key: readonly number[]): number {
    const hash = hashOf(key);
    const mask = this.#slots.length - 1;
    for (let place = hash & mask;; place = (place + 1) & mask) {
      const slot = this.#slots[place] ?? EMPTY;
      if (slot === EMPTY) {
        this.#slots[place] = this.#count + 1;
        return this.#add(key, hash);
      }
      if (this.#hashes[slot - 1] === hash && this.#isEqual(slot - 1, key)) return slot - 1;
    }
  }

  /** Adds a key that nobody will look for, whether it is there or not. */
  append(key: readonly number[]): number {
    return this.#add(key, 0);
  }

  /** The numbers of a key. */
  at(number: number): Int32Array {
    return this.#numbers.subarray(this.#starts[number], this.#starts[number + 1]);
  }

  #isEqual(number: number, key: readonly number[]): boolean {
    const start = this.#starts[number] ?? 0;
    if ((this.#starts[number + 1] ?? 0) - start !== key.length) return false;
    for (let position = 0; position < key.length; position++) {
      if (this.#numbers[start + position] !== key[position]) return false;
    }
    return true;
  }

  #add(key: readonly number[], hash: number): number {
    const number = this.#count++;
    const start = this.#starts[number] ?? 0;
    const end = start + key.length;
    while (end > this.#numbers.length) {
      const larger = new Int32Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    for (let position = 0; position < key.length; position++) this.#numbers[start + position] = key[position] ?? 0;
    this.#hashes[number] = hash;
    this.#starts[number + 1] = end;
    if (this.#count === this.#hashes.length) this.#grow();
    return number;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const hashes = new Int32Array(2 * this.#hashes.length);
    const starts = new Float64Array(hashes.length + 1);
    hashes.set(this.#hashes);
    starts.set(this.#starts);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let place = (hashes[number] ?? 0) & mask;
      while (slots[place] !== EMPTY) place = (place + 1) & mask;
      slots[place] = number + 1;
    }
    this.#slots = slots;
    this.#hashes = hashes;
    this.#starts = starts;
  }
}

/** The 32-bit MurmurHash3 of Austin Appleby, over whole numbers. */
function hashOf(key: readonly number[]): number {
  let hash = key.length;
  for (let position = 0; position < key.length; position++) {
    let mixed = Math.imul(key[position] ?? 0, 0xcc9e2d51);
    mixed = (mixed << 15) | (mixed >>> 17);
    hash ^= Math.imul(mixed, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
