/** Broadcast through a hub, with windows at both ends: leaves wait for more news before they tell the hub. @module */
import { delay } from "@std/async/delay";
import { type Node, program, stdio } from "../../../../../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "tell"; messages: number[] };

const [LEAF_WINDOW_MS, HUB_WINDOW_MS] = [450, 450];
const TIMEOUT_MS = 1000;

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  /** A leaf has one link, to the hub; the hub has one to each leaf. */
  let links: readonly Link[] = [];

  node.onInit(() => {
    const [hub = ""] = node.nodeIds;
    links = node.id === hub
      ? node.peers.map((peer) => new Link(node, peer, HUB_WINDOW_MS))
      : [new Link(node, hub, LEAF_WINDOW_MS)];
  });

  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", ({ src, body }) => {
    learn([body.message], src);
    return { type: "broadcast_ok" };
  });

  node.on("tell", ({ src, body }) => {
    learn(body.messages, src);
    return { type: "tell_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  function learn(messages: readonly number[], from: string): void {
    const news = messages.filter((value) => !values.has(value));
    for (const value of news) values.add(value);
    if (news.length === 0) return;
    for (const link of links) if (link.peer !== from) link.add(news);
  }
});

/** Broadcast through a hub, with windows at both ends: leaves wait for more news before they tell the hub. @module */
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
