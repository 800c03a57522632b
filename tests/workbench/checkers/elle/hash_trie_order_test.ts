import { assertEquals } from "@std/assert";
import { hashTrieOrder, trieHash } from "../../../../scripts/workbench/checkers/elle/hash_trie_order.ts";

/** Hashes by the low five bits, then the next five, and so on. */
function hashesOf(...levels: readonly (readonly number[])[]): Int32Array {
  return Int32Array.from(levels, (path) => path.reduce((hash, bits, level) => hash | (bits << (5 * level)), 0));
}

Deno.test("hashTrieOrder() yields single entries of a node before what is in its children", () => {
  const hashes = hashesOf([3, 1], [9], [3, 0], [1]);
  assertEquals(hashTrieOrder([0, 1, 2, 3], hashes), [3, 1, 2, 0]);
});

Deno.test("hashTrieOrder() depends on which vertices are there", () => {
  const hashes = hashesOf([3, 1], [9], [3, 0]);
  assertEquals(hashTrieOrder([0, 1], hashes), [0, 1]);
  assertEquals(hashTrieOrder([0, 1, 2], hashes), [1, 2, 0]);
});

Deno.test("hashTrieOrder() keeps vertices of equal hash in the given order", () => {
  assertEquals(hashTrieOrder([1, 0], Int32Array.of(77, 77)), [1, 0]);
});

Deno.test("trieHash() folds MurmurHash3 of an index", () => {
  assertEquals(trieHash(0), 0);
  // MurmurHash3 of 1 is 0x53075d44. Folded by 20 and 12 bits that is 0x53026801, folded again by 7 and 4 bits it is this.
  assertEquals(trieHash(1), 0x56944a51);
});
