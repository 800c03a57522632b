#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 6b, Totally available transactions, read uncommitted: applied at once by whoever is asked, replicated later.
 *
 * ```
 *   client --txn--> n0 --txn_ok--> client          n0 --every 100 ms: what changed--> n1
 * ```
 *
 * - Each transaction gets a stamp, a Lamport clock with the node's number to break ties. Of two writes to one key the
 *   greater stamp wins at every node, so all nodes come to agree, and of two transactions the same one wins at every key
 *   that both wrote: no dirty writes (G0), which is what read uncommitted asks for.
 * - Faults: every request succeeds without a word to another node, so a total partition stops nothing. Loss,
 *   duplication and reordering of messages and partitions of any length delay replication only; it catches up within
 *   0.6 s of the end of a partition. Not survived: the loss of a node's memory.
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
import { Links } from "../lib/link.ts";
import { program, stdio } from "../lib/node.ts";

type Operation = readonly ["r", number, null] | readonly ["w", number, number];

type Messages =
  | { type: "txn"; txn: readonly Operation[] }
  | { type: "replicate" };

/** Stamp of a transaction: Lamport clock, then number of the node. */
interface Stamp {
  readonly clock: number;
  readonly writer: number;
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

const txn = program<Messages>((node) => {
  const versions = new Map<number, Version>();
  const changed = new Set<number>();
  let clock = 0;
  let window: ReturnType<typeof setTimeout> | undefined;

  const links = new Links<readonly [key: number, version: Version]>(node, {
    type: "replicate",
    ackDelayMs: ACK_DELAY_MS,
    retryMs: RETRY_MS,
    onItems: (items) => items.forEach(([key, version]) => install(key, version)),
  });

  function install(key: number, version: Version): void {
    clock = Math.max(clock, version.clock);
    const present = versions.get(key);
    // Equal stamps are two writes of one transaction: the later one counts.
    if (present === undefined || !isNewer(present, version)) versions.set(key, version);
  }

  function write(key: number, version: Version): void {
    install(key, version);
    changed.add(key);
    window ??= setTimeout(closeWindow, WINDOW_MS);
  }

  function closeWindow(): void {
    window = undefined;
    const news = [...changed].flatMap((key) => {
      const version = versions.get(key);
      return version === undefined ? [] : [[key, version] as const];
    });
    changed.clear();
    for (const peer of node.peers) {
      links.queue(peer, news);
      links.flush(peer);
    }
  }

  node.on("txn", ({ body }) => {
    const stamp: Stamp = { clock: clock + 1, writer: node.nodeIds.indexOf(node.id) };
    const results = body.txn.map((operation) => {
      const [kind, key, value] = operation;
      if (kind === "r") return [kind, key, versions.get(key)?.value ?? null];
      write(key, { ...stamp, value });
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
