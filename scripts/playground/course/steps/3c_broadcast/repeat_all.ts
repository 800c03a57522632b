/** Broadcast by repetition: every second each node tells its neighbours all that it knows. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; messages: number[] };

const PERIOD_MS = 1000;

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  let neighbours: readonly string[] = [];

  node.onInit(() => {
    const timer = setInterval(tellAll, PERIOD_MS);
    node.signal.addEventListener("abort", () => clearInterval(timer));
  });

  node.on("topology", ({ body }) => {
    neighbours = body.topology[node.id] ?? [];
    return { type: "topology_ok" };
  });

  node.on("broadcast", ({ body }) => {
    values.add(body.message);
    return { type: "broadcast_ok" };
  });

  node.on("gossip", ({ body }) => {
    for (const value of body.messages) values.add(value);
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  function tellAll(): void {
    for (const neighbour of neighbours) node.send(neighbour, { type: "gossip", messages: [...values] });
  }
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
