/** Broadcast on 25 nodes over slow links: flooding along the suggested grid, as in 3b. @module */
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
