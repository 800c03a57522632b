/** Broadcast on five nodes that do not talk to each other: the solution of 3a, as it was. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" };

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();

  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", ({ body }) => {
    values.add(body.message);
    return { type: "broadcast_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
