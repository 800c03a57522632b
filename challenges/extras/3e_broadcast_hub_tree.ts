#!/usr/bin/env -S deno run --quiet
/**
 * Beyond challenge 3e, Broadcast with few messages among hundreds of nodes: shared windows, through a tree of hubs.
 *
 * ```
 *   n3 --7--\                                      /--8,9----> n3     Once per window each leaf with news sends it to
 *   n5 --8---> n1 --7,8--\          /----9--> n1 -+---7,9----> n5     its relay, and each relay to the root, timed to
 *   n4 --9---> n2 --9-----> root --+--7,8--> n2 --+---7,8----> n4     arrive just before that acts; the root closes
 *   n6 (no news)              n0                   \--7,8,9--> n6     the window, and what is new goes down at once.
 * ```
 *
 * - The root is the first node; the next, about sqrt(n), are relays, which share the others as leaves. So the root has
 *   sqrt(n) messages to send and receive, and a relay as many; with one hub, as in 3e_broadcast_few_messages, all
 *   bytes pass through one node. At the 25 nodes of the stage the tree saves nothing.
 * - Timing: each parent tells its children how long their news had to wait for it to act; they send so much later in
 *   the next window, less a margin. News that just misses a window is passed on at once.
 * - Latency: news waits 0 to 1 window at its leaf, then takes two margins + four hops. At 1,050 ms and hops of 100 ms
 *   that is 540 to 1,590 ms, 1,065 ms on average.
 * - Cost: at most 2 (n - 1) messages per window: with 25 nodes 48 * 20 windows in 20 s, for 2,000 operations 0.48 each.
 *   Acknowledgements ride on the windows.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. A child whose parent does not answer asks
 *   the next candidate (its relay, the root, the relays in order, itself) to act as root, and goes back when it hears
 *   from an earlier one. Whoever acts as root tells the root and all relays, and past one that does not acknowledge its
 *   leaves. All is repeated until it is acknowledged.
 * - Not survived: kill, of what waits in the killed nodes for the end of a window, and of everything where all nodes
 *   are killed at once. All else comes back: a node that starts again is told all by its parent and its children.
 * - Official test: `maelstrom test -w broadcast --bin 3e_broadcast_hub_tree --node-count 25 --time-limit 20 --rate 100
 *   --latency 100`; it is made for `--node-count 400 --rate 1000`.
 * - Limits: fewer than 20 messages per operation, median below 1 s, maximum below 2 s.
 *
 * Source: https://fly.io/dist-sys/3e/
 *
 * @module
 */
import { BatchWindow, windowLengthMs } from "../../lib/batch_window.ts";
import { type Node, program, stdio } from "../../lib/node.ts";
import { ReliableLinks } from "../../lib/reliable_links.ts";

type Messages = { type: "broadcast"; message: number } | { type: "read" } | { type: "topology" } | { type: "news" };

/**
 * What links carry: news for the parent, which sees to it that all others get it; news from above, for the node and its
 * leaves; and how long a child's news waited for its parent to act, or null while the parent has yet to learn when.
 */
type Item =
  | { readonly kind: "up"; readonly value: number }
  | { readonly kind: "down"; readonly value: number }
  | { readonly kind: "waited"; readonly ms: number | null };

/** Length of a window: the longest that keeps the median safely below 1 s (see the arithmetic above). */
const WINDOW_MS = 1050;

/** News should reach the parent so long before it acts: 70 ms for uneven delivery at 1,050 ms. */
const MARGIN_WINDOWS = 1 / 15;

/**
 * News of a child that knows the time and still comes so soon after its parent acted was held up: 210 ms at 1,050 ms.
 * It is passed on at once, with what else comes in the next 63 ms, lest it waits for nearly a window.
 */
const LATE_WINDOWS = 0.2;
const LATE_ROUND_WINDOWS = 0.06;

/** First windows are short, so that all learn early; the root's, the first news of leaves and relays + two hops. */
const FIRST_WINDOW_MS = 60;
const FIRST_ROOT_WINDOW_MS = 2 * FIRST_WINDOW_MS + 200;

/** Before a child knows better, it takes the two hops to each level above for 200 ms, and its margin for 105 ms. */
const FIRST_GUESS_MS = 200;
const FIRST_MARGIN_WINDOWS = 1 / 10;

/** A parent that has not answered at the end of the next window but one is silent; a bit less, since windows move. */
const PATIENCE_WINDOWS = 1.8;

/** An acknowledgement waits for news to ride on: in silence a window and 200 ms, while windows go on two of them. A retry
 * waits for two hops and slack more; once a peer is late, it is asked eight times in the ten seconds after a partition. */
const LINK_TIMES = { ackDelayMs: 1250, ackDelayMaxMs: 2100, retryMs: 1650, retryMaxMs: 2900, stalledRetryMs: 1000 };

/** A node that has had no news for so long makes itself known: perhaps it has lost its memory. */
const GREET_MS = 3000;

const broadcast = program<Messages>((node, args) => {
  const member = new Member(node, windowLengthMs(args, WINDOW_MS));
  node.onInit(() => member.start());

  node.on("broadcast", ({ body }) => {
    member.tell(body.message);
    return { type: "broadcast_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: member.values }));

  // The tree is enough: the suggested topology is not needed.
  node.on("topology", () => ({ type: "topology_ok" }));
});

/** One node's place in the tree. */
class Tree {
  /** The nodes that pass news on, in the order of all nodes, each with its leaves; the first is the root, with none. */
  readonly #leavesOf: ReadonlyMap<string, readonly string[]>;
  /** The leaves of this node. */
  readonly leaves: readonly string[];
  /**
   * Whom this node asks to pass news on, best first: a leaf its relay; then the nodes before its own that pass news on;
   * and in the end itself, which then acts as root.
   */
  readonly candidates: readonly string[];

  constructor(nodeIds: readonly string[], id: string) {
    const relayCount = Math.floor(Math.sqrt(nodeIds.length - 1));
    const leavesOf = (relay: number) =>
      nodeIds.filter((_, index) => index > relayCount && index % relayCount === relay % relayCount);
    const tops = nodeIds.slice(0, 1 + relayCount);
    this.#leavesOf = new Map(tops.map((top, index) => [top, index === 0 ? [] : leavesOf(index)]));
    this.leaves = this.leavesOf(id);
    const relay = tops.filter((top) => this.leavesOf(top).includes(id));
    const before = tops.includes(id) ? tops.slice(0, tops.indexOf(id)) : tops;
    this.candidates = [...new Set([...relay, ...before, id])];
  }

  /** Root and relays. */
  get tops(): readonly string[] {
    return [...this.#leavesOf.keys()];
  }

  leavesOf(top: string): readonly string[] {
    return this.#leavesOf.get(top) ?? [];
  }
}

/** What one node does: as a leaf, as a relay, or as root. */
class Member {
  readonly #node: Node<Messages>;
  readonly #windowMs: number;
  readonly #values = new Set<number>();
  readonly #links: ReliableLinks<Item>;
  /** At its end, news for the parent goes up; at a root it goes down. */
  readonly #window: BatchWindow;
  #tree = new Tree([], "");
  /** Index of the parent among the candidates. */
  #parentRank = 0;
  /** Whether there is news for the parent, when it was last sent, and since when an answer is due. */
  #hasNews = false;
  #sentAtMs = 0;
  #askedAtMs: number | undefined;
  /** Whether this node acts as root in this window, so that it may have news for anybody. */
  #isSpreading = false;
  /** Children whose news came in this window, and when; and those that have been told when windows end. */
  readonly #arrivalsMs = new Map<string, number>();
  readonly #timedChildren = new Set<string>();

  constructor(node: Node<Messages>, windowMs: number) {
    this.#node = node;
    this.#windowMs = windowMs;
    this.#window = new BatchWindow({ lengthMs: windowMs, act: () => this.#act() });
    this.#links = new ReliableLinks<Item>(node, {
      type: "news",
      ...LINK_TIMES,
      onItems: (items, peer) => this.#takeBatch(items, peer),
      onStall: (peer) => this.#bypass(peer),
      onRestart: (peer) => this.#remind(peer),
    });
  }

  get values(): readonly number[] {
    return [...this.#values];
  }

  /** Takes a value from a client. */
  tell(value: number): void {
    if (!this.#values.has(value)) this.#collect(value);
  }

  get #parentId(): string {
    return this.#tree.candidates[this.#parentRank] ?? this.#node.id;
  }

  get #isRoot(): boolean {
    return this.#parentId === this.#node.id;
  }

  /** Who is asked by one that is no leaf of its own acts as root. */
  #isRootFor(asker?: string): boolean {
    return this.#isRoot || (asker !== undefined && !this.#tree.leaves.includes(asker));
  }

  /** Takes news from a client, or from a child. */
  #collect(value: number, child?: string): void {
    this.#values.add(value);
    this.#queueDown(this.#tree.leaves, value, child);
    this.#pass(value, child);
  }

  /** Sees to it that news reaches all but this node's leaves, with the end of the window. */
  #pass(value: number, child?: string): void {
    if (this.#isRootFor(child)) {
      for (const top of this.#tree.tops) {
        const silent = this.#links.isStalled(top) ? this.#tree.leavesOf(top) : [];
        this.#queueDown([top, ...silent], value, child);
      }
      this.#isSpreading = true;
    } else {
      this.#links.queue(this.#parentId, [{ kind: "up", value }]);
      this.#hasNews = true;
    }
    this.#openWindow();
  }

  #queueDown(peers: readonly string[], value: number, except?: string): void {
    for (const peer of peers) {
      if (peer !== this.#node.id && peer !== except) this.#links.queue(peer, [{ kind: "down", value }]);
    }
  }

  #openWindow(): void {
    this.#window.open(this.#isRoot ? FIRST_ROOT_WINDOW_MS : FIRST_WINDOW_MS);
  }

  #act(): void {
    if (this.#askedAtMs !== undefined && performance.now() - this.#askedAtMs > PATIENCE_WINDOWS * this.#windowMs) {
      this.#leaveParent();
    }
    const isTimed = this.#isRoot || this.#window.isTimed;
    for (const [child, timeMs] of this.#arrivalsMs) {
      this.#links.queue(child, [{ kind: "waited", ms: isTimed ? this.#window.lastEndMs - timeMs : null }]);
      if (isTimed) this.#timedChildren.add(child);
    }
    this.#arrivalsMs.clear();
    // Also what was meant for a parent that has changed since. What is queued for leaves waits for news from above.
    for (const peer of this.#isSpreading ? this.#node.peers : this.#tree.candidates) {
      if (peer !== this.#node.id) this.#links.flush(peer);
    }
    this.#isSpreading = false;
    if (this.#hasNews) this.#sentAtMs = performance.now();
    if (this.#hasNews) this.#askedAtMs ??= this.#sentAtMs;
    this.#hasNews = false;
    if (this.#askedAtMs !== undefined) this.#window.open();
  }

  /** Makes another candidate the parent, and gives it all news that the one before may not have. */
  #turnTo(rank: number): void {
    const before = this.#parentId;
    this.#parentRank = rank;
    this.#hasNews = false;
    this.#askedAtMs = undefined;
    for (const item of this.#links.unacknowledged(before)) {
      if (item.kind === "up") this.#pass(item.value);
    }
  }

  #leaveParent(): void {
    const left = this.#parentId;
    this.#turnTo(this.#parentRank + 1);
    this.#node.log(`event=hub-left from=${left} to=${this.#parentId}`);
    this.#flushLeaves();
  }

  #flushLeaves(): void {
    for (const leaf of this.#tree.leaves) this.#links.flush(leaf);
  }

  #takeBatch(items: readonly Item[], peer: string): void {
    for (const item of items) {
      if (item.kind === "up") this.#takeFromBelow(item.value, peer);
      else this.#takeFromAbove(item, peer);
    }
    const isLate = performance.now() - this.#window.lastEndMs < LATE_WINDOWS * this.#windowMs;
    if (isLate && this.#arrivalsMs.has(peer) && this.#timedChildren.has(peer)) {
      this.#window.hasten(LATE_ROUND_WINDOWS * this.#windowMs);
    }
    if (items.every(({ kind }) => kind === "up")) return;
    this.#flushLeaves();
    const levelCount = this.#tree.tops.includes(this.#node.id) ? 1 : 2;
    const guessMs = levelCount * (FIRST_GUESS_MS + FIRST_MARGIN_WINDOWS * this.#windowMs);
    if (peer === this.#parentId) this.#window.guessEnd(performance.now() - guessMs);
  }

  #takeFromBelow(value: number, child: string): void {
    this.#arrivalsMs.set(child, performance.now());
    this.#isSpreading ||= this.#isRootFor(child);
    if (!this.#values.has(value)) this.#collect(value, child);
    this.#openWindow();
  }

  #takeFromAbove(item: Exclude<Item, { kind: "up" }>, peer: string): void {
    const rank = this.#tree.candidates.indexOf(peer);
    if (rank >= 0 && rank < this.#parentRank) this.#turnTo(rank);
    if (item.kind === "down") {
      if (!this.#values.has(item.value)) this.#queueDown(this.#tree.leaves, item.value, peer);
      this.#values.add(item.value);
    } else if (rank === this.#parentRank) {
      this.#askedAtMs = undefined;
      if (item.ms !== null) this.#window.endAt(this.#sentAtMs + item.ms - MARGIN_WINDOWS * this.#windowMs);
    }
  }

  /** Tells the leaves of a silent relay what it has not acknowledged. */
  #bypass(relay: string): void {
    const news = this.#links.unacknowledged(relay).filter(({ kind }) => kind === "down");
    for (const leaf of this.#tree.leavesOf(relay)) {
      if (leaf === this.#node.id) continue;
      this.#links.queue(leaf, news);
      this.#links.flush(leaf);
    }
  }

  // After a restart, which the stage does not ask for.

  /** Tells a node that has lost its memory everything; if it is a parent, others may have missed what it forgot. */
  #remind(peer: string): void {
    const isParent = peer === this.#parentId || peer === this.#tree.candidates[0];
    this.#links.queue(peer, this.values.map((value) => ({ kind: isParent ? "up" : "down", value })));
    this.#links.flush(peer);
  }

  /** Takes its place in the tree, and makes itself known to its parent and children where there is no news. */
  start(): void {
    this.#tree = new Tree(this.#node.nodeIds, this.#node.id);
    const contacts = this.#isRoot ? this.#tree.tops : [this.#parentId, ...this.#tree.leaves];
    setTimeout(() => {
      for (const peer of contacts) if (peer !== this.#node.id) this.#links.greet(peer);
    }, GREET_MS);
  }
}

export default broadcast;
if (import.meta.main) await broadcast(stdio());
