#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 4, Grow-only counter, kept in the service seq-kv: the nodes themselves are stateless.
 *
 * Each node owns one key with the total of its own adds, so nobody competes; the counter is the sum of all keys.
 *
 *     add   n1 -> seq-kv   cas  total-n1  {12, a7} -> {15, a8}      all adds that wait go as one, and are
 *     read  n1 -> seq-kv   write barrier-n1 "a9"                    acknowledged after the service has answered
 *                          read total-n0, total-n2                  at most once per FRESH_MS, else from memory
 *
 * Never a stale final read: seq-kv may answer reads, failing compare-and-sets and writes that change nothing from a
 * state of the past, but an operation that changes the state runs on the newest one and brings the node up to date.
 * So before reading, a node writes a value that was never there (its own latest add serves as well, if recent). What
 * it then reads includes every add that was acknowledged FRESH_MS before.
 *
 * A compare-and-set whose answer is lost may have happened, and a late copy of it may still arrive. Both are harmless,
 * as each value carries a tag of its own: a copy does not match any more, and after a mismatch the node passes a
 * barrier, reads its key, and sees by the tag whether its add is in there. The same finds the total after a restart.
 *
 * - Faults: partitions between nodes, loss, delay and duplication of messages, pauses and crashes of nodes (an add that
 *   was acknowledged is in seq-kv). While seq-kv cannot be reached, requests fail after about 5 s.
 * - Cost: 2 messages for adds that go together, none for an add of 0; 2 (N - 1) + 2 for all reads of FRESH_MS.
 *   Official flags: 26 adds/s x 2 + 3 nodes x 2/s x (4 to 6) = 76 to 88 a second for 100 operations.
 * - Official test: `maelstrom test -w g-counter --bin 4_g_counter_seq_kv --node-count 3 --rate 100 --time-limit 20
 *   --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/4/
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { Kv } from "../lib/kv.ts";
import { type Node, program, RpcError, stdio } from "../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

/** The value of a key: the sum of all adds of one node, and a tag that no other value has. */
type Total = { readonly sum: number; readonly tag: string };
type Client = Kv<Total | string | null>;

/** For so long what was read is good enough. The recovery pause before the final reads is 20 times longer. */
const FRESH_MS = 500;
/** The wait for an answer grows with the attempts; with the pauses it stays below the 5 s that a client waits. */
const TIMEOUTS_MS = [400, 800, 1_200, 2_000];
const PAUSE_MS_MAX = 100;
/** One mismatch follows a restart or a lost answer; each further one needs a late copy to arrive just then. */
const MISMATCHES_MAX = 5;

/** seq-kv as one node sees it. */
class Store {
  /** When the last request was sent that certainly met the newest state. */
  barrierAtMs = -Infinity;
  readonly #node: Node<Messages>;
  readonly #clients: readonly Client[];
  readonly #life = crypto.randomUUID();
  #tagCount = 0;

  constructor(node: Node<Messages>) {
    this.#node = node;
    this.#clients = TIMEOUTS_MS.map((timeoutMs) => new Kv(node, "seq-kv", { timeoutMs }));
  }

  newTag(): string {
    return `${this.#life}-${++this.#tagCount}`;
  }

  /** Replaces this node's total. A definite error means that it was another one than `from`. */
  async replaceTotal(from: Total | null, to: Total): Promise<void> {
    const key = `total-${this.#node.id}`;
    await this.#changeState((kv) => kv.compareAndSet(key, from, to, { createIfNotExists: true }));
  }

  /** What is read after this is at least as new as this. */
  async passBarrier(): Promise<void> {
    await this.#changeState((kv) => kv.write(`barrier-${this.#node.id}`, this.newTag()));
  }

  async readTotal(name: string): Promise<Total | null> {
    return await this.#attempt((kv) => kv.read(`total-${name}`, null)) as Total | null;
  }

  async #changeState(action: (kv: Client) => Promise<void>): Promise<void> {
    const sentAtMs = performance.now();
    await this.#attempt(action);
    this.barrierAtMs = sentAtMs;
  }

  /** Tries again where no answer comes; what seq-kv refuses is an error at once. */
  async #attempt<T>(action: (kv: Client) => Promise<T>): Promise<T> {
    let lastError: unknown;
    for (const kv of this.#clients) {
      try {
        return await action(kv);
      } catch (error) {
        if (error instanceof RpcError && error.definite) throw error;
        lastError = error;
      }
      await delay(Math.random() * PAUSE_MS_MAX);
    }
    throw lastError;
  }
}

const counter = program<Messages>((node) => {
  const store = new Store(node);
  /** The newest totals seen, null for a missing key. The own one is unknown until the first add or read. */
  const totals = new Map<string, Total | null>();
  /** The totals include all adds that were acknowledged before this time. */
  let freshAtMs = -Infinity;

  async function commit(delta: number): Promise<void> {
    const tag = store.newTag();
    for (let mismatchCount = 0; totals.get(node.id)?.tag !== tag; mismatchCount++) {
      const from = totals.get(node.id) ?? null;
      const to = { sum: (from?.sum ?? 0) + delta, tag };
      try {
        await store.replaceTotal(from, to);
        totals.set(node.id, to);
      } catch (error) {
        if (!RpcError.is(error, "precondition-failed") || mismatchCount >= MISMATCHES_MAX) throw error;
        await store.passBarrier();
        totals.set(node.id, await store.readTotal(node.id));
      }
    }
  }

  async function refresh(): Promise<void> {
    if (performance.now() - store.barrierAtMs > FRESH_MS) await store.passBarrier();
    const asOfMs = store.barrierAtMs;
    const ownIsKnown = () => totals.has(node.id);
    const names = ownIsKnown() ? node.peers : node.nodeIds;
    const found = await Promise.all(names.map((name) => store.readTotal(name)));
    for (const [index, name] of names.entries()) {
      // Adds may have replaced the own total meanwhile.
      if (name !== node.id || !ownIsKnown()) totals.set(name, found[index] ?? null);
    }
    freshAtMs = asOfMs;
  }

  let waitingDelta = 0;
  let nextCommit: Promise<void> | undefined;
  let commits: Promise<void> = Promise.resolve();

  /** Resolves when the add is in seq-kv. Adds that arrive while a commit is under way wait together for the next. */
  function add(delta: number): Promise<void> {
    waitingDelta += delta;
    nextCommit ??= commits.then(() => {
      const sum = waitingDelta;
      waitingDelta = 0;
      nextCommit = undefined;
      return commit(sum);
    });
    commits = nextCommit.catch(() => {});
    return nextCommit;
  }

  node.on("add", async ({ body: { delta } }) => {
    if (!Number.isSafeInteger(delta) || delta < 0) {
      throw new RpcError(12, 'Cannot add: "delta" is not a natural number');
    }
    if (delta > 0) await add(delta);
    return { type: "add_ok" };
  });

  let refreshing: Promise<void> | undefined;

  node.on("read", async () => {
    if (performance.now() - freshAtMs > FRESH_MS) {
      await (refreshing ??= refresh().finally(() => refreshing = undefined));
    }
    return { type: "read_ok", value: totals.values().reduce((sum, total) => sum + (total?.sum ?? 0), 0) };
  });
});

export default counter;
if (import.meta.main) await counter(stdio());
