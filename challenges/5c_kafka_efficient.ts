#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 5c, Efficient Kafka-style log: every node hands out offsets of its own, so nobody has to be asked.
 *
 * ```
 *   node 0 of 2: offsets 0 2 4 6 ...    each above all that the node has seen, in any log
 *   node 1 of 2: offsets 1 3 5 7 ...
 *   n0 --every 190 ms: new messages, "below 70 nothing more comes from me"--> n1
 * ```
 *
 * - Offsets may have gaps and polls need not be fresh, only complete. So an offset is a Lamport time: node i of n takes
 *   the next number that is i modulo n and above all that it has seen. A poll answers up to the watermark, the least
 *   floor of all nodes: a node's floor is the number below which it never puts a message again.
 * - Before a node tells its floor it leaves out AHEAD numbers, which costs nothing. So what others write until it tells
 *   the next one lies below its floor already, and they can serve it without hearing from it again.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. Sends are answered without a word to
 *   another node, so they stay available in any partition. Polls then answer up to where it began, and go on within a
 *   second of its end.
 * - Not survived: kill. A node that starts again does not know which offsets it has handed out; who needs that takes 5b.
 * - Cost: n - 1 messages per node and window in which it has news, whatever their number: at 1,000 operations per second
 *   on two nodes 2 / 0.19 s = 10.5 per second, 0.0105 per operation. With many nodes `-- --hub` takes 2 (n - 1).
 * - Replication lag: at most one window and one hop (two with a hub), while others take fewer than AHEAD numbers per
 *   window; beyond that twice as long. That is the floor for the messages: each node is heard of once per lag.
 * - Official test: `maelstrom test -w kafka --bin 5c_kafka_efficient --node-count 2 --concurrency 2n --time-limit 20
 *   --rate 1000`
 *
 * Source: https://fly.io/dist-sys/5c/; Lamport, "Time, Clocks, and the Ordering of Events" (1978); watermarks as in
 * Chandy and Misra's conservative simulation (1979).
 *
 * @module
 */
import { windowLengthMs } from "../lib/batch_window.ts";
import { type Node, program, stdio } from "../lib/node.ts";
import { ReliableLinks } from "../lib/reliable_links.ts";

type Offsets = Readonly<Record<string, number>>;
type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] }
  | { type: "replicate" };

/** What nodes tell each other: a message in the log, or with the end of a window a floor and what was committed. */
type Item =
  | { readonly kind: "message"; readonly key: string; readonly offset: number; readonly msg: unknown }
  | { readonly kind: "floor"; readonly node: string; readonly floor: number; readonly committed: Offsets };

/** Length of a window. Longer saves messages, shorter replicates sooner. */
const WINDOW_MS = 190;
/** Nearly three times what a node goes on in a window: 45 messages, each n = 2 above the last. */
const AHEAD = 256;
/** An acknowledgement waits two windows for news to ride on; a retry two hops of 100 ms and 120 ms of slack longer. */
const LINK_TIMES = { ackDelayMs: 2 * WINDOW_MS, retryMs: 2 * WINDOW_MS + 320 };
/** Messages of one key that one poll returns at most; a consumer asks on from where it is. */
const POLL_MESSAGES_MAX = 1000;

const kafka = program<Messages>((node, args) => {
  const broker = new Broker(node, args);
  node.onInit(() => broker.start());
  node.on("send", ({ body: { key, msg } }) => ({ type: "send_ok", offset: broker.send(key, msg) }));
  node.on("poll", ({ body: { offsets } }) => ({ type: "poll_ok", msgs: broker.poll(offsets) }));
  node.on("list_committed_offsets", ({ body: { keys } }) => (
    { type: "list_committed_offsets_ok", offsets: Object.fromEntries(broker.committed(keys)) }
  ));
  node.on("commit_offsets", ({ body: { offsets } }) => {
    broker.commit(offsets);
    return { type: "commit_offsets_ok" };
  });
});

type Entry = readonly [offset: number, msg: unknown];

class Broker {
  readonly #node: Node<Messages>;
  readonly #links: ReliableLinks<Item>;
  readonly #windowMs: number;
  readonly #hasHub: boolean;
  /** The messages of each key, by rising offset. */
  readonly #logs = new Map<string, Entry[]>();
  #nextOffset = 0;
  /** The floors of all other nodes. */
  readonly #floors = new Map<string, number>();
  readonly #committed = new Map<string, number>();
  /** What was committed in this window. */
  #newCommits: Record<string, number> = {};
  #flushTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(node: Node<Messages>, args: readonly string[]) {
    this.#node = node;
    this.#windowMs = windowLengthMs(args, WINDOW_MS);
    this.#hasHub = args.includes("--hub");
    const onItems = (items: readonly Item[], peer: string) => items.forEach((item) => this.#take(item, peer));
    this.#links = new ReliableLinks(node, { type: "replicate", ...LINK_TIMES, onItems });
  }

  start(): void {
    this.#nextOffset = this.#node.nodeIds.indexOf(this.#node.id);
    for (const peer of this.#node.peers) this.#floors.set(peer, 0);
  }

  send(key: string, msg: unknown): number {
    const offset = this.#nextOffset;
    this.#insert(key, [offset, msg]);
    this.#queue({ kind: "message", key, offset, msg });
    this.#openWindow();
    return offset;
  }

  poll(offsets: Offsets): Readonly<Record<string, readonly Entry[]>> {
    const watermark = Math.min(this.#nextOffset, ...this.#floors.values());
    const found = Object.entries(offsets).map(([key, start]) => {
      const log = this.#logs.get(key) ?? [];
      const first = positionOf(log, start);
      return [key, log.slice(first, Math.min(positionOf(log, watermark), first + POLL_MESSAGES_MAX))] as const;
    });
    return Object.fromEntries(found.filter(([, entries]) => entries.length > 0));
  }

  committed(keys: readonly string[]): (readonly [key: string, offset: number])[] {
    return [...this.#committed].filter(([key]) => keys.includes(key));
  }

  commit(offsets: Offsets): void {
    for (const [key, offset] of Object.entries(offsets)) {
      if (offset <= (this.#committed.get(key) ?? -1)) continue;
      this.#committed.set(key, offset);
      this.#newCommits[key] = offset;
      this.#openWindow();
    }
  }

  #take(item: Item, peer: string): void {
    if (item.kind === "message") this.#insert(item.key, [item.offset, item.msg]);
    else {
      this.#floors.set(item.node, Math.max(item.floor, this.#floors.get(item.node) ?? 0));
      for (const [key, offset] of Object.entries(item.committed)) {
        this.#committed.set(key, Math.max(offset, this.#committed.get(key) ?? 0));
      }
    }
    if (this.#isHub) this.#queue(item, peer);
    // The sender of a message waits for the floor of this node.
    if (this.#isHub || item.kind === "message") this.#openWindow();
  }

  #insert(key: string, entry: Entry): void {
    const log = this.#logs.get(key) ?? [];
    this.#logs.set(key, log);
    log.splice(positionOf(log, entry[0]), 0, entry);
    this.#raiseAbove(entry[0]);
  }

  #raiseAbove(offset: number): void {
    while (this.#nextOffset <= offset) this.#nextOffset += this.#node.nodeIds.length;
  }

  get #isHub(): boolean {
    return this.#hasHub && this.#node.id === this.#node.nodeIds[0];
  }

  #queue(item: Item, from?: string): void {
    const isLeaf = this.#hasHub && !this.#isHub;
    for (const peer of isLeaf ? this.#node.nodeIds.slice(0, 1) : this.#node.peers) {
      if (peer !== from) this.#links.queue(peer, [item]);
    }
  }

  #openWindow(): void {
    if (this.#node.peers.length === 0) return;
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = undefined;
      this.#raiseAbove(Math.max(this.#nextOffset, ...this.#floors.values()) + AHEAD);
      const committed = this.#newCommits;
      this.#newCommits = {};
      this.#queue({ kind: "floor", node: this.#node.id, floor: this.#nextOffset, committed });
      for (const peer of this.#node.peers) this.#links.flush(peer);
    }, this.#windowMs);
  }
}

/** Position of the first message at or above an offset; most are asked for at the end. */
function positionOf(log: readonly Entry[], offset: number): number {
  return log.findLastIndex(([known]) => known < offset) + 1;
}

export default kafka;
if (import.meta.main) await kafka(stdio());
