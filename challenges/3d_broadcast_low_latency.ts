#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3d, Broadcast with low latency: one hop. A node tells every other node directly, at once.
 *
 * ```
 *   client --broadcast 7--> n3 --7--> n0, n1, n2, n4 ... n24      acknowledged by what these nodes
 *                                                                 tell n3 next, whenever that is
 * ```
 *
 * - Latency: one hop, 100 ms at the official flags; nothing can be faster than that.
 * - Cost: n - 1 messages per value. Half of the operations are reads, so 24 / 2 = 12 messages per operation at 25 nodes.
 *   An acknowledgement for each would double that. Instead each message says how many values its sender has received
 *   from its receiver so far. Each node takes 2 values per second, so the next message comes after 0.5 s on average, and
 *   only e^(-2 * 2.5) = 0.7 % of the acknowledgements wait out their 2.5 s and travel alone.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. What is not acknowledged is sent again,
 *   one message per second on each link that is cut.
 * - Not survived: kill together with other faults, of what had reached nobody yet, and of all nodes at once, of
 *   everything. Else everything comes back: a node that starts again is told all by all, and tells the others what is
 *   new in it.
 * - Official test: `maelstrom test -w broadcast --bin 3d_broadcast_low_latency --node-count 25 --time-limit 20
 *   --rate 100 --latency 100` (and again with `--nemesis partition`)
 * - Limits: fewer than 30 messages per operation, median below 400 ms, maximum below 600 ms.
 *
 * Source: https://fly.io/dist-sys/3d/
 *
 * @module
 */
import { GrowingSet } from "../lib/growing_set.ts";
import { program, stdio } from "../lib/node.ts";
import { ReliableLinks } from "../lib/reliable_links.ts";

type Messages =
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "topology" }
  | { type: "tell" };

/** What links carry: a value; or for a node that has lost its memory all of them, of which it tells what is new. */
type Item = { readonly kind: "value"; readonly value: number } | {
  readonly kind: "memory";
  readonly values: readonly number[];
};

/** Five times the average gap between two messages on a link; see the cost above. */
const ACK_DELAY_MS = 2500;

/** ACK_DELAY_MS + two hops of 100 ms + 800 ms of slack. */
const RETRY_MS = 3500;

/** Once a peer is late: often enough for eight attempts in the ten quiet seconds after a partition. */
const STALLED_RETRY_MS = 1000;

/** Who has told nothing for so long makes itself known, since it may have lost its memory unnoticed. */
const GREET_MS = 2500;

const broadcast = program<Messages>((node) => {
  const values = new GrowingSet<number>();
  const links = new ReliableLinks<Item>(node, {
    type: "tell",
    ackDelayMs: ACK_DELAY_MS,
    retryMs: RETRY_MS,
    stalledRetryMs: STALLED_RETRY_MS,
    onItems: (items) => items.forEach(take),
    onRestart: (peer) => remind(peer),
  });

  node.on("broadcast", ({ body }) => {
    tell([body.message]);
    return { type: "broadcast_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: values }));

  // Every node is one hop away: the suggested topology is not needed.
  node.on("topology", () => ({ type: "topology_ok" }));

  /** Tells everybody what is new here. */
  function tell(candidates: readonly number[]): void {
    const news = candidates.filter((value) => !values.has(value));
    for (const value of news) values.add(value);
    for (const peer of node.peers) {
      links.queue(peer, news.map((value) => ({ kind: "value", value })));
      links.flush(peer);
    }
  }

  /** A single value comes from the node that a client told it, which tells all others itself: it goes no further. */
  function take(item: Item): void {
    if (item.kind === "value") values.add(item.value);
    else tell(item.values);
  }

  // After a restart, which the stage does not ask for. The others may lack what is new in the memory of one node, if its
  // sender was killed before it had told all: so who is reminded tells everybody.

  function remind(peer: string): void {
    links.send(peer, { kind: "memory", values: [...values] });
  }

  node.onInit(() => {
    setTimeout(() => node.peers.forEach((peer) => links.greet(peer)), GREET_MS);
  });
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
