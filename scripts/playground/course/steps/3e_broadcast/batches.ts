/** Broadcast in batches: each node collects what its clients tell it, and sends that to all others twice a second. @module */
import { delay } from "@std/async/delay";
import { type Node, program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "tell"; messages: number[] };

const WINDOW_MS = 500;
const TIMEOUT_MS = 1000;

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  let links: readonly Link[] = [];

  node.onInit(() => {
    links = node.peers.map((peer) => new Link(node, peer, WINDOW_MS));
  });

  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", ({ body }) => {
    values.add(body.message);
    for (const link of links) link.add([body.message]);
    return { type: "broadcast_ok" };
  });

  node.on("tell", ({ body }) => {
    for (const value of body.messages) values.add(value);
    return { type: "tell_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));
});

/** Brings values to one other node: in batches, each sent again until it is acknowledged. */
class Link {
  #news: number[] = [];
  #isSending = false;

  constructor(readonly node: Node<Messages>, readonly peer: string, readonly windowMs: number) {}

  async add(values: readonly number[]): Promise<void> {
    this.#news.push(...values);
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#news.length > 0 && !this.node.signal.aborted) {
      await delay(this.windowMs);
      const messages = [...this.#news];
      try {
        await this.node.rpc(this.peer, { type: "tell", messages }, { timeoutMs: TIMEOUT_MS });
        this.#news = this.#news.slice(messages.length);
      } catch {
        // No answer in time: the next window takes it along.
      }
    }
    this.#isSending = false;
  }
}

export default broadcast;
if (import.meta.main) await broadcast(stdio());
