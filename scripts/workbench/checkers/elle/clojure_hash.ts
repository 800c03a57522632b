/**
 * Clojure's hashes of integers and of vectors of integers: MurmurHash3 with 32 bits and seed 0 (Appleby, 2008).
 *
 * Elle leaves some choices to the order of hash tables, among them which of several equally long lists tells the order
 * of appends. The same hashes make the same choices.
 *
 * @module
 */

const BITS_PER_LEVEL = 5;
const HASH_BITS = 32;

/** Hashes a safe integer as Clojure hashes a long; 0 hashes to 0. */
export function hashInteger(value: number): number {
  if (value === 0) return 0;
  const low = value | 0;
  const high = Math.floor(value / 0x1_0000_0000) | 0;
  return finish(mixHash(mixHash(0, mixKey(low)), mixKey(high)), 8);
}

/** Hashes a list of safe integers as Clojure hashes a vector of longs. */
export function hashIntegers(values: readonly number[]): number {
  let hash = 1;
  for (const value of values) hash = (Math.imul(31, hash) + hashInteger(value)) | 0;
  return finish(mixHash(0, mixKey(hash)), values.length);
}

/**
 * Compares the places of two items in the order in which a Clojure set yields its items: by five bits of the hash after
 * another, from the lowest.
 *
 * @returns Negative, zero or positive.
 */
export function compareInSetOrder(hash: number, otherHash: number): number {
  for (let shift = 0; shift < HASH_BITS; shift += BITS_PER_LEVEL) {
    const difference = ((hash >>> shift) & 31) - ((otherHash >>> shift) & 31);
    if (difference !== 0) return difference;
  }
  return 0;
}

function mixKey(key: number): number {
  return Math.imul(rotateLeft(Math.imul(key, 0xcc9e2d51), 15), 0x1b873593);
}

function mixHash(hash: number, key: number): number {
  return (Math.imul(rotateLeft(hash ^ key, 13), 5) + 0xe6546b64) | 0;
}

function finish(mixed: number, length: number): number {
  let hash = mixed ^ length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
