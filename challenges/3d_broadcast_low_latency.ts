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
 * - Cost: n - 1 messages a value. Half of the operations are reads, so 24 / 2 = 12 messages an operation at 25 nodes.
 *   An acknowledgement for each would double that. Instead each message says how many values its sender has received
 *   from its receiver so far. At 2 values a second and node the next message comes after 0.5 s on average, so only
 *   e^(-2 * 2.5) = 0.7 % of the acknowledgements wait out their 2.5 s and travel alone.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. What is not acknowledged is sent again,
 *   one message a second for each cut link.
 * - Not survived: kill together with other faults, of what had reached nobody yet, and of all nodes at once, of
 *   everything. Else everything comes back: a node that starts again is told all by all, and tells the others what is
 *   new in it.
 * - Official test: `maelstrom test -w broadcast --bin 3d_broadcast_low_latency --node-count 25 --time-limit 20
 *   --rate 100 --latency 100` (and again with `--nemesis partition`)
 * - Limits: fewer than 30 messages an operation, median below 400 ms, maximum below 600 ms.
 *
 * Source: https://fly.io/dist-sys/3d/
 *
 * @module
 */
import { Links } from "../lib/link.ts";
import { program, stdio } from "../lib/node.ts";

type Messages =
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "topology" }
  | { type: "tell" };

/** Five times the average gap between two messages on a link; see the cost above. */
const ACK_DELAY_MS = 2500;

/** ACK_DELAY_MS + two hops of 100 ms + 800 ms of slack. */
const RETRY_MS = 3500;

/** Once a peer is late: often enough for eight attempts in the ten quiet seconds after a partition. */
const STALLED_RETRY_MS = 1000;

/** Who has told nothing for so long makes itself known, since it may have lost its memory unnoticed. */
const GREET_MS = 2500;

/** What links carry: a value, or for a node that has lost its memory all of them. */
type Item = number | readonly number[];

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  const links = new Links<Item>(node, {
    type: "tell",
    ackDelayMs: ACK_DELAY_MS,
    retryMs: RETRY_MS,
    stalledRetryMs: STALLED_RETRY_MS,
    onItems: (items) => items.forEach((item) => typeof item === "number" ? values.add(item) : tell(item)),
    onRestart: (peer) => links.send(peer, [...values]),
  });

  /** Tells everybody what is new here. */
  function tell(candidates: readonly number[]): void {
    const news = candidates.filter((value) => !values.has(value));
    for (const value of news) values.add(value);
    for (const peer of node.peers) {
      links.queue(peer, news);
      links.flush(peer);
    }
  }

  node.onInit(() => {
    setTimeout(() => node.peers.forEach((peer) => links.greet(peer)), GREET_MS);
  });

  node.on("broadcast", ({ body }) => {
    tell([body.message]);
    return { type: "broadcast_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  // Every node is one hop away: the suggested topology is not needed.
  node.on("topology", () => ({ type: "topology_ok" }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
