#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3e, Broadcast with few messages, for hundreds of nodes: windows that all nodes share, through a tree of hubs.
 *
 * ```
 *   n3 --7--\                                      /--8,9----> n3     Once a window each leaf with news sends it to
 *   n5 --8---> n1 --7,8--\          /----9--> n1 -+---7,9----> n5     its relay, and each relay to the root, timed to
 *   n4 --9---> n2 --9-----> root --+--7,8--> n2 --+---7,8----> n4     arrive just before that acts; the root closes
 *   n6 (no news)              n0                   \--7,8,9--> n6     the window, and what is new goes down at once.
 * ```
 *
 * - The root is the first node; the next, about sqrt(n), are relays, which share the others as leaves. So the root has
 *   sqrt(n) messages to send and receive, and a relay as many; with one hub, as in 3e_broadcast_few_messages, all
 *   bytes pass through one node.
 * - Timing: each parent tells its children how long their news had to wait for it to act; they send so much later in
 *   the next window, less a margin. News that just misses a window is passed on at once.
 * - Latency: news waits 0 to 1 window at its leaf, then takes two margins + four hops. At 1,050 ms and hops of 100 ms
 *   that is 540 to 1,590 ms, 1,065 ms on average.
 * - Cost: at most 2 (n - 1) messages a window: with 25 nodes 48 * 20 windows in 20 s, for 2,000 operations 0.48 each.
 *   Acknowledgements ride on the windows.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. A child whose parent does not answer asks
 *   the next candidate (its relay, the root, the relays in order, itself) to act as root, and goes back when it hears
 *   from an earlier one. Whoever acts as root tells the root and all relays, and past one that does not acknowledge its
 *   leaves. All is repeated until it is acknowledged.
 * - Not survived: kill, of what waits in the killed nodes for the end of a window, and of everything where all nodes
 *   are killed at once. All else comes back: a node that starts again is told all by its parent and its children.
 * - Official test: `maelstrom test -w broadcast --bin 3e_broadcast_hub_tree --node-count 25 --time-limit 20 --rate 100
 *   --latency 100`; it is made for `--node-count 400 --rate 1000`.
 * - Limits: fewer than 20 messages an operation, median below 1 s, maximum below 2 s.
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

/**
 * What links carry: news for the parent, which sees to it that all others get it; news from above, for the node and its
 * leaves; and how long a child's news waited for its parent to act, or null while the parent has yet to learn when.
 */
type Item =
  | { readonly up: number }
  | { readonly down: number }
  | { readonly waitedMs: number | null };

/** The nodes that pass news on, in the order of all nodes, each with its leaves; the first is the root, with none. */
type Tree = ReadonlyMap<string, readonly string[]>;

/** Length of a window: the longest that keeps the median safely below 1 s (see the arithmetic above). */
const WINDOW_MS = 1050;

/** News should reach the parent this part of a window before it acts: 70 ms for uneven delivery at 1,050 ms. */
const MARGIN = 1 / 15;

/**
 * News of a child that knows the time and still comes so soon after its parent acted was held up: 210 ms at 1,050 ms.
 * It is passed on at once, with what else comes in the next 63 ms, lest it waits for nearly a window.
 */
const LATE = 0.2;
const LATE_ROUND = 0.06;

/** First windows are short, so that all learn early; the root's, the first news of leaves and relays + two hops. */
const FIRST_WINDOW_MS = 60;
const FIRST_ROOT_WINDOW_MS = 2 * FIRST_WINDOW_MS + 200;

/** Before a child knows better, it takes the two hops to each level above for 200 ms, and its margin for 105 ms. */
const FIRST_GUESS_MS = 200;
const FIRST_MARGIN = 1 / 10;

/** A parent that has not answered at the end of the next window but one is silent; a bit less, since windows move. */
const PATIENCE = 1.8;

/** While windows go on, an acknowledgement rides on one of the next two; else it travels alone soon after the next. */
const ACK_DELAY_MAX_MS = 2 * WINDOW_MS;
const ACK_DELAY_MS = WINDOW_MS + 200;

/** The two above + two hops of 100 ms + slack: 600 ms while windows go on, 200 ms in silence. */
const RETRY_MAX_MS = ACK_DELAY_MAX_MS + 800;
const RETRY_MS = ACK_DELAY_MS + 400;

/** Once a peer is late: often enough for eight attempts in the ten quiet seconds after a partition. */
const STALLED_RETRY_MS = 1000;

/** A node that has had no news for so long makes itself known: perhaps it has lost its memory. */
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
    onStall: (peer) => bypass(peer),
    onRestart: (peer) => tellAgain(peer),
  });
  let tree: Tree = new Map();
  /** Whom to ask to pass news on, best first; the last is this node itself, which then acts as root. */
  let candidates: readonly string[] = [];
  let parentRank = 0;
  /** At its end, news for the parent goes up; at a root it goes down. */
  const window = new Window({ lengthMs: windowMs, act });
  /** Whether there is news for the parent, when it was last sent, and since when an answer is due. */
  let hasNews = false;
  let sentAtMs = 0;
  let askedAtMs: number | undefined;
  /** Whether this node acts as root in this window, so that it may have news for anybody. */
  let isSpreading = false;
  /** Children whose news came in this window, and when. */
  const arrivals = new Map<string, number>();
  /** Children that have been told when windows end. */
  const timed = new Set<string>();

  const parentId = () => candidates[parentRank] ?? node.id;
  const isRoot = () => parentId() === node.id;
  const leaves = () => tree.get(node.id) ?? [];
  /** Who is asked by one that is no leaf of its own acts as root. */
  const isRootFor = (asker?: string) => isRoot() || (asker !== undefined && !leaves().includes(asker));

  /** Takes news from a client, or from a child. */
  function collect(value: number, child?: string): void {
    values.add(value);
    tell(leaves(), value, child);
    pass(value, child);
  }

  /** Sees to it that news reaches all but this node's leaves, with the end of the window. */
  function pass(value: number, child?: string): void {
    if (isRootFor(child)) {
      for (const [top, itsLeaves] of tree) tell(links.isStalled(top) ? [top, ...itsLeaves] : [top], value, child);
      isSpreading = true;
    } else {
      links.queue(parentId(), [{ up: value }]);
      hasNews = true;
    }
    openWindow();
  }

  function tell(peers: readonly string[], value: number, except?: string): void {
    for (const peer of peers) {
      if (peer !== node.id && peer !== except) links.queue(peer, [{ down: value }]);
    }
  }

  function openWindow(): void {
    window.open(isRoot() ? FIRST_ROOT_WINDOW_MS : FIRST_WINDOW_MS);
  }

  function act(): void {
    if (askedAtMs !== undefined && performance.now() - askedAtMs > PATIENCE * windowMs) leaveParent();
    for (const [child, time] of arrivals) {
      const isTimed = isRoot() || window.isTimed;
      links.queue(child, [{ waitedMs: isTimed ? window.lastEndMs - time : null }]);
      if (isTimed) timed.add(child);
    }
    arrivals.clear();
    // Also what was meant for a parent that has changed since. What is queued for leaves waits for news from above.
    for (const peer of isSpreading ? node.peers : candidates) {
      if (peer !== node.id) links.flush(peer);
    }
    isSpreading = false;
    if (hasNews) sentAtMs = performance.now();
    if (hasNews) askedAtMs ??= sentAtMs;
    hasNews = false;
    if (askedAtMs !== undefined) window.open();
  }

  /** Makes another candidate the parent, and gives it all news that the one before may not have. */
  function turnTo(rank: number): void {
    const before = parentId();
    parentRank = rank;
    hasNews = false;
    askedAtMs = undefined;
    for (const item of links.unacknowledged(before)) {
      if ("up" in item) pass(item.up);
    }
  }

  function leaveParent(): void {
    node.log(`event=hub-left from=${parentId()} to=${candidates[parentRank + 1]}`);
    turnTo(parentRank + 1);
    flushLeaves();
  }

  function flushLeaves(): void {
    for (const leaf of leaves()) links.flush(leaf);
  }

  function takeBatch(items: readonly Item[], peer: string): void {
    for (const item of items) {
      if ("up" in item) takeFromBelow(item.up, peer);
      else takeFromAbove(item, peer);
    }
    const isLate = performance.now() - window.lastEndMs < LATE * windowMs;
    if (isLate && arrivals.has(peer) && timed.has(peer)) window.hasten(LATE_ROUND * windowMs);
    if (items.every((item) => "up" in item)) return;
    flushLeaves();
    const levelCount = tree.has(node.id) ? 1 : 2;
    const guessMs = levelCount * (FIRST_GUESS_MS + FIRST_MARGIN * windowMs);
    if (peer === parentId()) window.guessEnd(performance.now() - guessMs);
  }

  function takeFromBelow(value: number, child: string): void {
    arrivals.set(child, performance.now());
    isSpreading ||= isRootFor(child);
    if (!values.has(value)) collect(value, child);
    openWindow();
  }

  function takeFromAbove(item: { down: number } | { waitedMs: number | null }, peer: string): void {
    const rank = candidates.indexOf(peer);
    if (rank >= 0 && rank < parentRank) turnTo(rank);
    if ("down" in item) {
      if (!values.has(item.down)) tell(leaves(), item.down, peer);
      values.add(item.down);
    } else if (rank === parentRank) {
      askedAtMs = undefined;
      if (item.waitedMs !== null) window.endAt(sentAtMs + item.waitedMs - MARGIN * windowMs);
    }
  }

  /** Tells the leaves of a silent relay what it has not acknowledged. */
  function bypass(relay: string): void {
    const news = links.unacknowledged(relay).filter((item) => "down" in item);
    for (const leaf of tree.get(relay) ?? []) {
      if (leaf === node.id) continue;
      links.queue(leaf, news);
      links.flush(leaf);
    }
  }

  /** Tells a node that has lost its memory everything; if it is a parent, others may have missed what it forgot. */
  function tellAgain(peer: string): void {
    const isParent = peer === parentId() || peer === candidates[0];
    links.queue(peer, [...values].map((value) => isParent ? { up: value } : { down: value }));
    links.flush(peer);
  }

  node.onInit(() => {
    tree = treeOf(node.nodeIds);
    candidates = candidatesOf(node.id, tree);
    const contacts = isRoot() ? [...tree.keys()] : [parentId(), ...leaves()];
    setTimeout(() => {
      for (const peer of contacts) if (peer !== node.id) links.greet(peer);
    }, GREET_MS);
  });

  node.on("broadcast", ({ body }) => {
    if (!values.has(body.message)) collect(body.message);
    return { type: "broadcast_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));

  // The tree is enough: the suggested topology is not needed.
  node.on("topology", () => ({ type: "topology_ok" }));
});

function treeOf(nodeIds: readonly string[]): Tree {
  const relayCount = Math.floor(Math.sqrt(nodeIds.length - 1));
  const leavesOf = (relay: number) =>
    nodeIds.filter((_, index) => index > relayCount && index % relayCount === relay % relayCount);
  return new Map(nodeIds.slice(0, 1 + relayCount).map((id, index) => [id, index === 0 ? [] : leavesOf(index)]));
}

/** A leaf asks its relay first; then the nodes before its own that pass news on; and in the end itself. */
function candidatesOf(id: string, tree: Tree): readonly string[] {
  const tops = [...tree.keys()];
  const relay = tops.filter((top) => tree.get(top)?.includes(id));
  const before = tree.has(id) ? tops.slice(0, tops.indexOf(id)) : tops;
  return [...new Set([...relay, ...before, id])];
}

export default broadcast;
if (import.meta.main) await broadcast(stdio());
