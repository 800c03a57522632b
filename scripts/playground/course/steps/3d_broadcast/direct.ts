/** Broadcast in one hop: the node that a client told tells all others itself. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "tell"; message: number };

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();

  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", ({ body }) => {
    values.add(body.message);
    for (const peer of node.peers) node.send(peer, { type: "tell", message: body.message });
    return { type: "broadcast_ok" };
  });

  // Whoever told this tells everybody: it goes no further.
  node.on("tell", ({ body }) => {
    values.add(body.message);
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
