/** Broadcast in one hop with an acknowledgement for each value: the solution of 3d, as it was. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "tell"; message: number };

/** There and back at 100 ms a hop takes 200 ms; the rest is slack. */
const TIMEOUT_MS = 1000;

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();

  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", ({ body }) => {
    values.add(body.message);
    for (const peer of node.peers) deliver(peer, body.message);
    return { type: "broadcast_ok" };
  });

  node.on("tell", ({ body }) => {
    values.add(body.message);
    return { type: "tell_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  async function deliver(peer: string, message: number): Promise<void> {
    while (!node.signal.aborted) {
      try {
        await node.rpc(peer, { type: "tell", message }, { timeoutMs: TIMEOUT_MS });
        return;
      } catch {
        // No answer in time: once more.
      }
    }
  }
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
