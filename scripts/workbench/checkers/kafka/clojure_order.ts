/**
 * The order in which Clojure's hash sets and maps list their elements.
 *
 * Where several messages share an offset the original's checker goes on with "the first" of a hash set, and skips and
 * repetitions are counted by that choice. So equal counts need the same first element. Ties between equally bad findings
 * follow the order of hash maps too.
 *
 * A persistent hash map is a trie over 5 bits of the hash at a time, lowest bits first; hashes are Murmur3 (Appleby) over
 * the number, or over Java's hash code of a string.
 *
 * @module
 */
import type { Json } from "../../history.ts";

/** Maps keep the order of insertion up to this size, and become hash maps beyond. */
export const ARRAY_MAP_LIMIT = 8;

const BITS_PER_LEVEL = 5;
const LEVELS = 7;

/** Returns a number by which elements sort as in a hash set; equal only for equal hashes. */
export function hashRank(element: Json): number {
  const hash = hashOf(element);
  let rank = 0;
  for (let level = 0; level < LEVELS; level++) {
    rank = rank * 32 + ((hash >>> (BITS_PER_LEVEL * level)) & 31);
  }
  return rank;
}

/** Sorts the keys of a map, given in order of insertion, into the order in which the map lists them. */
export function inMapOrder<T extends Json>(keys: readonly T[]): T[] {
  return keys.length <= ARRAY_MAP_LIMIT ? [...keys] : inSetOrder(keys);
}

/** Sorts the elements of a set into the order in which a hash set lists them. */
export function inSetOrder<T extends Json>(elements: readonly T[]): T[] {
  const ranked = elements.map((element) => ({ element, rank: hashRank(element) }));
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.map(({ element }) => element);
}

function hashOf(element: Json): number {
  switch (typeof element) {
    case "number":
      return Number.isSafeInteger(element) ? hashLong(element) : hashString(String(element));
    case "string":
      return hashString(element);
    case "boolean":
      return element ? 1231 : 1237;
    default:
      return element === null ? 0 : hashString(JSON.stringify(element));
  }
}

function hashLong(value: number): number {
  if (value === 0) return 0;
  const low = value | 0;
  const high = Math.floor(value / 0x100000000) | 0;
  return finish(mixHash(mixHash(0, mixWord(low)), mixWord(high)), 8);
}

function hashString(text: string): number {
  let code = 0;
  for (let position = 0; position < text.length; position++) {
    code = (Math.imul(code, 31) + text.charCodeAt(position)) | 0;
  }
  return code === 0 ? 0 : finish(mixHash(0, mixWord(code)), 4);
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
