/** Broadcast with acknowledgements: each value is sent to each neighbour until that says that it has it. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; message: number };

const TIMEOUT_MS = 500;

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

  node.on("gossip", ({ src, body }) => {
    learn(body.message, src);
    return { type: "gossip_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  function learn(value: number, from: string): void {
    if (values.has(value)) return;
    values.add(value);
    for (const neighbour of neighbours) if (neighbour !== from) deliver(neighbour, value);
  }

  /** Does not give up before the end of the run: an acknowledged value must arrive. */
  async function deliver(neighbour: string, message: number): Promise<void> {
    while (!node.signal.aborted) {
      try {
        await node.rpc(neighbour, { type: "gossip", message }, { timeoutMs: TIMEOUT_MS });
        return;
      } catch {
        // No answer in time: the value or its acknowledgement was lost. Once more; a set does not mind.
      }
    }
  }
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
