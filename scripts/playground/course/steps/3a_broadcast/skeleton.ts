/** Broadcast on one node, not written yet: it says yes to everything and remembers nothing. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" };

const broadcast = program<Messages>((node) => {
  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", () => ({ type: "broadcast_ok" }));

  node.on("read", () => ({ type: "read_ok", messages: [] }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
