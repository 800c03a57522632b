/**
 * Topologies of the broadcast workload: which nodes are neighbours. A suggestion to the nodes, not a law of the network.
 *
 * Order matters to nodes that read it literally, so lists are in the order of the original.
 *
 * @module
 */
import { UsageError } from "../usage_error.ts";

/** Neighbours of each node. */
export type Topology = Readonly<Record<string, readonly string[]>>;

type Neighbours = (nodes: readonly string[], index: number) => readonly (number | undefined)[];

const BUILDERS: ReadonlyMap<string, Neighbours> = new Map([
  ["line", (_nodes, index) => [index - 1, index + 1]],
  ["grid", gridNeighbours],
  ["tree", treeNeighbours(2)],
  ["tree2", treeNeighbours(2)],
  ["tree3", treeNeighbours(3)],
  ["tree4", treeNeighbours(4)],
  ["total", (nodes, index) => nodes.map((_, other) => (other === index ? undefined : other))],
]);

/** Names that `--topology` takes. */
export const TOPOLOGY_NAMES: readonly string[] = [...BUILDERS.keys()];

/**
 * Lays out nodes.
 *
 * @param name One of `TOPOLOGY_NAMES`.
 * @throws {UsageError} When there is no topology of that name.
 */
export function topologyOf(name: string, nodes: readonly string[]): Topology {
  const neighbours = BUILDERS.get(name);
  if (neighbours === undefined) {
    throw new UsageError(
      `Cannot lay out the nodes: --topology is "${name}", expected one of ${TOPOLOGY_NAMES.join(", ")}`,
    );
  }
  // The original sends an empty map here and only here.
  if (name === "line" && nodes.length < 2) return {};
  const entries = nodes.map((node, index): [string, string[]] => [
    node,
    neighbours(nodes, index).flatMap((other) => (other === undefined ? [] : nodes[other] ?? [])),
  ]);
  return Object.fromEntries(entries);
}

/** Rows of ceil(sqrt(n)) nodes: below, above, right, left. */
function gridNeighbours(nodes: readonly string[], index: number): readonly (number | undefined)[] {
  const side = Math.ceil(Math.sqrt(nodes.length));
  const column = index % side;
  return [
    index + side,
    index - side,
    column + 1 < side ? index + 1 : undefined,
    column > 0 ? index - 1 : undefined,
  ];
}

/** A heap with up to `branching` children per node: parent first, then children. */
function treeNeighbours(branching: number): Neighbours {
  return (_nodes, index) => {
    const children = Array.from({ length: branching }, (_, child) => branching * index + child + 1);
    return [index === 0 ? undefined : Math.floor((index - 1) / branching), ...children];
  };
}
