/** Broadcast along a tree: every value crosses every link exactly once. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; message: number };

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  let neighbours: readonly string[] = [];

  // Node i hangs below node (i - 1) / 2: no circle, so no value arrives twice. The suggested topology is not needed.
  node.onInit(() => {
    const me = node.nodeIds.indexOf(node.id);
    const parentOf = (child: number) => Math.floor((child - 1) / 2);
    neighbours = node.nodeIds.filter((_, other) => other === parentOf(me) || parentOf(other) === me);
  });

  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", ({ src, body }) => {
    learn(body.message, src);
    return { type: "broadcast_ok" };
  });

  node.on("gossip", ({ src, body }) => learn(body.message, src));

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  function learn(value: number, from: string): void {
    if (values.has(value)) return;
    values.add(value);
    for (const neighbour of neighbours) {
      if (neighbour !== from) node.send(neighbour, { type: "gossip", message: value });
    }
  }
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
