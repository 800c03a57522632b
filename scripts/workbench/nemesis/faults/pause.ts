/**
 * Pause: nodes stand still, as by SIGSTOP, and go on where they were. Names and values in the history are those of Jepsen's
 * database package; a resume names all nodes, since in the original it is asked of all.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { intentionOf, NODE_FAULT, type NodesValue, stateOfEach } from "../node_targets.ts";

/** What is sent to a node that is paused waits for it. */
export const pause: Fault<typeof NODE_FAULT.choices.defaults[number], NodesValue> = {
  ...NODE_FAULT,
  description: "Nodes neither read, write nor run timers; at the end they go on where they were.",
  functions: { start: "pause", stop: "resume" },
  processProblem: (system) => system === "windows" ? "Windows cannot stop processes" : undefined,
  apply({ nodes }, { paused }) {
    for (const node of nodes) paused.add(node);
  },
  describeStart: (value) => [intentionOf(value), stateOfEach(value.nodes, () => "paused")],
  describeStop({ after, nodes }) {
    return ["all", stateOfEach(nodes, (node) => after.paused.has(node) ? "paused" : "resumed")];
  },
};
