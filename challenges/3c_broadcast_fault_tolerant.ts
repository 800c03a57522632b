#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3c, Fault-tolerant broadcast: acknowledged gossip along the topology.
 *
 * A node keeps its values in one log, in the order in which it learned them, and for each neighbour a cursor: up to
 * there the neighbour has everything. A link sends what lies behind its cursor as one request, and moves the cursor
 * when the acknowledgement comes:
 *
 *     log       17  4  9 23  8 31            one request under way a neighbour; values that arrive
 *     n1 has ------------^                   meanwhile form the next batch
 *     n4 has ---^  ( 9 came from n4: skip)
 *
 * So the queue of a neighbour is one number, however long it is cut off. To a neighbour that does not answer, a link
 * sends one batch at a time, with pauses that grow, vary, and end at once when the neighbour is heard of again.
 *
 * - Faults: partitions of any shape and length, loss, duplication, delay and reordering of messages, pauses of nodes.
 *   After the heal each link works again within 3 s (the longest time-out and pause), and all links retry side by
 *   side. Values are in memory, so a crash loses them. Reads are answered from the node's own memory.
 * - Cost: two messages (gossip and gossip_ok) a link and batch; nothing is sent while there is nothing new. A value
 *   never goes back to where it came from.
 * - Official test: `maelstrom test -w broadcast --bin 3c_broadcast_fault_tolerant --node-count 5 --time-limit 20
 *   --rate 10 --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/3c/
 *
 * @module
 */
import { type Node, program, RpcError, stdio } from "../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; messages: number[] };

const BATCH_VALUES_MAX = 1_000;
/** The wait for an answer doubles from 500 ms (100 ms hop x 2 + 300 ms slack) up to 2 s, for slow links. */
const TIMEOUT_MS = 500;
const TIMEOUT_MS_MAX = 2_000;
/** The pause before the next attempt doubles from 100 ms up to 1 s; half of it is random. */
const PAUSE_MS = 100;
const PAUSE_MS_MAX = 1_000;

/** Brings the log to one neighbour. */
class Link {
  readonly #node: Node<Messages>;
  readonly #neighbour: string;
  readonly #log: readonly number[];
  /** The neighbour has everything before this index. */
  #cursor = 0;
  /** Values that the neighbour has sent itself, as far as they may lie behind the cursor. */
  readonly #received = new Set<number>();
  #sending = false;
  #failureCount = 0;
  #endPause = () => {};

  constructor(node: Node<Messages>, neighbour: string, log: readonly number[]) {
    this.#node = node;
    this.#neighbour = neighbour;
    this.#log = log;
  }

  /** The neighbour has sent these values (which are in the log by now): it has them, and it can be reached. */
  heard(values: readonly number[]): void {
    for (const value of values) this.#received.add(value);
    this.#endPause();
  }

  /** Sends until the neighbour has everything. It never gives up, since an acknowledged value must arrive. */
  async send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#cursor < this.#log.length && !this.#node.signal.aborted) {
      const batch = this.#log.slice(this.#cursor, this.#cursor + BATCH_VALUES_MAX);
      const news = batch.filter((value) => !this.#received.has(value));
      if (news.length === 0 || await this.#deliver(news)) this.#cursor += batch.length;
      else await this.#pause();
    }
    this.#received.clear();
    this.#sending = false;
  }

  async #deliver(messages: readonly number[]): Promise<boolean> {
    const timeoutMs = Math.min(TIMEOUT_MS * 2 ** this.#failureCount, TIMEOUT_MS_MAX);
    // Whatever the error, it is not known that the values have arrived.
    const gossip = this.#node.rpc(this.#neighbour, { type: "gossip", messages }, { timeoutMs });
    const isDelivered = await gossip.then(() => true, () => false);
    this.#failureCount = isDelivered ? 0 : this.#failureCount + 1;
    return isDelivered;
  }

  #pause(): Promise<void> {
    const longestMs = Math.min(PAUSE_MS * 2 ** this.#failureCount, PAUSE_MS_MAX);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longestMs * (0.5 + 0.5 * Math.random()));
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const broadcast = program<Messages>((node) => {
  const log: number[] = [];
  const known = new Set<number>();
  let links = new Map<string, Link>();

  function learn(values: readonly number[], from: string): void {
    if (!values.every(Number.isSafeInteger)) throw new RpcError(12, "Cannot broadcast: not every value is an integer");
    for (const value of values) {
      if (!known.has(value)) log.push(value);
      known.add(value);
    }
    links.get(from)?.heard(values);
    sendNews();
  }

  function connect(neighbours: readonly string[]): void {
    links = new Map(neighbours.map((name) => [name, links.get(name) ?? new Link(node, name, log)]));
    sendNews();
  }

  function sendNews(): void {
    for (const link of links.values()) link.send();
  }

  // Until a topology arrives, as after a restart, all other nodes are neighbours.
  node.onInit(() => connect(node.peers));

  node.on("topology", ({ body }) => {
    connect(body.topology[node.id] ?? []);
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

  node.on("read", () => ({ type: "read_ok", messages: log }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
