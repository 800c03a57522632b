/**
 * Who no longer hears whom: the four partitions of the original (jepsen.nemesis.combined with jepsen.nemesis' grudges)
 * and four of ours.
 *
 * Pure functions of the nodes and a random stream. The result lists every receiver concerned, with the senders that it
 * drops; a receiver may drop nobody.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { majorityOf } from "./node_sets.ts";

/** Ways to partition. The first four are the original's. */
export const PARTITION_KINDS = [
  "one",
  "majority",
  "minority-third",
  "majorities-ring",
  "bridge",
  "asymmetric",
  "single-link",
  "services",
] as const;
export type PartitionKind = typeof PARTITION_KINDS[number];

/** What `partition` alone chooses from, each with the same probability, as in the original. */
export const ORIGINAL_PARTITION_KINDS: readonly PartitionKind[] = PARTITION_KINDS.slice(0, 4);

/** Receiver to the senders that it drops, in the order of the nodes. */
export type DropLists = Readonly<Record<string, readonly string[]>>;

/** Who can be cut off from whom. */
export interface PartitionContext {
  readonly nodes: readonly string[];
  readonly services: readonly string[];
  readonly random: Random;
}

/** Largest number of nodes whose ring of majorities is cut out of one shuffled ring, as in the original. */
const SMALL_RING_SIZE = 5;

/** Draws a partition of the given kind. */
export function drawPartition(kind: PartitionKind, context: PartitionContext): DropLists {
  const { nodes, random } = context;
  switch (kind) {
    case "one":
      return separate(nodes, new Set([random.pick(nodes)]));
    case "majority":
      return separate(nodes, new Set(random.shuffle(nodes).slice(0, Math.floor(nodes.length / 2))));
    case "minority-third":
      return separate(nodes, new Set(random.shuffle(nodes).slice(0, Math.floor((nodes.length - 1) / 3))));
    case "majorities-ring":
      return drawMajoritiesRing(nodes, random);
    case "bridge":
      return drawBridge(nodes, random);
    case "asymmetric":
      return drawOneWay(nodes, random);
    case "single-link":
      return drawSingleLink(nodes, random);
    case "services":
      return drawServicesCut(context);
  }
}

/** Every node drops everything from outside its own group: the given one, or the rest. */
function separate(nodes: readonly string[], group: ReadonlySet<string>): DropLists {
  return dropsWhere(nodes, (receiver, sender) => group.has(receiver) !== group.has(sender));
}

/** Every node hears a majority (itself included), no two the same one. */
function drawMajoritiesRing(nodes: readonly string[], random: Random): DropLists {
  const heard = nodes.length <= SMALL_RING_SIZE ? drawWindows(nodes, random) : drawConnections(nodes, random);
  return dropsWhere(nodes, (receiver, sender) => !heard.get(receiver)?.has(sender));
}

/** Windows of a majority's size on a shuffled ring; the node in the middle of each hears the window. */
function drawWindows(nodes: readonly string[], random: Random): Map<string, Set<string>> {
  const ring = random.shuffle(nodes);
  const size = majorityOf(nodes.length);
  const heard = new Map<string, Set<string>>();
  for (let start = 0; start < ring.length; start++) {
    const window = Array.from({ length: size }, (_, offset) => ring[(start + offset) % ring.length] as string);
    heard.set(window[Math.floor(size / 2)] as string, new Set(window));
  }
  return heard;
}

/** A symmetric graph that grows, edge by edge between nodes of least degree, until all are connected to a majority. */
function drawConnections(nodes: readonly string[], random: Random): Map<string, Set<string>> {
  const connected = new Map(nodes.map((node) => [node, new Set([node])]));
  const size = majorityOf(nodes.length);
  const degree = (node: string) => connected.get(node)?.size ?? 0;
  const pickLeast = (candidates: readonly string[]) => {
    const least = Math.min(...candidates.map(degree));
    return random.pick(candidates.filter((node) => degree(node) === least));
  };
  // Each edge raises the degree of two nodes, so that at most n * majority edges are needed.
  while (nodes.some((node) => degree(node) < size)) {
    const from = pickLeast(nodes);
    const to = pickLeast(nodes.filter((node) => !connected.get(from)?.has(node)));
    connected.get(from)?.add(to);
    connected.get(to)?.add(from);
  }
  return connected;
}

/** Two halves that hear each other only through one node, which hears all. With two nodes or fewer nothing is cut. */
function drawBridge(nodes: readonly string[], random: Random): DropLists {
  const [bridge, ...others] = random.shuffle(nodes);
  const half = new Set(others.slice(0, Math.floor(others.length / 2)));
  return dropsWhere(
    nodes,
    (receiver, sender) => receiver !== bridge && sender !== bridge && half.has(receiver) !== half.has(sender),
  );
}

/** One half is heard by the other, but does not hear it. */
function drawOneWay(nodes: readonly string[], random: Random): DropLists {
  const deaf = new Set(random.shuffle(nodes).slice(0, Math.floor(nodes.length / 2)));
  return dropsWhere(nodes, (receiver, sender) => deaf.has(receiver) && !deaf.has(sender));
}

/** Two nodes do not hear each other. */
function drawSingleLink(nodes: readonly string[], random: Random): DropLists {
  const ends = new Set(random.shuffle(nodes).slice(0, 2));
  return dropsWhere(nodes, (receiver, sender) => ends.has(receiver) && ends.has(sender) && receiver !== sender);
}

/** Some nodes, from one to all, are cut off from all services, both ways. */
function drawServicesCut({ nodes, services, random }: PartitionContext): DropLists {
  const count = random.integer(1, nodes.length);
  const cut = new Set(random.shuffle(nodes).slice(0, count));
  const drops: Record<string, readonly string[]> = {};
  for (const node of nodes) {
    if (cut.has(node)) drops[node] = services;
  }
  for (const service of services) drops[service] = nodes.filter((node) => cut.has(node));
  return drops;
}

function dropsWhere(nodes: readonly string[], isCut: (receiver: string, sender: string) => boolean): DropLists {
  return Object.fromEntries(nodes.map((receiver) => [receiver, nodes.filter((sender) => isCut(receiver, sender))]));
}
