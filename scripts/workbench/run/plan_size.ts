/**
 * How much memory a simulated run takes at least, known before it begins: each node is sent the names of all, and what
 * the setup tells it, such as the whole topology.
 *
 * @module
 */
import { UsageError } from "../usage_error.ts";
import type { RunPlan } from "./plan.ts";

/**
 * Bytes that a character of a message to each node becomes, in the record and in the node's own objects: measured with
 * echo on 5,000 nodes (names: 194 MB of text, 1.6 GB) and broadcast on 2,000 (topology: 95 MB of text, 1.9 GB).
 */
const BYTES_PER_NAME_CHARACTER = 8;
const BYTES_PER_SETUP_CHARACTER = 20;

/** Setups of more nodes are estimated from those of so many and of half as many, since a topology may be square in them. */
const SAMPLED_NODES = 200;

/**
 * Refuses a plan that cannot fit.
 *
 * @param limitBytes The memory that there is. Default: the heap's limit, where it is known.
 * @throws {UsageError} with the estimate.
 */
export function checkPlanSize(plan: RunPlan, limitBytes = heapLimitBytes()): void {
  const { nodes } = plan;
  const nameBytes = nodes.length * lengthOf(nodes) * BYTES_PER_NAME_CHARACTER;
  // What names alone make too large needs no look at the rest, which may be larger by far.
  const setupBytes = nameBytes > limitBytes ? 0 : nodes.length * setupLength(plan) * BYTES_PER_SETUP_CHARACTER;
  const bytes = nameBytes + setupBytes;
  if (bytes <= limitBytes) return;
  const told = setupBytes > nameBytes
    ? `${plan.workload.name} tells each of them the whole setup`
    : "each is told all names";
  throw new UsageError(
    `Cannot simulate ${nodes.length} nodes: ${told}, which takes about ${gigabytes(bytes)}, expected at most ` +
      `${gigabytes(limitBytes)}; take fewer nodes${setupBytes > nameBytes ? " or another --topology" : ""}, or more ` +
      "memory, for example DENO_V8_FLAGS=--max-old-space-size=16000",
  );
}

/** Characters of the setup of one node. */
function setupLength(plan: RunPlan): number {
  const lengthFor = (count: number) => {
    const nodes = plan.nodes.slice(0, count);
    return lengthOf(plan.workload.setup?.({ ...plan, nodes }, nodes[0] ?? "") ?? []);
  };
  const { length } = plan.nodes;
  if (length <= SAMPLED_NODES) return lengthFor(length);
  const sampled = lengthFor(SAMPLED_NODES);
  const exponent = Math.max(0, Math.log2(sampled / lengthFor(SAMPLED_NODES / 2)));
  return sampled * (length / SAMPLED_NODES) ** exponent;
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value).length;
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / 2 ** 30).toPrecision(2)).toLocaleString("en")} GiB`;
}

/** What V8 lets this thread use; without limit where nothing tells it, as in browsers. */
function heapLimitBytes(): number {
  const process = Reflect.get(globalThis, "process") as { getBuiltinModule?(name: string): object } | undefined;
  const v8 = process?.getBuiltinModule?.("node:v8") as { getHeapStatistics(): { heap_size_limit: number } } | undefined;
  return v8?.getHeapStatistics().heap_size_limit ?? Infinity;
}
