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
 * So before reading, a node writes a value that was never there (its own latest add serves as well, if recent).
 *
 * A compare-and-set whose answer is lost may have happened, and a late copy of it may still arrive. Both are harmless,
 * as each value has a tag of its own: a copy does not match any more, and after a mismatch the node passes a barrier,
 * reads its key, and sees by the tag whether its add is in there. In the same way it finds its total after a restart.
 *
 * - Survives: partition (of the services too), loss, duplicate, reorder, slow, hold, pause, clock, kill. An add that
 *   was acknowledged is in seq-kv. While seq-kv cannot be reached, requests fail after about 5 s.
 * - Freshness: a read includes every add that was acknowledged 1 s before it.
 * - Cost: 2 messages for adds that go together, none for an add of 0; 2 (n - 1) for a node's reads of 1 s. Official flags,
 *   per second: 27 adds * 2 + 3 nodes * 4 / 0.95 s = 67 messages for 100 operations, since the one client of a node waits
 *   for its add. Nodes that store each other's adds need fewer: extras/4_g_counter_turns.
 * - With many nodes `-- --hub` lets all ask the first node for the totals: 4 (n - 1) messages for all reads of 1 s instead
 *   of 2 n (n - 1). Reads are up to 2 s old then.
 * - Official test: `maelstrom test -w g-counter --bin 4_g_counter_seq_kv --node-count 3 --rate 100 --time-limit 20
 *   --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/4/
 *
 * @module
 */
import { Kv } from "../lib/kv.ts";
import { type Node, program, RpcError, stdio } from "../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" } | { type: "totals" };
/** The value of a key: the sum of all adds of one node, and a tag that no other value has. */
type Total = { readonly sum: number; readonly tag: string };

const FRESH_MS = 1_000; // For so long what was read is good enough, a tenth of the pause before the final reads.
const PATIENCE = { timeoutMs: 300, attempts: 4 }; // Waits of 0.3 s (two hops of 100 ms), 0.6, 1.2 and 2.4 s: below 5 s.
const MISMATCHES_MAX = 5; // One follows a restart or a lost answer, each further one a late copy that arrives just then.

class Counter {
  readonly #kv: Kv<Total | string | null>;
  readonly #incarnation = crypto.randomUUID();
  #tagCount = 0;
  readonly #totals = new Map<string, Total | null>(); // The newest seen, null for a missing key.
  #barrierAtMs = -Infinity; // When the last request was sent that certainly met the newest state.
  #freshAtMs = -Infinity; // The totals include all adds that were acknowledged before this time.
  #refreshing: Promise<void> | undefined;

  constructor(readonly node: Node<Messages>, readonly hasHub: boolean) {
    this.#kv = new Kv(node, "seq-kv", PATIENCE);
  }

  /** Adds to this node's key, once. Not to be called again before it has ended. */
  async add(delta: number): Promise<void> {
    const [{ id }, tag] = [this.node, this.#newTag()];
    for (let mismatchCount = 0; this.#totals.get(id)?.tag !== tag; mismatchCount++) {
      const from = this.#totals.get(id) ?? null;
      const to = { sum: (from?.sum ?? 0) + delta, tag };
      try {
        await this.#change(() => this.#kv.compareAndSet(`total-${id}`, from, to, { createIfNotExists: true }));
        this.#totals.set(id, to);
      } catch (error) {
        if (!RpcError.is(error, "precondition-failed") || mismatchCount >= MISMATCHES_MAX) throw error;
        await this.#passBarrier();
        this.#totals.set(id, await this.#readTotal(id));
      }
    }
  }

  /** The totals of all nodes, with all that was acknowledged FRESH_MS ago; through a hub, twice that. */
  async totals(): Promise<[name: string, total: Total | null][]> {
    if (performance.now() - this.#freshAtMs > FRESH_MS) {
      await (this.#refreshing ??= this.#refresh().finally(() => this.#refreshing = undefined));
    }
    return [...this.#totals];
  }

  async #refresh(): Promise<void> {
    const { id, nodeIds: [hub = id], nodeIds } = this.node;
    const isKnown = this.#totals.has(id); // The own total is known from the adds, except after a restart.
    const [askedAtMs, names] = [performance.now(), nodeIds.filter((name) => !isKnown || name !== id)];
    let found = this.hasHub && isKnown && hub !== id ? await this.#askHub(hub) : undefined;
    if (found === undefined && askedAtMs - this.#barrierAtMs > FRESH_MS) await this.#passBarrier();
    const asOfMs = found === undefined ? this.#barrierAtMs : askedAtMs;
    found ??= await Promise.all(names.map(async (name) => [name, await this.#readTotal(name)] as const));
    for (const [name, total] of found) if (name !== id || !this.#totals.has(id)) this.#totals.set(name, total);
    this.#freshAtMs = asOfMs;
  }

  /** The totals that the hub has read; nothing where it does not answer. */
  async #askHub(hub: string): Promise<readonly (readonly [string, Total | null])[] | undefined> {
    const asking = this.node.rpc<{ totals: [string, Total | null][] }>(hub, { type: "totals" }, PATIENCE);
    return await asking.then(({ totals }) => totals, () => undefined);
  }

  #readTotal(name: string): Promise<Total | null> {
    return this.#kv.read(`total-${name}`, null) as Promise<Total | null>;
  }

  /** What is read after this is at least as new as this. */
  async #passBarrier(): Promise<void> {
    await this.#change(() => this.#kv.write(`barrier-${this.node.id}`, this.#newTag()));
  }

  async #change(change: () => Promise<void>): Promise<void> {
    const sentAtMs = performance.now();
    await change();
    this.#barrierAtMs = sentAtMs;
  }

  #newTag(): string {
    return `${this.#incarnation}-${++this.#tagCount}`;
  }
}

const gCounter = program<Messages>((node, args) => {
  const counter = new Counter(node, args.includes("--hub"));
  let [waitingDelta, lastAdd] = [0, Promise.resolve()];
  let nextAdd: Promise<void> | undefined;

  node.on("add", async ({ body: { delta } }) => {
    if (!Number.isSafeInteger(delta) || delta < 0) {
      throw new RpcError(12, 'Cannot add: "delta" is not a natural number');
    }
    if (delta === 0) return { type: "add_ok" };
    // Adds that arrive while one is under way wait for it, and then go together.
    waitingDelta += delta;
    nextAdd ??= lastAdd.then(() => {
      const sum = waitingDelta;
      waitingDelta = 0;
      nextAdd = undefined;
      return counter.add(sum);
    });
    lastAdd = nextAdd.catch(() => {});
    await nextAdd;
    return { type: "add_ok" };
  });
  node.on("totals", async () => ({ type: "totals_ok", totals: await counter.totals() }));
  node.on("read", async () => {
    const totals = await counter.totals();
    return { type: "read_ok", value: totals.reduce((sum, [, total]) => sum + (total?.sum ?? 0), 0) };
  });
});
export default gCounter;
if (import.meta.main) await gCounter(stdio());
