#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 6c, Totally available transactions, read committed: a transaction's writes appear together, once it is done.
 *
 * ```
 *   client --txn--> n0: works on a draft, commits it in one step --txn_ok--> client
 *                   n0 --every 250 ms: transactions committed since, in order--> n1: installs each in one step
 * ```
 *
 * - A transaction writes to a draft; at its end the draft is installed in one synchronous step. One that is malformed
 *   leaves no trace. So nobody reads an aborted write (G1a) or one that its transaction overwrites later (G1b).
 * - A commit gets one stamp, a Lamport clock with node and incarnation to break ties, greater than all stamps that it has
 *   seen. For each key the greatest stamp wins at every node, so all nodes agree in the end, and what a transaction
 *   reads has a smaller stamp than what it writes: information cannot flow in a circle (G1c), writes cannot either (G0).
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock, kill. Every request succeeds without a
 *   word to another node, so a total partition stops nothing; replication catches up within a second of its end. A kill
 *   takes with it the writes of the node's last window, and one of all nodes at once takes all writes, which isolation
 *   does not forbid; all others come back from the peers.
 * - Cost: n - 1 messages per node and window with commits in it, whatever their number: at 1,000 operations per second
 *   on two nodes 8 messages per second, 0.008 per operation. That is the floor for nodes that hear of each other's
 *   commits within 250 ms. With many nodes `-- --hub` takes 2 (n - 1) per window, and two windows.
 * - Official test: `maelstrom test -w txn-rw-register --bin 6c_txn_read_committed --node-count 2 --concurrency 2n
 *   --time-limit 20 --rate 1000 --consistency-models read-committed --availability total --nemesis partition`
 *
 * What can still go wrong: a node does not know the other's latest commits (stale reads), two transactions at two nodes
 * both read and then write one key and one write vanishes (lost update), and two that each write what the other read
 * both succeed (write skew).
 *
 * Source: https://fly.io/dist-sys/6c/; Bailis et al., "Highly Available Transactions" (VLDB 2013); Lamport, "Time,
 * Clocks, and the Ordering of Events" (1978).
 *
 * @module
 */
import { windowLengthMs } from "../lib/batch_window.ts";
import { program, RpcError, stdio } from "../lib/node.ts";
import { ReliableLinks } from "../lib/reliable_links.ts";

type Key = number;
type Value = number | null;

type Messages =
  | { type: "txn"; txn: readonly (readonly [kind: string, key: Key, value: Value])[] }
  | { type: "replicate" };

/** What a transaction wrote, and its stamp: Lamport clock, then node and incarnation, such as "n1/9c41d07e", to break ties. */
interface Commit {
  readonly clock: number;
  readonly writer: string;
  readonly writes: readonly (readonly [key: Key, value: Value])[];
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

const txn = program<Messages>((node, args) => {
  const windowMs = windowLengthMs(args, WINDOW_MS);
  const hasHub = args.includes("--hub");
  const isHub = () => hasHub && node.id === node.nodeIds[0];
  /** Whom this node replicates to: all others, or of a leaf the hub alone. */
  const partners = () => hasHub && !isHub() ? node.nodeIds.slice(0, 1) : node.peers;
  /** The value of each key, with the commit that wrote it. */
  const versions = new Map<Key, { readonly value: Value; readonly commit: Commit }>();
  const incarnation = crypto.randomUUID().slice(0, 8);
  let clock = 0;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;

  const links = new ReliableLinks<Commit>(node, {
    type: "replicate",
    ...LINK_TIMES,
    onItems: (commits, peer) => commits.forEach((commit) => take(commit, peer)),
    onRestart: (peer) => {
      links.queue(peer, [...new Set(versions.values().map(({ commit }) => commit))]);
      links.flush(peer);
    },
  });

  function take(commit: Commit, peer: string): void {
    const isNews = install(commit);
    // Without a hub, a peer tells what others wrote only after a restart. Perhaps the others have not heard of it.
    if (isNews && (isHub() || !commit.writer.startsWith(`${peer}/`))) replicate(commit, peer);
  }

  /** Gives whether it was the newest for any key. */
  function install(commit: Commit): boolean {
    clock = Math.max(clock, commit.clock);
    let isNews = false;
    for (const [key, value] of commit.writes) {
      const present = versions.get(key)?.commit;
      if (present !== undefined && !isNewer(commit, present)) continue;
      versions.set(key, { value, commit });
      isNews = true;
    }
    return isNews;
  }

  function replicate(commit: Commit, from?: string): void {
    for (const peer of partners()) if (peer !== from) links.queue(peer, [commit]);
    flushTimer ??= setTimeout(() => {
      flushTimer = undefined;
      for (const peer of partners()) links.flush(peer);
    }, windowMs);
  }

  // No await from here to the end: a transaction runs alone at its node.
  node.on("txn", ({ body }) => {
    const draft = new Map<Key, Value>();
    const results = body.txn.map(([kind, key, value]) => {
      if (kind === "r") return [kind, key, draft.has(key) ? draft.get(key) : versions.get(key)?.value ?? null];
      if (kind !== "w") throw new RpcError(12, `Cannot execute "${kind}": expected "r" or "w"`);
      draft.set(key, value);
      return [kind, key, value];
    });
    if (draft.size > 0) {
      const commit = { clock: clock + 1, writer: `${node.id}/${incarnation}`, writes: [...draft] };
      install(commit);
      replicate(commit);
    }
    return { type: "txn_ok", txn: results };
  });

  // After a restart, which the stage does not ask for, a node makes itself known, and is told everything.
  node.onInit(() => void setTimeout(() => partners().forEach((peer) => links.greet(peer)), GREET_MS));
});

function isNewer(a: Commit, b: Commit): boolean {
  return a.clock > b.clock || (a.clock === b.clock && a.writer > b.writer);
}

export default txn;
if (import.meta.main) await txn(stdio());
