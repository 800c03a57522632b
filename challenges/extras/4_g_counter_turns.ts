#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 4, Grow-only counter over seq-kv with few messages: the nodes take turns, and store each other's adds.
 *
 * Each node counts its own adds. A turn carries all counts round; who has it waits for an add and passes it on. But before
 * it comes to a node whose last add is not stored yet, all counts are stored, as the value of the storing node's key:
 *
 *     n1 --{ n1: 15 }--> n2 --{ n1: 15, n2: 9 }--> n0 --cas { n0: 12, n1: 15, n2: 9 }--> seq-kv     n0 acknowledges
 *     n0 --{ n0: 14, n1: 15, n2: 9 }, all but n0's newest add stored--> n1 --> n2 --cas--> seq-kv   n1, n2 acknowledge
 *
 * Counts are merged by their maximum, so that a turn may be lost or doubled. A node whose add is not stored in time stores
 * all counts itself and begins a new turn; older turns are none any more. A node that was sent a turn which did not come
 * back through it is left out, and only sent news now and then, until those come back.
 *
 * Never a stale final read: what a node knew at a time is known here once the turn has been there since. Where it has
 * not, the node's key is read. seq-kv may answer from a state of the past, but who changes the state is up to date, so
 * that before reading a node writes a value that was never there. The values of a key only grow, so none comes twice: a
 * late copy of a compare-and-set fails, and where an answer was lost, or a node restarts, the key shows what was done.
 *
 * - Survives: partition (of the services too), loss, duplicate, reorder, slow, hold, pause, clock, kill. An add that was
 *   acknowledged is in seq-kv. While seq-kv cannot be reached, requests fail or are not answered.
 * - Freshness: a read includes every add that was acknowledged 1 s before it. An add takes half a second at most.
 * - Cost: the client of each node waits, so a hop acknowledges one add and takes one along, and every n - 1 hops those of
 *   all n nodes are stored: (n + 1) / n messages for an add. At the official options 27 of 100 operations are adds of more
 *   than 0: 4 / 3 * 27 = 36 messages. A node that is cut off pays 2 for an add, and 2 n for its reads of a second.
 * - With `-- --window-ms 840` adds are acknowledged at once, and once in a window the turn goes round: 5 hops, 2 messages
 *   with seq-kv. Reads are as fresh where hops take 10 ms at most, but not all is survived: a kill takes along what the
 *   node acknowledged in the last second, and what all nodes did where all are killed at once.
 * - It is for a few nodes: a turn that passes many is often lost, and then each of them stores by itself.
 * - Official test: `maelstrom test -w g-counter --bin 4_g_counter_turns --node-count 3 --rate 100 --time-limit 20
 *   --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/4/
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { windowLengthMs } from "../../lib/batch_window.ts";
import { Kv } from "../../lib/kv.ts";
import { type Message, type Node, program, RpcError, stdio } from "../../lib/node.ts";

type Counts = Readonly<Record<string, number>>; // What each incarnation of a node has added: { "n0/9c41d07e": 12 }
type Turn = {
  type: "turn";
  number: number; // Grows with each hop. What is not newer than the newest turn seen is only news.
  counts: Counts;
  stored: Counts; // So much of the counts is certainly in seq-kv.
  stops: [node: string, atMs: number][]; // The last stop at each node, oldest first, each by that node's clock.
};
type Add = { type: "add"; delta: number };
type Messages = Add | { type: "read" } | Turn;

/** The length of a window, after which the turn goes round; 0 where adds are stored before they are acknowledged. */
const WINDOW_MS = 0;
/** For so much of the next window, the adds of a window wait for the turn before their node stores them itself. */
const WINDOW_PATIENCE = 1 / 8;
/** From so much of the next window on, reads must include a window: stored and told with or without a turn. */
const WINDOW_FRESH = 1 / 6;
/** For so long what is known is good enough for a read, a tenth of the pause before the final reads. */
const FRESH_MS = 950;
/** A barrier of the last part of that time is good enough, too. In a window, it is past the patience of all nodes. */
const BARRIER_PART = 0.85;
/** So long a turn takes to go round where nobody adds. */
const LAP_MS = 450;
/** So long an add waits for a turn, which then must have been lost: a lap, and hops of some ms. */
const PATIENCE_MS = 500;
/** So often the nodes that are left out are sent news. */
const RETRY_MS = 1_500;
/** A new turn begins with a multiple of this, with so many hops to go before it meets the next. */
const HOPS_MAX = 1e6;
/** Waits of 0.3, 0.6, 1.2 and 2.4 s for an answer: two hops of 100 ms and slack, and all below a client's 5 s. */
const KV_PATIENCE = { timeoutMs: 300, attempts: 4 };
/** One follows a restart or a lost answer, each further one a late copy that arrives just then. */
const MISMATCHES_MAX = 5;

/** Joins two states: the larger count of each incarnation. */
function merge(a: Counts, b: Counts): Counts {
  return { ...a, ...Object.fromEntries(Object.entries(b).filter(([name, count]) => count > (a[name] ?? 0))) };
}

/** Whether all that is in a part is in the whole. */
function includes(whole: Counts, part: Counts): boolean {
  return Object.entries(part).every(([name, count]) => count <= (whole[name] ?? 0));
}

class Counter {
  readonly #kv: Kv<Counts | string | null>;
  readonly #incarnation = crypto.randomUUID().slice(0, 8);
  #counts: Counts = {};
  #stored: Counts = {};
  readonly #waiting = new Map<number, Message<Add>>(); // To be acknowledged when so much of this node's adds is stored.
  #oldestMs = 0; // When the first add came that is not stored.

  #turn = { number: 0, isHere: false, hasNews: false, sinceMs: 0 };
  #passed: readonly Counts[] = []; // The counts with which it left, and what was stored then.
  #stops: Turn["stops"] = [];
  readonly #silent = new Map<string, number>(); // Nodes by which nothing came back that was sent there at this time.
  #isActing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  #own: Counts | null = null; // The value of this node's key, null for a missing one.
  readonly #freshAtMs = new Map<string, number>(); // What each node knew at this time is known here.
  #barrierAtMs = -Infinity; // When the last request was sent that certainly met the newest state.
  #reading: Promise<void> | undefined;

  constructor(readonly node: Node<Messages>, readonly windowMs: number) {
    this.#kv = new Kv(node, "seq-kv", KV_PATIENCE);
    node.onInit(() => void (this.#turn.isHere = node.id === node.nodeIds[0]));
    node.signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  add(message: Message<Add>): { type: "add_ok" } | void {
    const { delta } = message.body;
    if (!Number.isSafeInteger(delta) || delta < 0) {
      throw new RpcError(12, 'Cannot add: "delta" is not a natural number');
    }
    if (delta === 0) return { type: "add_ok" };
    if (this.#isStored(this.node.id)) this.#oldestMs = performance.now();
    const sum = (this.#counts[this.#name] ?? 0) + delta;
    this.#counts = merge(this.#counts, { [this.#name]: sum });
    if (this.windowMs === 0) this.#waiting.set(sum, message);
    this.#plan();
    if (this.windowMs > 0) return { type: "add_ok" };
  }

  async value(): Promise<number> {
    const lateMs = this.windowMs > 0 ? this.windowMs * WINDOW_FRESH : FRESH_MS;
    const neededMs = this.#windowStart(performance.now() - lateMs);
    const isStale = (node: string) => (this.#freshAtMs.get(node) ?? -Infinity) < neededMs;
    while (this.node.nodeIds.some(isStale)) {
      // A barrier from before is as good as a new one if it is late enough for what others stored by then.
      this.#reading ??= this.#read(this.node.nodeIds.filter(isStale), neededMs + BARRIER_PART * lateMs);
      await this.#reading.finally(() => this.#reading = undefined);
    }
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  hear({ number, counts, stored, stops }: Turn): void {
    const [passedCounts = {}, passedStored = {}] = this.#passed;
    const hasNews = !includes(passedCounts, counts) || !includes(passedStored, stored);
    if (number > this.#turn.number) this.#turn = { number, isHere: true, hasNews, sinceMs: performance.now() };
    this.#learn(counts, stored);
    this.#stops = stops;
    const mine = stops.findIndex(([node]) => node === this.node.id);
    const [, leftAtMs] = stops[mine] ?? [];
    if (leftAtMs !== undefined) {
      const [ring, later] = [this.#ring(), stops.slice(mine + 1).map(([node]) => node)];
      for (const node of later) this.#freshAtMs.set(node, Math.max(leftAtMs, this.#freshAtMs.get(node) ?? leftAtMs));
      // Only the first one is known to be reached from here; another one must not be tried before it.
      for (const node of ring.slice(ring.indexOf(later[0] ?? ""))) if (later.includes(node)) this.#silent.delete(node);
    }
    this.#plan();
  }

  /** Acts as soon as there is a reason: an add that may leave, a turn that has waited enough, or one that is overdue. */
  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#isActing || this.node.signal.aborted) return;
    const { isHere, hasNews, sinceMs } = this.#turn;
    const [holdMs, patienceMs] = this.windowMs > 0
      ? [0, this.windowMs * WINDOW_PATIENCE]
      : [LAP_MS / this.node.nodeIds.length, PATIENCE_MS];
    const addMs = this.#isStored(this.node.id) ? Infinity : this.#windowStart(this.#oldestMs) + this.windowMs;
    const dueMs = isHere ? Math.min(addMs, hasNews ? sinceMs + holdMs : Infinity) : addMs + patienceMs;
    const inMs = dueMs - performance.now();
    if (inMs <= 0) void this.#act();
    else if (inMs < Infinity) this.#timer = setTimeout(() => this.#act(), Math.ceil(inMs) + 1);
  }

  /** Stores where it is time for it, and passes the turn on. */
  async #act(): Promise<void> {
    this.#isActing = true;
    const isLost = !this.#turn.isHere;
    if (isLost) this.#beginTurn();
    const next = this.#ring().find((node) => !this.#silent.has(node));
    const isNeeded = isLost || next === undefined || !this.#isStored(next);
    const willStore = isNeeded && !includes(this.#stored, this.#counts);
    try {
      if (willStore) await this.#store();
      const nowMs = performance.now();
      for (const [node, sentMs] of [...this.#silent]) if (nowMs > sentMs + RETRY_MS) this.#send(node, 0);
      // After storing, the turn waits for the next add of the client that is answered now.
      if (next === undefined || (willStore && this.windowMs === 0)) {
        this.#turn = { ...this.#turn, hasNews: next !== undefined, sinceMs: nowMs };
      } else this.#pass(next);
    } catch (error) {
      this.node.log(`Cannot store the counts: ${error}`);
      await delay(LAP_MS);
    }
    this.#isActing = false;
    this.#plan();
  }

  /** Makes a turn newer than all that were seen, with a number that no other node gives. */
  #beginTurn(): void {
    const { id, nodeIds } = this.node;
    const round = HOPS_MAX * nodeIds.length;
    this.#turn.number = (Math.floor(this.#turn.number / round) + 1) * round + HOPS_MAX * nodeIds.indexOf(id);
    this.#turn.isHere = true;
  }

  /** All other nodes, the next one first. */
  #ring(): string[] {
    const { id, nodeIds } = this.node;
    const index = nodeIds.indexOf(id);
    return [...nodeIds.slice(index + 1), ...nodeIds.slice(0, index)];
  }

  #pass(next: string): void {
    this.#passed = [this.#counts, this.#stored];
    this.#turn.isHere = false;
    this.#send(next, ++this.#turn.number);
  }

  /** Sends the turn, or with number 0 the news alone. */
  #send(node: string, number: number): void {
    const [{ id }, nowMs] = [this.node, performance.now()];
    // Before a node has read its key, it may lack what an earlier incarnation has stored.
    if (this.#freshAtMs.has(id)) this.#stops = [...this.#stops.filter(([stop]) => stop !== id), [id, nowMs]];
    this.node.send<Turn>(node, {
      type: "turn",
      number,
      counts: this.#counts,
      stored: this.#stored,
      stops: this.#stops,
    });
    this.#silent.set(node, nowMs);
  }

  /** Sees to it that all counts are in this node's key. */
  async #store(): Promise<void> {
    const [{ id }, counts] = [this.node, this.#counts];
    for (let mismatchCount = 0; !includes(this.#own ?? {}, counts);) {
      const value = merge(this.#own ?? {}, counts);
      try {
        await this.#change(this.#kv.compareAndSet(`counts-${id}`, this.#own, value, { createIfNotExists: true }));
        this.#own = value;
        this.#freshAtMs.set(id, Infinity);
      } catch (error) {
        if (!RpcError.is(error, "precondition-failed") || ++mismatchCount > MISMATCHES_MAX) throw error;
        await this.#read([id], performance.now());
      }
    }
    this.#learn({}, counts);
  }

  /** Reads keys, from a state that is no older than this. */
  async #read(nodes: readonly string[], notBeforeMs: number): Promise<void> {
    const { id } = this.node;
    if (this.#barrierAtMs < notBeforeMs) await this.#change(this.#kv.write(`barrier-${id}`, crypto.randomUUID()));
    const asOfMs = this.#barrierAtMs;
    await Promise.all(nodes.map(async (node) => {
      const value = await this.#kv.read(`counts-${node}`, null) as Counts | null;
      this.#learn(value ?? {}, value ?? {});
      if (node === id) this.#own = value;
      this.#freshAtMs.set(node, node === id ? Infinity : asOfMs);
    }));
  }

  async #change(request: Promise<void>): Promise<void> {
    const sentAtMs = performance.now();
    await request;
    this.#barrierAtMs = sentAtMs;
  }

  #learn(counts: Counts, stored: Counts): void {
    this.#counts = merge(this.#counts, counts);
    this.#stored = merge(this.#stored, stored);
    const storedSum = this.#stored[this.#name] ?? 0;
    for (const [sum, message] of this.#waiting) {
      if (sum <= storedSum && this.#waiting.delete(sum)) this.node.reply(message, { type: "add_ok" });
    }
  }

  get #name(): string {
    return `${this.node.id}/${this.#incarnation}`;
  }

  /** Whether all that this node is known to have added is stored. */
  #isStored(node: string): boolean {
    const own = Object.entries(this.#counts).filter(([name]) => name.startsWith(`${node}/`));
    return includes(this.#stored, Object.fromEntries(own));
  }

  /** When the window began, by the wall clock, which all nodes have in common, on the scale of `performance.now()`. */
  #windowStart(atMs: number): number {
    return this.windowMs > 0 ? atMs - (performance.timeOrigin + atMs) % this.windowMs : atMs;
  }
}

const gCounter = program<Messages>((node, args) => {
  const counter = new Counter(node, windowLengthMs(args, WINDOW_MS));
  node.on("add", (message) => counter.add(message));
  node.on("turn", ({ body }) => counter.hear(body));
  node.on("read", async () => ({ type: "read_ok", value: await counter.value() }));
});
export default gCounter;
if (import.meta.main) await gCounter(stdio());
