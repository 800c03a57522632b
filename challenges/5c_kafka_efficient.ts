#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 5c, Efficient Kafka-style log: every node hands out offsets of its own, so nobody has to be asked.
 *
 * ```
 *   node 0 of 2: offsets 0 2 4 6 ...    each above everything that the node has seen of the key
 *   node 1 of 2: offsets 1 3 5 7 ...
 *
 *   n0 --every 100 ms: new messages, "below 7 nothing more comes from me"--> n1
 * ```
 *
 * - Offsets may have gaps and polls need not be fresh, only complete. So node i of n takes the next offset that is
 *   i modulo n and greater than all it has seen. A poll answers up to the watermark only: the least floor of all
 *   nodes, where a node's floor is the offset below which it will never again put a message. A node that learns of
 *   greater offsets raises its floor above them, and tells.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. Sends are answered without a word to
 *   another node, so they stay available in any partition; polls then answer up to where the partition began, and go
 *   on within 0.6 s of its end.
 * - Not survived: kill. A node that starts again does not know which offsets it has handed out, and would hand them
 *   out a second time; who needs that takes 5b.
 * - Cost: n - 1 messages a node and window in which it has news, whatever their number: at 1,000 operations a second
 *   on two nodes 20 messages a second, 0.02 an operation. No request is forwarded, nothing is read to be compared.
 * - Replication lag: a window until the message is sent, another until the other floors come back: at most 200 ms and
 *   two hops.
 * - Official test: `maelstrom test -w kafka --bin 5c_kafka_efficient --node-count 2 --concurrency 2n --time-limit 20
 *   --rate 1000`
 *
 * Source: https://fly.io/dist-sys/5c/; watermarks as in Chandy and Misra's conservative simulation (1979).
 *
 * @module
 */
import { Links } from "../lib/link.ts";
import { program, stdio } from "../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] }
  | { type: "replicate" };

/** What nodes tell each other: a message in the log, a floor, or a committed offset. */
type Item =
  | { readonly key: string; readonly offset: number; readonly msg: unknown }
  | { readonly key: string; readonly floor: number }
  | { readonly key: string; readonly committed: number };

/** Length of a window. Longer saves messages, shorter replicates sooner. */
const WINDOW_MS = 100;

/** Two windows: then an acknowledgement that found nothing to ride on travels alone. */
const ACK_DELAY_MS = 2 * WINDOW_MS;

/** ACK_DELAY_MS + two hops of 100 ms + 100 ms of slack. */
const RETRY_MS = ACK_DELAY_MS + 300;

/** Messages of one key that one poll returns at most; a consumer asks on from where it is. */
const POLL_MESSAGES_MAX = 1000;

const kafka = program<Messages>((node) => {
  const logs = new Map<string, Log>();
  const committed = new Map<string, number>();
  /** Keys whose floor or commit the peers have to be told of when the window closes. */
  const raised = new Set<string>();
  const advanced = new Set<string>();
  let window: ReturnType<typeof setTimeout> | undefined;

  const links = new Links<Item>(node, {
    type: "replicate",
    ackDelayMs: ACK_DELAY_MS,
    retryMs: RETRY_MS,
    onItems: (items, peer) => items.forEach((item) => take(item, peer)),
  });

  function logOf(key: string): Log {
    let log = logs.get(key);
    if (log === undefined) logs.set(key, log = new Log(node.nodeIds, node.id));
    return log;
  }

  function take(item: Item, peer: string): void {
    if ("committed" in item) {
      committed.set(item.key, Math.max(item.committed, committed.get(item.key) ?? 0));
    } else if ("floor" in item) {
      logOf(item.key).setFloor(peer, item.floor);
    } else {
      logOf(item.key).insert(item.offset, item.msg);
      logOf(item.key).setFloor(peer, item.offset + 1);
      raised.add(item.key);
      openWindow();
    }
  }

  function queueForAll(item: Item): void {
    for (const peer of node.peers) links.queue(peer, [item]);
    openWindow();
  }

  function openWindow(): void {
    if (node.peers.length > 0) window ??= setTimeout(closeWindow, WINDOW_MS);
  }

  function closeWindow(): void {
    for (const key of raised) queueForAll({ key, floor: logOf(key).nextOffset });
    for (const key of advanced) queueForAll({ key, committed: committed.get(key) ?? 0 });
    raised.clear();
    advanced.clear();
    for (const peer of node.peers) links.flush(peer);
    window = undefined;
  }

  node.on("send", ({ body: { key, msg } }) => {
    const log = logOf(key);
    const offset = log.nextOffset;
    log.insert(offset, msg);
    queueForAll({ key, offset, msg });
    return { type: "send_ok", offset };
  });

  node.on("poll", ({ body }) => {
    const msgs: Record<string, readonly Entry[]> = {};
    for (const [key, start] of Object.entries(body.offsets)) {
      const found = logs.get(key)?.read(start) ?? [];
      if (found.length > 0) msgs[key] = found;
    }
    return { type: "poll_ok", msgs };
  });

  node.on("commit_offsets", ({ body }) => {
    for (const [key, offset] of Object.entries(body.offsets)) {
      if (offset <= (committed.get(key) ?? -1)) continue;
      committed.set(key, offset);
      advanced.add(key);
      openWindow();
    }
    return { type: "commit_offsets_ok" };
  });

  node.on("list_committed_offsets", ({ body }) => ({
    type: "list_committed_offsets_ok",
    offsets: Object.fromEntries([...committed].filter(([key]) => body.keys.includes(key))),
  }));
});

type Entry = readonly [offset: number, msg: unknown];

/** The log of one key, as one node knows it. */
class Log {
  readonly #nodeCount: number;
  readonly #ownIndex: number;
  /** By rising offset. */
  readonly #entries: Entry[] = [];
  /** The floor of each other node. */
  readonly #floors = new Map<string, number>();
  #nextOffset: number;

  constructor(nodeIds: readonly string[], ownId: string) {
    this.#nodeCount = nodeIds.length;
    this.#ownIndex = nodeIds.indexOf(ownId);
    this.#nextOffset = this.#ownIndex;
    for (const id of nodeIds) {
      if (id !== ownId) this.#floors.set(id, 0);
    }
  }

  /** The offset of this node's next message, and so its floor. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  insert(offset: number, msg: unknown): void {
    this.#entries.splice(this.#positionOf(offset), 0, [offset, msg]);
    if (offset < this.#nextOffset) return;
    this.#nextOffset = offset + 1;
    while (this.#nextOffset % this.#nodeCount !== this.#ownIndex) this.#nextOffset++;
  }

  setFloor(peer: string, floor: number): void {
    this.#floors.set(peer, Math.max(floor, this.#floors.get(peer) ?? 0));
  }

  /** Gives messages from `start` on, as far as no node can put one between them any more. */
  read(start: number): readonly Entry[] {
    const watermark = Math.min(this.#nextOffset, ...this.#floors.values());
    const first = this.#positionOf(start);
    const end = Math.min(this.#positionOf(watermark), first + POLL_MESSAGES_MAX);
    return this.#entries.slice(first, end);
  }

  /** Position of the first message at or above an offset; most are asked for at the end. */
  #positionOf(offset: number): number {
    return this.#entries.findLastIndex(([known]) => known < offset) + 1;
  }
}

export default kafka;
if (import.meta.main) await kafka(stdio());
