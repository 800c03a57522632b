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
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. After the heal each link works again
 *   within 1.6 s (the longest time-out and pause), and all links retry side by side. So with 10 % loss all of the six
 *   attempts in 10 s fail with a chance of one in a million.
 * - Not survived: kill, of what waits for a neighbour's answer (two hops, or until a neighbour that is down is back), and
 *   of everything where all nodes are killed at once. All else comes back: each gossip names the life of its sender, and
 *   a neighbour in a new life gets the whole log again.
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
  | { type: "gossip"; messages: number[]; life: string };

const BATCH_VALUES_MAX = 1_000;
/** The wait for an answer doubles from 500 ms (100 ms hop x 2 + 300 ms slack) up to 1.2 s, for links five times slower. */
const TIMEOUT_MS = 500;
const TIMEOUT_MS_MAX = 1_200;
/** The pause before the next attempt doubles from 100 ms up to 400 ms; half of it is random. */
const PAUSE_MS = 100;
const PAUSE_MS_MAX = 400;
/** Neighbours that have not talked to each other by then do so without news: one may have lost its memory. */
const GREET_MS = 1_000;

/** Brings the log to one neighbour. */
class Link {
  readonly #node: Node<Messages>;
  readonly #neighbour: string;
  readonly #log: readonly number[];
  readonly #life: string;
  #neighbourLife: string | undefined;
  /** The neighbour has everything before this index. */
  #cursor = 0;
  /** Values that the neighbour has sent itself, as far as they may lie behind the cursor. */
  readonly #received = new Set<number>();
  #sending = false;
  #failureCount = 0;
  #endPause = () => {};

  constructor(node: Node<Messages>, neighbour: string, { log, life }: { log: readonly number[]; life: string }) {
    this.#node = node;
    this.#neighbour = neighbour;
    this.#log = log;
    this.#life = life;
  }

  /** The neighbour tells which life it is in. In a new one it has nothing of what it had. */
  meet(life: string): void {
    if (this.#neighbourLife !== undefined && this.#neighbourLife !== life) {
      this.#cursor = 0;
      this.#received.clear();
    }
    this.#neighbourLife = life;
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
    while (!this.#node.signal.aborted && (this.#cursor < this.#log.length || this.#neighbourLife === undefined)) {
      const life = this.#neighbourLife;
      const batch = this.#log.slice(this.#cursor, this.#cursor + BATCH_VALUES_MAX);
      const news = batch.filter((value) => !this.#received.has(value));
      const isDelivered = (news.length === 0 && life !== undefined) || await this.#deliver(news);
      if (!isDelivered) await this.#pause();
      else if (life === undefined || life === this.#neighbourLife) this.#cursor += batch.length;
    }
    this.#received.clear();
    this.#sending = false;
  }

  async #deliver(messages: readonly number[]): Promise<boolean> {
    const timeoutMs = Math.min(TIMEOUT_MS * 2 ** this.#failureCount, TIMEOUT_MS_MAX);
    // Whatever the error, it is not known that the values have arrived.
    const gossip = { type: "gossip", messages, life: this.#life };
    const isDelivered = await this.#node.rpc(this.#neighbour, gossip, { timeoutMs }).then(
      (reply) => {
        this.meet(String(reply.life));
        return true;
      },
      () => false,
    );
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
  const life = crypto.randomUUID().slice(0, 8);
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
    links = new Map(neighbours.map((name) => [name, links.get(name) ?? new Link(node, name, { log, life })]));
    if (log.length > 0) sendNews();
  }

  function sendNews(): void {
    for (const link of links.values()) link.send();
  }

  // Until a topology arrives, as after a restart, all other nodes are neighbours.
  node.onInit(() => {
    connect(node.peers);
    setTimeout(sendNews, GREET_MS);
  });

  node.on("topology", ({ body }) => {
    connect(body.topology[node.id] ?? []);
    return { type: "topology_ok" };
  });

  node.on("broadcast", ({ src, body }) => {
    learn([body.message], src);
    return { type: "broadcast_ok" };
  });

  node.on("gossip", ({ src, body }) => {
    links.get(src)?.meet(body.life);
    learn(body.messages, src);
    return { type: "gossip_ok", life };
  });

  node.on("read", () => ({ type: "read_ok", messages: log }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
