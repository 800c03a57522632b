/**
 * The order in which Elle walks through the vertices of a graph.
 *
 * Which of several cycles a search finds first depends on the order in which it tries vertices, and the name of an
 * anomaly can depend on the cycle. Elle keeps its graphs in hash tries (Steindorfer and Vinju, 2015) with 32 branches a
 * node, keyed by MurmurHash3 of the index of an operation: a node yields its own entries first, then its children, both
 * by the next five bits of the hash. To find the same cycles, this yields the same order.
 *
 * @module
 */
import { hashInteger } from "../clojure_hash.ts";

const BITS_PER_LEVEL = 5;
const BRANCHES = 1 << BITS_PER_LEVEL;

/** Bits of a hash; below them equal hashes keep their order. */
const HASH_BITS = 32;

/** The hash of an operation's index, a safe integer, as the trie uses it. */
export function trieHash(index: number): number {
  const hash = hashInteger(index);
  // The original widens the hash to 64 bits, with its sign, and folds the halves together again.
  let folded = hash < 0 ? ~hash : hash;
  folded ^= (folded >>> 20) ^ (folded >>> 12);
  folded ^= (folded >>> 7) ^ (folded >>> 4);
  return folded;
}

/**
 * Sorts vertices into the order of a trie that holds these and no others.
 *
 * @param hashes `trieHash` of each vertex.
 * @returns A new list.
 */
export function hashTrieOrder(vertices: readonly number[], hashes: Int32Array): number[] {
  const ordered: number[] = [];
  visit(vertices, 0);
  return ordered;

  function visit(members: readonly number[], shift: number): void {
    if (members.length <= 1 || shift >= HASH_BITS) {
      ordered.push(...members);
      return;
    }
    const branches: number[][] = Array.from({ length: BRANCHES }, () => []);
    for (const vertex of members) branches[((hashes[vertex] as number) >>> shift) & (BRANCHES - 1)]?.push(vertex);
    for (const branch of branches) if (branch.length === 1) ordered.push(...branch);
    for (const branch of branches) if (branch.length > 1) visit(branch, shift + BITS_PER_LEVEL);
  }
}
