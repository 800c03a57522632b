#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3e, Broadcast with few messages: windows that all nodes share, through a hub.
 *
 * ```
 *   n1 --7-----\                     /--7,8,9--> n1      Once a window each leaf that has news sends all of it, timed
 *   n2 --8------> hub n0, waits,  ---+--7,8,9--> n2      to arrive just before the hub closes the window and sends
 *   n3 --(no news) closes window     \--7,8,9--> n3      everything new to every leaf.
 * ```
 *
 * - Timing: the hub tells each leaf how long its news had to wait for the end of the window; the leaf sends so much
 *   later in the next window, less a margin. Nobody needs to know a latency or to agree on a clock. News that just
 *   misses a window gets a round of its own.
 * - Latency: news waits 0 to 1 window at its leaf, then takes margin + two hops. At 1,400 ms and hops of 100 ms that is
 *   300 to 1,700 ms, 1,000 ms on average, and up to 133 ms more while a leaf still guesses.
 * - Cost: at most 2 (n - 1) messages a window, however many values there are: 48 * 16 windows in 20 s, for 2,000
 *   operations 0.39 messages each. Acknowledgements ride on the windows.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. A leaf whose hub does not acknowledge
 *   asks the next node to be its hub, and goes back when it hears from an earlier one; hubs spread what they are
 *   asked to and repeat it until it is acknowledged.
 * - Not survived: kill, of what waits in the killed nodes for the end of a window, and of everything where all nodes
 *   are killed at once. All else comes back: a leaf that starts again is told all by its hub, a hub by all leaves.
 * - Official test: `maelstrom test -w broadcast --bin 3e_broadcast_few_messages --node-count 25 --time-limit 20
 *   --rate 100 --latency 100`
 * - Limits: fewer than 20 messages an operation, median below 1 s, maximum below 2 s. With `-- --window-ms 380` it
 *   stays within the limits of 3d.
 *
 * Source: https://fly.io/dist-sys/3e/
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { Links } from "../lib/link.ts";
import { program, stdio } from "../lib/node.ts";
import { Window } from "../lib/window.ts";

type Messages =
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "topology" }
  | { type: "news" };

/** What links carry: a value to know, a value to spread as a hub, or how long the leaf's news waited for the window. */
type Item =
  | { readonly know: number }
  | { readonly spread: number }
  | { readonly waitedMs: number };

/** Length of a window: the longest that keeps the median safely below 1 s (see the arithmetic above). */
const WINDOW_MS = 1400;

/** News should reach the hub this part of a window before it closes: 100 ms for uneven delivery at 1,400 ms. */
const MARGIN = 1 / 14;

/**
 * News of a leaf that knows the time and still comes so soon after the end of a window was held up: 210 ms at 1,400 ms.
 * It is spread at once, with what else comes in the next 80 ms, lest it waits for nearly a window.
 */
const LATE = 0.15;
const LATE_ROUND = 0.06;

/** The hub's first window is short, so that leaves learn early. */
const FIRST_WINDOW_MS = 260;

/**
 * Before a leaf knows better, it takes two hops for 200 ms and its margin for a sixth of a window, since a process that
 * has just started was seen to notice its first batch 50 ms late: 63 ms at 380 ms, 233 ms at 1,400 ms.
 */
const FIRST_GUESS_MS = 200;
const FIRST_MARGIN = 1 / 6;

/** While windows go on, an acknowledgement rides on one of the next two; else it travels alone soon after the next. */
const ACK_DELAY_MAX_MS = 2 * WINDOW_MS;
const ACK_DELAY_MS = WINDOW_MS + 200;

/** The two above + two hops of 100 ms + slack: 600 ms while windows go on, 200 ms in silence. */
const RETRY_MAX_MS = ACK_DELAY_MAX_MS + 800;
const RETRY_MS = ACK_DELAY_MS + 400;

/** Once a peer is late: often enough for eight attempts in the ten quiet seconds after a partition. */
const STALLED_RETRY_MS = 1000;

/** A leaf or hub that has had no news for so long makes itself known: perhaps it has lost its memory. */
const GREET_MS = 3000;

const broadcast = program<Messages>((node, args) => {
  const windowMs = Number(parseArgs([...args], { string: ["window-ms"] })["window-ms"] ?? WINDOW_MS);
  if (!(windowMs > 0)) throw new RangeError("Cannot read --window-ms: expected a positive number of milliseconds");

  const values = new Set<number>();
  const links = new Links<Item>(node, {
    type: "news",
    ackDelayMs: ACK_DELAY_MS,
    ackDelayMaxMs: ACK_DELAY_MAX_MS,
    retryMs: RETRY_MS,
    retryMaxMs: RETRY_MAX_MS,
    stalledRetryMs: STALLED_RETRY_MS,
    onItems: takeBatch,
    onStall: (peer) => leaveHub(peer),
    onRestart: (peer) => tellAgain(peer),
  });
  /** Index of this node's hub in the list of nodes. */
  let hub = 0;
  /** As a leaf: sends its news to the hub. As a hub: closes the window. */
  const leafWindow = new Window({ lengthMs: windowMs, act: flushAll });
  const hubWindow = new Window({ lengthMs: windowMs, act: closeHubWindow });
  /** Leaves whose news came in this window, and when. */
  const arrivals = new Map<string, number>();
  /** Leaves that have been told when windows end. */
  const timed = new Set<string>();

  const hubId = () => node.nodeIds[hub] ?? node.id;

  function tellHub(value: number): void {
    if (hubId() === node.id) return spread(value);
    links.queue(hubId(), [{ spread: value }]);
    leafWindow.open();
  }

  function spread(value: number, from?: string): void {
    for (const peer of node.peers) {
      if (peer !== from) links.queue(peer, [{ know: value }]);
    }
    hubWindow.open(FIRST_WINDOW_MS);
  }

  function closeHubWindow(): void {
    for (const [leaf, time] of arrivals) {
      links.queue(leaf, [{ waitedMs: hubWindow.lastEndMs - time }]);
      timed.add(leaf);
    }
    arrivals.clear();
    flushAll();
  }

  /** Also what was meant for a hub that has changed since. */
  function flushAll(): void {
    for (const peer of node.peers) links.flush(peer);
  }

  function takeBatch(items: readonly Item[], peer: string): void {
    for (const item of items) {
      if ("waitedMs" in item) leafWindow.endAt(leafWindow.lastEndMs + item.waitedMs - MARGIN * windowMs);
      else take(item, peer);
    }
    const isLate = performance.now() - hubWindow.lastEndMs < LATE * windowMs;
    if (isLate && arrivals.has(peer) && timed.has(peer)) hubWindow.hasten(LATE_ROUND * windowMs);
    if (peer === hubId()) leafWindow.guessEnd(performance.now() - FIRST_GUESS_MS - FIRST_MARGIN * windowMs);
  }

  function take(item: { know: number } | { spread: number }, peer: string): void {
    const value = "know" in item ? item.know : item.spread;
    const isNew = !values.has(value);
    values.add(value);
    if ("know" in item) {
      hub = Math.min(hub, node.nodeIds.indexOf(peer));
    } else {
      arrivals.set(peer, performance.now());
      if (isNew) spread(value, peer);
    }
  }

  /** Asks the next node to be the hub, with all that the silent one may not have. */
  function leaveHub(peer: string): void {
    if (peer !== hubId()) return;
    const news = links.unacknowledged(peer).flatMap((item) => "spread" in item ? [item.spread] : []);
    hub = (hub + 1) % node.nodeIds.length;
    node.log(`event=hub-left from=${peer} to=${hubId()}`);
    for (const value of news) tellHub(value);
  }

  /** Tells a node that has lost its memory everything; if it is the hub, others may have missed what it forgot. */
  function tellAgain(peer: string): void {
    links.queue(peer, [...values].map((value) => peer === hubId() ? { spread: value } : { know: value }));
    links.flush(peer);
  }

  node.onInit(() => {
    const [first, ...others] = node.nodeIds;
    const contacts = node.id === first ? others : [first ?? node.id];
    setTimeout(() => contacts.forEach((peer) => links.greet(peer)), GREET_MS);
  });

  node.on("broadcast", ({ body }) => {
    if (!values.has(body.message)) {
      values.add(body.message);
      tellHub(body.message);
    }
    return { type: "broadcast_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  // The hub is enough: the suggested topology is not needed.
  node.on("topology", () => ({ type: "topology_ok" }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
