/** Broadcast with acknowledgements and one queue for each neighbour: what waits goes as one message. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; messages: number[] };

const TIMEOUT_MS = 500;

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  /** The neighbours, each with the values that it has not acknowledged. */
  const waiting = new Map<string, Set<number>>();
  const busy = new Set<string>();

  node.on("topology", ({ body }) => {
    for (const neighbour of body.topology[node.id] ?? []) waiting.set(neighbour, new Set());
    return { type: "topology_ok" };
  });

  node.on("broadcast", ({ src, body }) => {
    learn([body.message], src);
    return { type: "broadcast_ok" };
  });

  node.on("gossip", ({ src, body }) => {
    learn(body.messages, src);
    return { type: "gossip_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  function learn(messages: readonly number[], from: string): void {
    const news = messages.filter((value) => !values.has(value));
    for (const value of news) values.add(value);
    for (const [neighbour, queue] of waiting) {
      if (neighbour === from) continue;
      for (const value of news) queue.add(value);
      sendTo(neighbour, queue);
    }
  }

  /** One request at a time: what comes in while it is under way goes with the next one. */
  async function sendTo(neighbour: string, queue: Set<number>): Promise<void> {
    if (busy.has(neighbour)) return;
    busy.add(neighbour);
    while (queue.size > 0 && !node.signal.aborted) {
      const messages = [...queue];
      try {
        await node.rpc(neighbour, { type: "gossip", messages }, { timeoutMs: TIMEOUT_MS });
        for (const value of messages) queue.delete(value);
      } catch {
        // No answer in time: the same again, with whatever has joined it.
      }
    }
    busy.delete(neighbour);
  }
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
