/**
 * Kill: nodes end at once, as by SIGKILL, and start again with nothing but a fresh `init`. Names and values in the history
 * are those of Jepsen's database package; a start names all nodes, since in the original it is asked of all.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { intentionOf, NODE_FAULT, type NodesValue, stateOfEach } from "../node_targets.ts";

/** What is sent to a node that is down is lost. */
export const kill: Fault<typeof NODE_FAULT.choices.defaults[number], NodesValue> = {
  ...NODE_FAULT,
  description: "Nodes end at once and lose their memory; at the end they start again, with `init`.",
  functions: { start: "kill", stop: "start" },
  losesMemory: true,
  apply({ nodes }, { down }) {
    for (const node of nodes) down.add(node);
  },
  describeStart: (value) => [intentionOf(value), stateOfEach(value.nodes, () => "killed")],
  describeStop({ before, after, nodes }) {
    const stateOf = (node: string) => {
      if (after.down.has(node)) return "killed";
      return before.down.has(node) ? "started" : "already-running";
    };
    return ["all", stateOfEach(nodes, stateOf)];
  },
};
