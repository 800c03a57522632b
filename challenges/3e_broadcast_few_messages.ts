#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3e, Broadcast with few messages: windows that all nodes share, through a hub.
 *
 * ```
 *   n1 --7-----\                     /--7,8,9--> n1      Once per window each leaf that has news sends all of it, timed
 *   n2 --8------> hub n0, waits,  ---+--7,8,9--> n2      to arrive just before the hub closes the window and sends
 *   n3 --(no news) closes window     \--7,8,9--> n3      everything new to every leaf.
 * ```
 *
 * - Timing: the hub tells each leaf how long its news had to wait for the end of the window. The leaf sends so much
 *   later in the next window, less a margin. So nobody needs to know a latency or a common clock.
 * - Latency: news waits 0 to 1 window at its leaf, then takes a margin of 10 to 70 ms and two hops of 100 ms: at most
 *   1,670 ms at windows of 1,400 ms, 930 ms on average, and up to 163 ms more while a leaf still guesses.
 * - Cost: at most 2 (n - 1) messages per window, however many values there are: 48 * 16 windows in 20 s, for 2,000
 *   operations 0.39 messages each. Acknowledgements ride on the windows. `-- --window-ms 380` keeps the limits of 3d.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. A leaf whose hub is silent asks the next
 *   node to be its hub, and goes back when it hears from an earlier one.
 * - Not survived: kill, of what waits in the killed nodes for the end of a window, and of everything where all nodes
 *   are killed at once. All else comes back: a leaf that starts again is told all by its hub, a hub by all leaves.
 * - Official test: `maelstrom test -w broadcast --bin 3e_broadcast_few_messages --node-count 25 --time-limit 20
 *   --rate 100 --latency 100`: fewer than 20 messages per operation, median below 1 s, maximum below 2 s.
 *
 * Source: https://fly.io/dist-sys/3e/
 *
 * @module
 */
import { BatchWindow, windowLengthMs } from "../lib/batch_window.ts";
import { type Node, program, stdio } from "../lib/node.ts";
import { ReliableLinks } from "../lib/reliable_links.ts";

type Messages = { type: "broadcast"; message: number } | { type: "read" } | { type: "topology" } | { type: "news" };

/** What links carry: a value to know, a value to spread as a hub, or how long the leaf's news waited for the window. */
type Item = Readonly<{ kind: "know" | "spread"; value: number } | { kind: "waited"; ms: number }>;

/** The longest window that keeps the median safely below 1 s (see the arithmetic above). */
const WINDOW_MS = 1400;
/** News should reach the hub a margin before the window closes: at first a 20th of a window, 70 ms at 1,400 ms. A leaf
 * whose news comes in time shortens it down to 10 ms, one whose news comes later than planned doubles it. */
const [FIRST_MARGIN_WINDOWS, MARGIN_MS_MIN, MARGIN_WINDOWS_MAX] = [1 / 20, 10, 1 / 8];
/** What a leaf that knows the time sends so soon after a window was held up: it goes on soon, with what joins it. */
const [LATE_WINDOWS, LATE_ROUND_WINDOWS] = [0.15, 0.06];
/** The hub's first window is short; until leaves learn the time, they guess two hops and a margin for a slow start. */
const [FIRST_WINDOW_MS, FIRST_GUESS_MS, GUESS_MARGIN_WINDOWS] = [260, 200, 1 / 6];
/** An acknowledgement waits for news to ride on: in silence a window and 200 ms, while windows go on two of them. A retry
 * waits for two hops and slack more; once a peer is late, it is asked eight times in the ten seconds after a partition. */
const LINK_TIMES = { ackDelayMs: 1600, ackDelayMaxMs: 2800, retryMs: 2000, retryMaxMs: 3600, stalledRetryMs: 1000 };
const GREET_MS = 3000; // A leaf or hub without news makes itself known: perhaps it has lost its memory.

const broadcast = program<Messages>((node, args) => {
  const windowMs = windowLengthMs(args, WINDOW_MS);
  const values = new Set<number>();
  const links = new ReliableLinks<Item>(node, {
    type: "news",
    ...LINK_TIMES,
    onItems: takeBatch,
    onStall: leaveHub,
    onRestart: remind,
  });
  const hub = new Hub(node, links, windowMs);
  const leafWindow = new BatchWindow({ lengthMs: windowMs, act: () => node.peers.forEach((to) => links.flush(to)) });
  let [marginMs, hubIndex] = [FIRST_MARGIN_WINDOWS * windowMs, 0];
  const hubId = () => node.nodeIds[hubIndex] ?? node.id;
  node.on("read", () => ({ type: "read_ok", messages: [...values] }));
  node.on("topology", () => ({ type: "topology_ok" })); // Only a suggestion: the hub is enough.
  node.on("broadcast", ({ body }) => {
    if (!values.has(body.message)) tellHub(body.message);
    return { type: "broadcast_ok" };
  });

  function tellHub(value: number): void {
    values.add(value);
    if (hubId() === node.id) return hub.spread(value);
    links.queue(hubId(), [{ kind: "spread", value }]);
    leafWindow.open();
  }

  function takeBatch(items: readonly Item[], peer: string): void {
    for (const item of items) {
      if (item.kind === "waited") setTime(item.ms);
      else if (item.kind === "know") hubIndex = Math.min(hubIndex, node.nodeIds.indexOf(peer));
      else if (!values.has(item.value)) hub.spread(item.value, peer);
      if (item.kind !== "waited") values.add(item.value);
    }
    if (items.some(({ kind }) => kind === "spread")) hub.hearLeaf(peer);
    if (peer === hubId()) leafWindow.guessEnd(performance.now() - FIRST_GUESS_MS - GUESS_MARGIN_WINDOWS * windowMs);
  }

  function setTime(waitedMs: number): void {
    const isLate = waitedMs < marginMs / 2;
    marginMs = isLate ? Math.min(2 * marginMs, MARGIN_WINDOWS_MAX * windowMs) : Math.max(0.9 * marginMs, MARGIN_MS_MIN);
    leafWindow.endAt(leafWindow.lastEndMs + waitedMs - marginMs);
  }

  /** Asks the next node to be the hub, with all that the silent one may lack. */
  function leaveHub(peer: string): void {
    if (peer !== hubId()) return;
    hubIndex = (hubIndex + 1) % node.nodeIds.length;
    node.log(`event=hub-left from=${peer} to=${hubId()}`);
    for (const item of links.unacknowledged(peer)) if (item.kind === "spread") tellHub(item.value);
  }

  // After a restart, which the stage does not ask for. If a hub has lost its memory, others may lack what it forgot.
  function remind(peer: string): void {
    const kind = peer === hubId() ? "spread" : "know";
    links.queue(peer, [...values].map((value) => ({ kind, value })));
    links.flush(peer);
  }

  node.onInit(() => {
    const contacts = node.id === node.nodeIds[0] ? node.peers : node.nodeIds.slice(0, 1);
    setTimeout(() => contacts.forEach((peer) => links.greet(peer)), GREET_MS);
  });
});

/** What a node does as the hub of others. */
class Hub {
  readonly #window: BatchWindow;
  readonly #arrivalsMs = new Map<string, number>(); // When the news of each leaf came in this window.
  readonly #timedLeaves = new Set<string>(); // Those that have been told when windows end.

  constructor(readonly node: Node<Messages>, readonly links: ReliableLinks<Item>, readonly windowMs: number) {
    this.#window = new BatchWindow({ lengthMs: windowMs, act: () => this.#closeWindow() });
  }

  spread(value: number, from?: string): void {
    for (const peer of this.node.peers) if (peer !== from) this.links.queue(peer, [{ kind: "know", value }]);
    this.#window.open(FIRST_WINDOW_MS);
  }

  hearLeaf(leaf: string): void {
    const nowMs = performance.now();
    this.#arrivalsMs.set(leaf, nowMs);
    if (!this.#timedLeaves.has(leaf) || nowMs - this.#window.lastEndMs > LATE_WINDOWS * this.windowMs) return;
    this.#window.hasten(LATE_ROUND_WINDOWS * this.windowMs);
  }

  #closeWindow(): void {
    for (const [leaf, timeMs] of this.#arrivalsMs) {
      this.links.queue(leaf, [{ kind: "waited", ms: this.#window.lastEndMs - timeMs }]);
      this.#timedLeaves.add(leaf);
    }
    this.#arrivalsMs.clear();
    for (const peer of this.node.peers) this.links.flush(peer);
  }
}

export default broadcast;
if (import.meta.main) await broadcast(stdio());
