#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 6c, Totally available transactions, read committed: a transaction's writes appear together, once it is done.
 *
 * ```
 *   client --txn--> n0: works on a draft, commits it in one step --txn_ok--> client
 *                   n0 --every 100 ms: transactions committed since, in order--> n1: installs each in one step
 * ```
 *
 * - A transaction writes to a draft; at its end the draft is installed in one synchronous step. One that is malformed
 *   leaves no trace. So nobody reads an aborted write (G1a) or one that its transaction overwrites later (G1b).
 * - A commit gets one stamp, a Lamport clock with node and life to break ties, greater than all stamps that it has
 *   seen. For each key the greatest stamp wins at every node, so all nodes agree in the end, and what a transaction
 *   reads has a smaller stamp than what it writes: information cannot flow in a circle (G1c), writes cannot either (G0).
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock, kill. Every request succeeds without a
 *   word to another node, so a total partition stops nothing; replication catches up within 0.6 s of its end. A kill
 *   takes with it the writes of the node's last window, and one of all nodes at once takes all writes, which isolation
 *   does not forbid; all others come back from the peers.
 * - Cost: n - 1 messages a node and window with commits in it, whatever their number: at 1,000 operations a second on
 *   two nodes 20 messages a second, 0.02 an operation.
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
import { ReliableLinks } from "../lib/reliable_links.ts";
import { program, RpcError, stdio } from "../lib/node.ts";

type Key = number;
type Value = number | null;

type Messages =
  | { type: "txn"; txn: readonly (readonly [kind: string, key: Key, value: Value])[] }
  | { type: "replicate" };

/** What a transaction wrote, and its stamp: Lamport clock, then node and life, such as "n1/9c41d07e", to break ties. */
interface Commit {
  readonly clock: number;
  readonly writer: string;
  readonly writes: readonly (readonly [key: Key, value: Value])[];
}

/** Length of a window. Longer saves messages, shorter replicates sooner. */
const WINDOW_MS = 100;

/** Two windows: then an acknowledgement that found nothing to ride on travels alone. */
const ACK_DELAY_MS = 2 * WINDOW_MS;

/** ACK_DELAY_MS + two hops of 100 ms + 100 ms of slack. */
const RETRY_MS = ACK_DELAY_MS + 300;

/** Who has written nothing for so long makes itself known, since it may have lost its memory unnoticed. */
const GREET_MS = 10 * WINDOW_MS;

const txn = program<Messages>((node) => {
  /** The value of each key, with the commit that wrote it. */
  const versions = new Map<Key, { readonly value: Value; readonly commit: Commit }>();
  const life = crypto.randomUUID().slice(0, 8);
  let clock = 0;
  let window: ReturnType<typeof setTimeout> | undefined;

  const links = new ReliableLinks<Commit>(node, {
    type: "replicate",
    ackDelayMs: ACK_DELAY_MS,
    retryMs: RETRY_MS,
    onItems: (commits, peer) => commits.forEach((commit) => take(commit, peer)),
    onRestart: (peer) => {
      links.queue(peer, [...new Set(versions.values().map(({ commit }) => commit))]);
      links.flush(peer);
    },
  });

  function take(commit: Commit, peer: string): void {
    const isNews = install(commit);
    // A peer tells what others wrote only to a node that has lost its memory. Perhaps the others have not heard of it.
    if (isNews && !commit.writer.startsWith(`${peer}/`)) replicate(commit);
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

  function replicate(commit: Commit): void {
    for (const peer of node.peers) links.queue(peer, [commit]);
    window ??= setTimeout(() => {
      window = undefined;
      for (const peer of node.peers) links.flush(peer);
    }, WINDOW_MS);
  }

  node.onInit(() => {
    setTimeout(() => node.peers.forEach((peer) => links.greet(peer)), GREET_MS);
  });

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
      const commit = { clock: clock + 1, writer: `${node.id}/${life}`, writes: [...draft] };
      install(commit);
      replicate(commit);
    }
    return { type: "txn_ok", txn: results };
  });
});

function isNewer(a: Commit, b: Commit): boolean {
  return a.clock > b.clock || (a.clock === b.clock && a.writer > b.writer);
}

export default txn;
if (import.meta.main) await txn(stdio());
