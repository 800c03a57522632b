/** Broadcast by flooding: a value that is new goes to all neighbours, who do the same. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; message: number };

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  let neighbours: readonly string[] = [];

  node.on("topology", ({ body }) => {
    neighbours = body.topology[node.id] ?? [];
    return { type: "topology_ok" };
  });

  node.on("broadcast", ({ body }) => {
    learn(body.message);
    return { type: "broadcast_ok" };
  });

  node.on("gossip", ({ body }) => learn(body.message));

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  function learn(value: number): void {
    if (values.has(value)) return;
    values.add(value);
    for (const neighbour of neighbours) node.send(neighbour, { type: "gossip", message: value });
  }
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
