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
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. A partition stops no send, since no other
 *   node is asked; polls then answer up to where it began, and go on within a second of its end.
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
import { program, stdio } from "../lib/node.ts";
import { ReliableLinks } from "../lib/reliable_links.ts";

type Offsets = Readonly<Record<string, number>>;
type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] }
  | { type: "replicate" };

/** What nodes tell each other: a message of a log; the floor of a node; the offset that was committed of a log. */
type Item =
  | { readonly kind: "message"; readonly key: string; readonly offset: number; readonly msg: unknown }
  | { readonly kind: "floor" | "commit"; readonly of: string; readonly offset: number };
type Entry = readonly [offset: number, msg: unknown];
/** The messages of each key, by rising offset. */
type Logs = Map<string, Entry[]>;

/** Length of a window. Longer saves messages, shorter replicates sooner. */
const WINDOW_MS = 190;
/** Nearly three times what a node goes on in a window: 45 messages, each n = 2 above the last. */
const AHEAD = 256;
/** An acknowledgement waits two windows for news to ride on; a retry two hops of 100 ms and 120 ms of slack longer. */
const LINK_TIMES = { ackDelayMs: 2 * WINDOW_MS, retryMs: 2 * WINDOW_MS + 320 };
/** Messages of one key that one poll returns at most; a consumer asks on from where it is. */
const POLL_MESSAGES_MAX = 1000;

const kafka = program<Messages>((node, args) => {
  const windowMs = windowLengthMs(args, WINDOW_MS);
  const hasHub = args.includes("--hub");
  const isHub = () => hasHub && node.id === node.nodeIds[0];
  /** Whom this node tells its news: all others, or of a leaf the hub alone. */
  const partners = () => hasHub && !isHub() ? node.nodeIds.slice(0, 1) : node.peers;
  const logs: Logs = new Map();
  const [floors, committed] = [new Map<string, number>(), new Map<string, number>()];
  let nextOffset = 0;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  const onItems = (items: readonly Item[], peer: string) => items.forEach((item) => take(item, peer));
  const links = new ReliableLinks<Item>(node, { type: "replicate", ...LINK_TIMES, onItems });
  node.onInit(() => void (nextOffset = node.nodeIds.indexOf(node.id)));

  /** Takes note of an item of a client or a peer, and tells those who will not hear of it otherwise. */
  function take(item: Item, peer?: string): void {
    if (item.kind === "message") {
      insert(logs, item);
      raiseAbove(item.offset);
    } else {
      const known = item.kind === "floor" ? floors : committed;
      known.set(item.of, Math.max(item.offset, known.get(item.of) ?? 0));
    }
    const isPassedOn = peer === undefined || isHub();
    if (isPassedOn) queue(item, peer);
    // The sender of a message waits for the floor of this node.
    if (node.peers.length > 0 && (isPassedOn || item.kind === "message")) flushTimer ??= setTimeout(flush, windowMs);
  }

  function raiseAbove(offset: number): void {
    while (nextOffset <= offset) nextOffset += node.nodeIds.length;
  }

  function queue(item: Item, from?: string): void {
    for (const peer of partners()) if (peer !== from) links.queue(peer, [item]);
  }

  function flush(): void {
    flushTimer = undefined;
    raiseAbove(Math.max(nextOffset, ...floors.values()) + AHEAD);
    queue({ kind: "floor", of: node.id, offset: nextOffset });
    for (const peer of partners()) links.flush(peer);
  }

  node.on("send", ({ body: { key, msg } }) => {
    const offset = nextOffset;
    take({ kind: "message", key, offset, msg });
    return { type: "send_ok", offset };
  });

  node.on("poll", ({ body: { offsets } }) => {
    const watermark = Math.min(nextOffset, ...node.peers.map((peer) => floors.get(peer) ?? 0));
    return { type: "poll_ok", msgs: read(logs, offsets, watermark) };
  });

  node.on("commit_offsets", ({ body: { offsets } }) => {
    for (const [key, offset] of Object.entries(offsets)) {
      if (offset > (committed.get(key) ?? -1)) take({ kind: "commit", of: key, offset });
    }
    return { type: "commit_offsets_ok" };
  });

  node.on("list_committed_offsets", ({ body: { keys } }) => {
    const offsets = Object.fromEntries([...committed].filter(([key]) => keys.includes(key)));
    return { type: "list_committed_offsets_ok", offsets };
  });
});

function insert(logs: Logs, { key, offset, msg }: Item & { kind: "message" }): void {
  const log = logs.get(key) ?? [];
  logs.set(key, log);
  log.splice(positionOf(log, offset), 0, [offset, msg]);
}

/** Gives what lies at or above each offset and below the watermark. */
function read(logs: Logs, offsets: Offsets, watermark: number): Record<string, readonly Entry[]> {
  const found = Object.entries(offsets).map(([key, start]) => {
    const log = logs.get(key) ?? [];
    const first = positionOf(log, start);
    return [key, log.slice(first, Math.min(positionOf(log, watermark), first + POLL_MESSAGES_MAX))] as const;
  });
  return Object.fromEntries(found.filter(([, entries]) => entries.length > 0));
}

/** Position of the first message at or above an offset; most are asked for at the end. */
function positionOf(log: readonly Entry[], offset: number): number {
  return log.findLastIndex(([known]) => known < offset) + 1;
}

export default kafka;
if (import.meta.main) await kafka(stdio());
