#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3c, Fault-tolerant broadcast: acknowledged gossip along the topology.
 *
 * A node keeps its values in one log, in the order in which it learned them, and for each neighbour a cursor: the
 * neighbour has everything before it. What stands behind it is sent as one request, and the cursor moves when the
 * acknowledgement comes. So the queue of a neighbour is one number, however long it is cut off:
 *
 *     log         17   4   9  23   8  31
 *     for n1      ............^           n1 has 17, 4 and 9; the next request brings 23, 8 and 31
 *     for n4      ....^                   n4 has 17; the next brings 4, 23, 8 and 31, since 9 came from n4 itself
 *
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. A neighbour that does not answer is asked
 *   again until it does, each time within 1.4 s, and all are asked side by side. So with 10 % loss all of the seven
 *   attempts in 10 s fail with a chance of one in ten million.
 * - Not survived: kill, of what waits for a neighbour's answer (two hops, or until a neighbour that is down is back), and
 *   of everything where all nodes are killed at once. All else comes back: each gossip names the incarnation of its
 *   sender, and a neighbour in a new incarnation gets the whole log again.
 * - Cost: two messages (gossip and gossip_ok) per neighbour and batch; none while there is nothing new.
 * - Official test: `maelstrom test -w broadcast --bin 3c_broadcast_fault_tolerant --node-count 5 --time-limit 20
 *   --rate 10 --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/3c/
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { type Node, program, RpcError, stdio } from "../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; messages: number[]; incarnation: string };

const BATCH_VALUES_MAX = 1_000;
/** The wait for an answer doubles from 500 ms (100 ms hop x 2 + 300 ms slack) up to 1.2 s, for links five times slower. */
const [TIMEOUT_MS, TIMEOUT_MS_MAX] = [500, 1_200];
const PAUSE_MS_MAX = 200; // Before the next attempt; random, so that neighbours do not ask all at the same moment.
const GREET_MS = 1_000; // By then neighbours talk to each other, even without news: one may have lost its memory.

const broadcast = program<Messages>((node) => {
  const log: number[] = [];
  const known = new Set<number>();
  const incarnation = crypto.randomUUID().slice(0, 8);
  let senders = new Map<string, NeighbourSender>();

  node.on("topology", ({ body }) => {
    connect(body.topology[node.id] ?? []);
    return { type: "topology_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: log }));

  node.on("broadcast", ({ body }) => {
    learn([body.message]);
    return { type: "broadcast_ok" };
  });

  node.on("gossip", ({ src, body }) => {
    senders.get(src)?.hear(body.messages, body.incarnation);
    learn(body.messages);
    return { type: "gossip_ok", incarnation };
  });

  function learn(values: readonly number[]): void {
    if (!values.every(Number.isSafeInteger)) throw new RpcError(12, "Cannot broadcast: not every value is an integer");
    for (const value of values) {
      if (!known.has(value)) log.push(value);
      known.add(value);
    }
    sendNews();
  }

  function connect(neighbours: readonly string[]): void {
    const senderTo = (name: string) => senders.get(name) ?? new NeighbourSender(node, name, { log, incarnation });
    senders = new Map(neighbours.map((name) => [name, senderTo(name)]));
    if (log.length > 0) sendNews();
  }

  function sendNews(): void {
    for (const sender of senders.values()) if (!sender.isSending) sender.send();
  }

  // After a restart (the stage asks for none) no topology comes again: all others are neighbours, and each is asked.
  node.onInit(() => {
    connect(node.peers);
    setTimeout(sendNews, GREET_MS);
  });
});

/** Brings the log to one neighbour. */
class NeighbourSender {
  /** The neighbour has everything before this index. */
  #cursor = 0;
  /** Values that the neighbour has sent itself, as far as they may stand behind the cursor. */
  readonly #received = new Set<number>();
  isSending = false; // What is new meanwhile is sent as well.
  #failureCount = 0;
  #neighbourIncarnation: string | undefined; // Unknown until it has answered or sent something.

  constructor(
    readonly node: Node<Messages>,
    readonly neighbour: string,
    readonly own: { readonly log: readonly number[]; readonly incarnation: string },
  ) {}

  /** The neighbour has sent these values. In a new incarnation, after a restart, it has nothing of what it had. */
  hear(values: readonly number[], incarnation: string): void {
    if (this.#neighbourIncarnation !== undefined && this.#neighbourIncarnation !== incarnation) {
      this.#cursor = 0;
      this.#received.clear();
    }
    this.#neighbourIncarnation = incarnation;
    for (const value of values) this.#received.add(value);
  }

  /** Sends until the neighbour has everything. It never gives up, since an acknowledged value must arrive. */
  async send(): Promise<void> {
    this.isSending = true;
    const { log } = this.own;
    while (!this.node.signal.aborted && (this.#cursor < log.length || this.#neighbourIncarnation === undefined)) {
      const before = this.#neighbourIncarnation;
      const batch = log.slice(this.#cursor, this.#cursor + BATCH_VALUES_MAX);
      const news = batch.filter((value) => !this.#received.has(value));
      const isDelivered = (news.length === 0 && before !== undefined) || await this.#deliver(news);
      // Where the neighbour has restarted meanwhile, the cursor stays at 0: the batch may have gone to the earlier one.
      if (isDelivered && [undefined, this.#neighbourIncarnation].includes(before)) this.#cursor += batch.length;
    }
    this.#received.clear();
    this.isSending = false;
  }

  /** Gives false after any error: it is not known then that the values have arrived. */
  async #deliver(messages: readonly number[]): Promise<boolean> {
    const timeoutMs = Math.min(TIMEOUT_MS * 2 ** this.#failureCount, TIMEOUT_MS_MAX);
    const gossip = { type: "gossip", messages, incarnation: this.own.incarnation };
    const isDelivered = await this.node.rpc<{ incarnation: string }>(this.neighbour, gossip, { timeoutMs }).then(
      ({ incarnation }) => (this.hear([], incarnation), true),
      () => false,
    );
    this.#failureCount = isDelivered ? 0 : this.#failureCount + 1;
    if (!isDelivered) await delay(Math.random() * PAUSE_MS_MAX);
    return isDelivered;
  }
}

export default broadcast;
if (import.meta.main) await broadcast(stdio());
