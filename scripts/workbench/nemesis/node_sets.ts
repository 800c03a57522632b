/**
 * Sets of nodes that faults draw.
 *
 * @module
 */
import type { Random } from "../random.ts";

/** The least number of nodes that is more than half. */
export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** Draws `count` nodes, in the order of the nodes. */
export function drawSome(
  count: number,
  { nodes, random }: { readonly nodes: readonly string[]; readonly random: Random },
): readonly string[] {
  if (count === nodes.length) return nodes;
  const drawn = new Set(random.shuffle(nodes).slice(0, count));
  return nodes.filter((node) => drawn.has(node));
}
