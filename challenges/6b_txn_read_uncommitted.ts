#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 6b, Totally available transactions, read uncommitted: applied at once by whoever is asked, replicated later.
 *
 * ```
 *   client --txn--> n0 --txn_ok--> client          n0 --every 250 ms: what changed--> n1
 * ```
 *
 * - Each transaction gets a stamp, a Lamport clock with node and incarnation to break ties. Of two writes to one key the
 *   greater stamp wins at every node, so all nodes come to agree, and of two transactions the same one wins at every key
 *   that both wrote: no dirty writes (G0), which is what read uncommitted asks for.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock, kill. Every request succeeds without a
 *   word to another node, so a total partition stops nothing; replication catches up within a second of its end. A kill
 *   takes with it the writes of the node's last window, and one of all nodes at once takes all writes, which isolation
 *   does not forbid; all others come back from the peers.
 * - Cost: n - 1 messages per node and window with writes in it, whatever their number: at 1,000 operations per second on
 *   two nodes 8 messages per second, 0.008 per operation. That is the floor for nodes that hear of each other's writes
 *   within 250 ms. With many nodes `-- --hub` takes 2 (n - 1) per window, and two windows.
 * - Official tests: `maelstrom test -w txn-rw-register --bin 6b_txn_read_uncommitted --node-count 2 --concurrency 2n
 *   --time-limit 20 --rate 1000 --consistency-models read-uncommitted`, and the same with
 *   `--availability total --nemesis partition`
 *
 * What can still go wrong: reads at one node miss writes at another (stale reads), two transactions that read and write
 * the same key at two nodes both succeed and one write vanishes (lost update), and two that write what the other reads
 * see neither (write skew). Writes are never undone, so nothing aborted can be read; here a transaction also sees and
 * is seen whole at its own node, but other nodes learn of a window's last write to a key only.
 *
 * Source: https://fly.io/dist-sys/6b/; Bailis et al., "Highly Available Transactions" (VLDB 2013); Lamport, "Time,
 * Clocks, and the Ordering of Events" (1978).
 *
 * @module
 */
import { windowLengthMs } from "../lib/batch_window.ts";
import { program, stdio } from "../lib/node.ts";
import { ReliableLinks } from "../lib/reliable_links.ts";

type Operation = readonly ["r", number, null] | readonly ["w", number, number];

type Messages =
  | { type: "txn"; txn: readonly Operation[] }
  | { type: "replicate" };

/** Stamp of a transaction: Lamport clock, then node and its incarnation, such as "n1/9c41d07e", to break ties. */
interface Stamp {
  readonly clock: number;
  readonly writer: string;
}

/** A value with the stamp of the transaction that wrote it. */
interface Version extends Stamp {
  readonly value: number;
}

/** Length of a window. Longer saves messages, shorter replicates sooner. */
const WINDOW_MS = 250;
/**
 * An acknowledgement waits two windows for news to ride on; a retry two hops of 100 ms and 100 ms of slack longer. Who is
 * late is asked again every 0.5 s, plus up to a fifth: so all agree within a second of a heal.
 */
const LINK_TIMES = { ackDelayMs: 2 * WINDOW_MS, retryMs: 2 * WINDOW_MS + 300, stalledRetryMs: 500 };
/** Who has written nothing for so long makes itself known, since it may have lost its memory unnoticed. */
const GREET_MS = 2500;

type Item = readonly [key: number, version: Version];

const txn = program<Messages>((node, args) => {
  const windowMs = windowLengthMs(args, WINDOW_MS);
  const hasHub = args.includes("--hub");
  const isHub = () => hasHub && node.id === node.nodeIds[0];
  /** Whom this node replicates to: all others, or of a leaf the hub alone. */
  const partners = () => hasHub && !isHub() ? node.nodeIds.slice(0, 1) : node.peers;
  const versions = new Map<number, Version>();
  const changed = new Set<number>();
  const incarnation = crypto.randomUUID().slice(0, 8);
  let clock = 0;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;

  const links = new ReliableLinks<Item>(node, {
    type: "replicate",
    ...LINK_TIMES,
    onItems: (items, peer) => items.forEach((item) => take(item, peer)),
    onRestart: (peer) => tell(peer, [...versions]),
  });

  function take([key, version]: Item, peer: string): void {
    clock = Math.max(clock, version.clock);
    const present = versions.get(key);
    if (present !== undefined && !isNewer(version, present)) return;
    // Without a hub, a peer tells what others wrote only after a restart. Perhaps the others have not heard of it.
    if (version.writer.startsWith(`${peer}/`) && !isHub()) versions.set(key, version);
    else set(key, version);
  }

  /** Sets a value, and tells the others when the window closes. */
  function set(key: number, version: Version): void {
    versions.set(key, version);
    changed.add(key);
    flushTimer ??= setTimeout(closeWindow, windowMs);
  }

  function closeWindow(): void {
    flushTimer = undefined;
    const news = [...versions].filter(([key]) => changed.has(key));
    changed.clear();
    for (const peer of partners()) tell(peer, news);
  }

  node.on("txn", ({ body }) => {
    clock++;
    const stamp: Stamp = { clock, writer: `${node.id}/${incarnation}` };
    const results = body.txn.map((operation) => {
      const [kind, key, value] = operation;
      if (kind === "r") return [kind, key, versions.get(key)?.value ?? null];
      set(key, { ...stamp, value });
      return operation;
    });
    return { type: "txn_ok", txn: results };
  });

  function tell(peer: string, news: readonly Item[]): void {
    links.queue(peer, news);
    links.flush(peer);
  }

  // After a restart, which the stage does not ask for, a node makes itself known, and is told everything.
  node.onInit(() => void setTimeout(() => partners().forEach((peer) => links.greet(peer)), GREET_MS));
});

function isNewer(a: Stamp, b: Stamp): boolean {
  return a.clock > b.clock || (a.clock === b.clock && a.writer > b.writer);
}

export default txn;
if (import.meta.main) await txn(stdio());
