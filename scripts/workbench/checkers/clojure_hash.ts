/**
 * Clojure's hashes of numbers, strings and vectors, and the order in which a hash set lists elements by them.
 *
 * The original's checkers leave some choices to the order of hash tables: which of several equally long lists tells the
 * order of appends, which of several messages at one offset counts as the first. The same hashes make the same choices.
 *
 * Hashes are MurmurHash3 (Appleby) with 32 bits and seed 0; of a string over Java's hash code, of a vector over a
 * polynomial in 31 of the hashes of its elements.
 *
 * @module
 */

const BITS_PER_LEVEL = 5;
const LEVELS = 7;
const BRANCHES = 1 << BITS_PER_LEVEL;

/** Hashes a safe integer like a long; 0 hashes to 0. */
export function hashInteger(value: number): number {
  if (value === 0) return 0;
  const low = value | 0;
  const high = Math.floor(value / 0x1_0000_0000) | 0;
  return finish(mixHash(mixHash(0, mixWord(low)), mixWord(high)), 8);
}

/** Hashes a string; the empty one hashes to 0. */
export function hashString(text: string): number {
  let code = 0;
  for (let position = 0; position < text.length; position++) {
    code = (Math.imul(code, 31) + text.charCodeAt(position)) | 0;
  }
  return code === 0 ? 0 : finish(mixHash(0, mixWord(code)), 4);
}

/** Hashes a list of safe integers like a vector of longs. */
export function hashIntegers(values: readonly number[]): number {
  let hash = 1;
  for (const value of values) hash = (Math.imul(31, hash) + hashInteger(value)) | 0;
  return finish(mixHash(0, mixWord(hash)), values.length);
}

/**
 * Returns a number by which elements with these hashes sort as in a hash set: a trie over five bits of the hash at a
 * time, lowest bits first. Equal only for equal hashes.
 */
export function setRank(hash: number): number {
  let rank = 0;
  for (let level = 0; level < LEVELS; level++) {
    rank = rank * BRANCHES + ((hash >>> (BITS_PER_LEVEL * level)) & (BRANCHES - 1));
  }
  return rank;
}

function mixWord(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function mixHash(hash: number, word: number): number {
  return (Math.imul(rotateLeft(hash ^ word, 13), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, lengthBytes: number): number {
  let mixed = hash ^ lengthBytes;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
