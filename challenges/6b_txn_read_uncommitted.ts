#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 6b, Totally available transactions, read uncommitted: applied at once by whoever is asked, replicated later.
 *
 * ```
 *   client --txn--> n0 --txn_ok--> client          n0 --every 100 ms: what changed--> n1
 * ```
 *
 * - Each transaction gets a stamp, a Lamport clock with node and life to break ties. Of two writes to one key the
 *   greater stamp wins at every node, so all nodes come to agree, and of two transactions the same one wins at every key
 *   that both wrote: no dirty writes (G0), which is what read uncommitted asks for.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock, kill. Every request succeeds without a
 *   word to another node, so a total partition stops nothing; replication catches up within 0.6 s of its end. A kill
 *   takes with it the writes of the node's last window, and one of all nodes at once takes all writes, which isolation
 *   does not forbid; all others come back from the peers.
 * - Cost: n - 1 messages a node and window with writes in it, whatever their number: at 1,000 operations a second on
 *   two nodes 20 messages a second, 0.02 an operation.
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
import { ReliableLinks } from "../lib/reliable_links.ts";
import { program, stdio } from "../lib/node.ts";

type Operation = readonly ["r", number, null] | readonly ["w", number, number];

type Messages =
  | { type: "txn"; txn: readonly Operation[] }
  | { type: "replicate" };

/** Stamp of a transaction: Lamport clock, then node and its life, such as "n1/9c41d07e", to break ties. */
interface Stamp {
  readonly clock: number;
  readonly writer: string;
}

/** A value with the stamp of the transaction that wrote it. */
interface Version extends Stamp {
  readonly value: number;
}

/** Length of a window. Longer saves messages, shorter replicates sooner. */
const WINDOW_MS = 100;

/** Two windows: then an acknowledgement that found nothing to ride on travels alone. */
const ACK_DELAY_MS = 2 * WINDOW_MS;

/** ACK_DELAY_MS + two hops of 100 ms + 100 ms of slack. */
const RETRY_MS = ACK_DELAY_MS + 300;

/** Who has written nothing for so long makes itself known, since it may have lost its memory unnoticed. */
const GREET_MS = 10 * WINDOW_MS;

type Item = readonly [key: number, version: Version];

const txn = program<Messages>((node) => {
  const versions = new Map<number, Version>();
  const changed = new Set<number>();
  const life = crypto.randomUUID().slice(0, 8);
  let clock = 0;
  let window: ReturnType<typeof setTimeout> | undefined;

  const links = new ReliableLinks<Item>(node, {
    type: "replicate",
    ackDelayMs: ACK_DELAY_MS,
    retryMs: RETRY_MS,
    onItems: (items, peer) => items.forEach((item) => take(item, peer)),
    onRestart: (peer) => tell(peer, [...versions]),
  });

  function take([key, version]: Item, peer: string): void {
    clock = Math.max(clock, version.clock);
    const present = versions.get(key);
    if (present !== undefined && !isNewer(version, present)) return;
    // A peer tells what others wrote only to a node that has lost its memory. Perhaps the others have not heard of it.
    if (version.writer.startsWith(`${peer}/`)) versions.set(key, version);
    else set(key, version);
  }

  /** Sets a value, and tells the others when the window closes. */
  function set(key: number, version: Version): void {
    versions.set(key, version);
    changed.add(key);
    window ??= setTimeout(closeWindow, WINDOW_MS);
  }

  function closeWindow(): void {
    window = undefined;
    const news = [...versions].filter(([key]) => changed.has(key));
    changed.clear();
    for (const peer of node.peers) tell(peer, news);
  }

  function tell(peer: string, news: readonly Item[]): void {
    links.queue(peer, news);
    links.flush(peer);
  }

  node.onInit(() => {
    setTimeout(() => node.peers.forEach((peer) => links.greet(peer)), GREET_MS);
  });

  node.on("txn", ({ body }) => {
    clock++;
    const stamp: Stamp = { clock, writer: `${node.id}/${life}` };
    const results = body.txn.map((operation) => {
      const [kind, key, value] = operation;
      if (kind === "r") return [kind, key, versions.get(key)?.value ?? null];
      set(key, { ...stamp, value });
      return operation;
    });
    return { type: "txn_ok", txn: results };
  });
});

function isNewer(a: Stamp, b: Stamp): boolean {
  return a.clock > b.clock || (a.clock === b.clock && a.writer > b.writer);
}

export default txn;
if (import.meta.main) await txn(stdio());
