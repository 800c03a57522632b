/**
 * Draws what one occurrence of a fault does.
 *
 * @module
 */
import type { Random } from "../random.ts";
import type { FaultKind, FaultValues, NodeTarget } from "./fault.ts";
import type { FaultSpec } from "./fault_specs.ts";
import { drawPartition, majorityOf } from "./partitions.ts";

/** A kind of fault with what it does. */
export type DrawnFault = {
  readonly [Kind in FaultKind]: { readonly fault: Kind; readonly value: FaultValues[Kind] };
}[FaultKind];

/** What faults are drawn from. */
export interface DrawContext {
  readonly nodes: readonly string[];
  readonly services: readonly string[];
  readonly random: Random;
}

/** Clocks are off by up to 2^18 ms (4.4 minutes), small offsets as likely as large ones, as in Jepsen's clock nemesis. */
const CLOCK_OFFSET_EXPONENTS = [2, 18] as const;

/** Draws one occurrence. */
export function drawFault(spec: FaultSpec, context: DrawContext): DrawnFault {
  const { random, nodes } = context;
  switch (spec.fault) {
    case "partition": {
      const kind = random.pick(spec.choices);
      return { fault: spec.fault, value: { kind, drops: drawPartition(kind, context) } };
    }
    case "kill":
    case "pause": {
      const target = random.pick(spec.choices);
      return { fault: spec.fault, value: { target, nodes: drawNodes(target, context) } };
    }
    case "clock": {
      const kind = random.pick(spec.choices);
      const skewed = drawSome(random.integer(1, nodes.length), context);
      const offsets = skewed.map((node) => [node, drawOffsetMs(random)] as const);
      return { fault: spec.fault, value: { kind, "offsets-ms": Object.fromEntries(offsets) } };
    }
    case "slow":
      return { fault: spec.fault, value: { factor: random.pick(spec.choices) } };
    case "loss":
    case "duplicate":
      return { fault: spec.fault, value: { probability: random.pick(spec.choices) } };
    case "reorder":
      return { fault: spec.fault, value: { "jitter-ms": random.pick(spec.choices) } };
    case "hold": {
      const [src, dest] = random.shuffle(nodes);
      return { fault: spec.fault, value: { links: src === undefined || dest === undefined ? [] : [[src, dest]] } };
    }
  }
}

function drawNodes(target: NodeTarget, context: DrawContext): readonly string[] {
  const { nodes } = context;
  switch (target) {
    case "one":
      return drawSome(1, context);
    case "minority":
      return drawSome(majorityOf(nodes.length) - 1, context);
    case "majority":
      return drawSome(majorityOf(nodes.length), context);
    case "all":
      return nodes;
  }
}

/** Draws `count` nodes, in the order of the nodes. */
function drawSome(count: number, { nodes, random }: DrawContext): readonly string[] {
  if (count === nodes.length) return nodes;
  const drawn = new Set(random.shuffle(nodes).slice(0, count));
  return nodes.filter((node) => drawn.has(node));
}

function drawOffsetMs(random: Random): number {
  const [least, most] = CLOCK_OFFSET_EXPONENTS;
  const offsetMs = Math.round(2 ** (least + random.float() * (most - least)));
  return random.chance(0.5) ? offsetMs : -offsetMs;
}
