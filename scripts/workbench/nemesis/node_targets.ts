/**
 * What `kill` and `pause` have in common: they are done to some nodes, drawn anew each time, and Jepsen's database package
 * (jepsen.nemesis.combined), which Maelstrom takes them from, draws both from one stream.
 *
 * @module
 */
import * as v from "valibot";
import type { Json } from "../history.ts";
import { type Choices, wordChoices } from "./choices.ts";
import { type DrawContext, type NamedParticipants, withoutEach } from "./fault.ts";
import { label, NODE_LIST } from "./fields.ts";
import { drawSome, majorityOf } from "./node_sets.ts";

/** How many nodes: any number from one on, one, fewer than a third, fewer than half, more than half, all. */
const NODE_TARGETS = ["some", "one", "minority-third", "minority", "majority", "all"] as const;
type NodeTarget = typeof NODE_TARGETS[number];

/** Nodes and how they were chosen. */
export interface NodesValue {
  readonly target: string;
  readonly nodes: readonly string[];
}

const CHOICES: Choices<NodeTarget> = wordChoices(NODE_TARGETS, NODE_TARGETS);

/** The parts of a fault that is done to some nodes. */
export const NODE_FAULT = {
  choices: CHOICES,
  schema: v.strictObject({
    target: label("how the nodes were chosen, a text for the history"),
    nodes: NODE_LIST,
  }),
  example: { target: "one", nodes: ["n1"] },
  stream: "kill and pause",
  startsAtOnce: true,
  alwaysHeals: true,
  isOriginal: true,
  concernsNodes: true,
  stopsNodes: true,
  draw: (target: NodeTarget, context: DrawContext): NodesValue => ({ target, nodes: drawNodes(target, context) }),
  names: ({ nodes }: NodesValue): NamedParticipants => ({ nodes }),
  restrict(value: NodesValue, isIn: (name: string) => boolean): NodesValue | undefined {
    const nodes = value.nodes.filter(isIn);
    return nodes.length === 0 ? undefined : { ...value, nodes };
  },
  smaller: ({ nodes }: NodesValue): NodesValue[] =>
    withoutEach(nodes).map((rest) => ({ target: "chosen", nodes: rest })),
} as const;

/** How the history names a target; Jepsen's name for any number of nodes is nil. */
export function intentionOf({ target }: NodesValue): Json {
  return target === "some" ? null : target;
}

/** What the history says of each node. */
export function stateOfEach(nodes: readonly string[], stateOf: (node: string) => string): Json {
  return Object.fromEntries(nodes.map((node) => [node, stateOf(node)]));
}

/** With few nodes a minority is nobody, as in the original: then nothing happens until the next step. */
function drawNodes(target: NodeTarget, context: DrawContext): readonly string[] {
  const { nodes, random } = context;
  switch (target) {
    case "some":
      return drawSome(random.integer(1, nodes.length), context);
    case "one":
      return drawSome(1, context);
    case "minority-third":
      return drawSome(Math.floor((nodes.length - 1) / 3), context);
    case "minority":
      return drawSome(majorityOf(nodes.length) - 1, context);
    case "majority":
      return drawSome(majorityOf(nodes.length), context);
    case "all":
      return nodes;
  }
}
