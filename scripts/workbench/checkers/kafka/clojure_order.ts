/**
 * The order in which Clojure's hash sets and maps list their elements.
 *
 * Where several messages share an offset the original's checker goes on with "the first" of a hash set, and skips and
 * repetitions are counted by that choice. So equal counts need the same first element. Ties between equally bad findings
 * follow the order of hash maps too.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { hashInteger, hashString, setRank } from "../clojure_hash.ts";

/** Maps keep the order of insertion up to this size, and become hash maps beyond. */
export const ARRAY_MAP_LIMIT = 8;

/** Returns a number by which elements sort as in a hash set; equal only for equal hashes. */
export function hashRank(element: Json): number {
  return setRank(hashOf(element));
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
      return Number.isSafeInteger(element) ? hashInteger(element) : hashString(String(element));
    case "string":
      return hashString(element);
    case "boolean":
      return element ? 1231 : 1237;
    default:
      return element === null ? 0 : hashString(JSON.stringify(element));
  }
}
