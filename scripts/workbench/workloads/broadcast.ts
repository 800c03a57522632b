/**
 * Workload `broadcast`: a value told to one node reaches them all.
 *
 * Half the operations broadcast the next integer, half read. After a recovery pause every thread reads once more.
 *
 * @module
 */
import { SET_COMPARISON } from "../checkers/comparison.ts";
import { uncheckedFinalReads } from "../checkers/unchecked.ts";
import { checkBroadcast } from "../checkers/set_full/set_full.ts";
import { addedElement, addOrRead, finalReads, listRead } from "./add_or_read.ts";
import { ANY, LIST, listOf, objectOf, replySchema, TEXT } from "./reply_schema.ts";
import { topologyOf } from "./topology.ts";
import { DEFAULT_TIMEOUT_MS, type RpcDefinition, type Workload, type WorkloadClient } from "./workload.ts";

const TOPOLOGY = objectOf(
  "object: node to list of its neighbours",
  listOf("list of nodes", (name) => TEXT.complaint(name)),
);

const RPCS: readonly RpcDefinition[] = [
  {
    request: "topology",
    description:
      "Sent once to every node before the first operation: a map of each node to the neighbours that it may " +
      "gossip with. A suggestion: every node can reach every other one.",
    requestFields: { topology: TOPOLOGY },
    example: { type: "topology", topology: { n0: ["n1"], n1: ["n0"] } },
    replyExample: { type: "topology_ok" },
    reply: replySchema("topology_ok"),
  },
  {
    request: "broadcast",
    description: "A client tells a value to one node. All nodes should come to know it. Each value is told once.",
    requestFields: { message: ANY },
    example: { type: "broadcast", message: 7 },
    replyExample: { type: "broadcast_ok" },
    reply: replySchema("broadcast_ok"),
  },
  {
    request: "read",
    description: "A client asks for all values that the node knows, in any order.",
    requestFields: {},
    example: { type: "read" },
    replyExample: { type: "read_ok", messages: [7, 3] },
    reply: replySchema("read_ok", { messages: LIST }),
  },
];

/** The broadcast workload. */
export const broadcast: Workload = {
  name: "broadcast",
  description: "Nodes spread values among themselves. What one node has acknowledged, all must report in the end.",
  rule: "Every value that was acknowledged, or seen in a read, must be in the reads invoked last.",
  valueKind: "element",
  vocabulary: { functions: ["broadcast", "read"], readIs: "list" },
  sharedBy: "broadcast",
  reads: ["topology"],
  rpcs: RPCS,
  idempotent: new Set(["read"]),
  indeterminateErrors: false,
  reusesClients: false,
  requestTimeoutMs: () => DEFAULT_TIMEOUT_MS,
  validate({ topology, nodes }) {
    topologyOf(topology, nodes);
  },
  setup: ({ topology, nodes }) => [{ type: "topology", topology: topologyOf(topology, nodes) }],
  generators(_options, random) {
    let next = 0;
    return {
      main: addOrRead({ random, addProbability: 0.5, draftAdd: () => ({ f: "broadcast", value: next++ }) }),
      final: finalReads(),
    };
  },
  openClient,
  writtenBy: addedElement,
  checker: checkBroadcast,
  unchecked: uncheckedFinalReads,
  comparison: SET_COMPARISON,
};

function openClient(): WorkloadClient {
  return {
    *invoke({ f, value }) {
      if (f === "read") {
        const reply = yield { type: "read" };
        return listRead(reply, "messages");
      }
      yield { type: "broadcast", message: value };
      return { type: "ok", value };
    },
  };
}
