#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 4, Grow-only counter as a state-based CRDT (a G-counter), without any service.
 *
 * The state counts each node's own adds: { n0: 12, n1: 15, n2: 9 }. A merge takes the larger count of each node, so
 * states may be lost, doubled, delayed and reordered; the counter is the sum. States travel in rounds through a hub:
 *
 *     n1 --{ n1: 15 }--> n0 waits 250 ms --{ n0: 12, n1: 15, n2: 9 }--> n1     Once per round each leaf with news asks
 *     n2 --{ n2: 9 }---> n0 for others   --{ n0: 12, n1: 15, n2: 9 }--> n2     the hub, which answers all together.
 *
 * - Rounds need no clock: a leaf asks again so long after the last answer, and all are answered together. Nobody has to
 *   acknowledge an answer, since who asks repeats it: in the next round, or each second once nothing is added. A leaf
 *   that has not asked is asked by the hub; it asks back where its news are a second old.
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. Requests are answered from memory. While the
 *   hub cannot be reached nobody learns of others' adds; some seconds after the heal everybody has.
 * - Not survived: kill, of the adds of the killed nodes' last round, and of everything where all are killed at once. All
 *   else comes back: a node that starts asks, and counts under a new name, not knowing how far it had come.
 * - Cost: at most 2 (n - 1) messages per round, whatever the rate, and none while nothing is added; within one round and
 *   two hops, below 5 s, an add is at all nodes. 20 s of official load are 4 * 5 rounds of 4.5 s, 20 messages for 2,000
 *   operations. That is the floor: from all nodes to all takes 2 (n - 1) messages, and within 5 s at any time 5 rounds.
 * - Official test: `maelstrom test -w g-counter --bin 4_g_counter_crdt --node-count 3 --rate 100 --time-limit 20
 *   --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/4/; Shapiro et al., A comprehensive study of CRDTs (2011), specification 6.
 *
 * @module
 */
import { windowLengthMs } from "../lib/batch_window.ts";
import { type Node, program, RpcError, stdio } from "../lib/node.ts";

type Counts = Readonly<Record<string, number>>; // What each incarnation of a node has added: { "n0/9c41d07e": 12 }
type Merge = { type: "merge"; counts: Counts; wantsAnswer: boolean };
type Messages = { type: "add"; delta: number } | { type: "read" } | Merge;
const ROUND_MS = 4_500; // Longer saves messages, shorter brings news sooner.
const COLLECT_MS = 250; // The hub answers so long after the first leaf has asked; leaves may be so far apart.
const PATIENCE_MS = 1_000; // An answer takes COLLECT_MS and two hops of 100 ms; after 550 ms more it is lost.

/** Joins two states: the larger count of each node. Commutative, associative and idempotent. */
export function merge(a: Counts, b: Counts): Counts {
  const counts = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) counts.set(name, Math.max(count, counts.get(name) ?? 0));
  return Object.fromEntries(counts);
}

// Whether one state, if it is known, holds all that is in the other.
const includes = (whole: Counts | undefined, part: Counts) =>
  whole !== undefined && Object.entries(part).every(([name, count]) => (whole[name] ?? 0) >= count);

const counter = program<Messages>((node, args) => {
  const rounds = new Rounds(node, windowLengthMs(args, ROUND_MS));
  node.onInit(() => rounds.start());
  node.on("merge", ({ src, body }) => rounds.hear(src, body));
  node.on("read", () => ({ type: "read_ok", value: Object.values(rounds.counts).reduce((sum, one) => sum + one, 0) }));
  node.on("add", ({ body: { delta } }) => {
    rounds.add(delta);
    return { type: "add_ok" };
  });
});

interface PeerSync { // What one peer knows.
  known?: Counts; // It has shown that, or was answered that; unknown until then, and so is what it lacks.
  answered?: Counts; // The first answer to its last question. Repetitions do not count: perhaps only this one arrives.
  asked?: Counts; // What it was sent with a question, until it shows that it has that.
  askedAtMs: number;
  owesAnswer: boolean; // It has asked.
}

/** Sends states: from a leaf to the hub, and from the hub to all leaves. */
class Rounds {
  counts: Counts = {};
  readonly #incarnation = crypto.randomUUID().slice(0, 8);
  readonly #syncs = new Map<string, PeerSync>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHub = false;
  #nextMs = 0; // When the next round begins, on the scale of `performance.now()`.
  #quietFromMs = 0; // From then on nothing was added here for a second.
  constructor(readonly node: Node<Messages>, readonly roundMs: number) {}

  start(): void {
    const [hub = ""] = this.node.nodeIds;
    const peers = this.node.id === hub ? this.node.peers : [hub];
    this.#isHub = this.node.id === hub;
    for (const peer of peers) this.#syncs.set(peer, { askedAtMs: 0, owesAnswer: false });
    this.#nextMs = performance.now() + this.roundMs - (this.#isHub ? 0 : COLLECT_MS);
    this.#plan();
  }

  add(delta: number): void {
    if (!Number.isSafeInteger(delta) || delta < 0) {
      throw new RpcError(12, 'Cannot add: "delta" is not a natural number');
    }
    const name = `${this.node.id}/${this.#incarnation}`;
    this.counts = merge(this.counts, { [name]: (this.counts[name] ?? 0) + delta });
    this.#quietFromMs = performance.now() + PATIENCE_MS;
    this.#plan();
  }

  hear(peer: string, { counts, wantsAnswer }: Merge): void {
    this.counts = merge(this.counts, counts);
    const [nowMs, sync] = [performance.now(), this.#syncs.get(peer)];
    if (sync === undefined) return;
    const isWaiting = sync.asked !== undefined;
    sync.known = counts;
    if (sync.asked && includes(counts, sync.asked)) delete sync.asked;
    if (wantsAnswer && !includes(sync.answered, counts)) delete sync.answered;
    if (this.#isHub && wantsAnswer) {
      sync.owesAnswer = true;
      delete sync.asked; // The leaf repeats its question until it is answered, so the hub need not.
      this.#nextMs = Math.min(this.#nextMs, nowMs + COLLECT_MS);
    } else if (!this.#isHub && !(wantsAnswer && isWaiting)) {
      if (wantsAnswer) this.#send(peer, sync, nowMs >= this.#quietFromMs && !includes(counts, this.counts));
      this.#nextMs = nowMs + this.roundMs - COLLECT_MS; // So all leaves ask at the same time.
    }
    this.#plan();
  }

  /** Sees to it that the next round takes place, where there is a reason for it; after a quiet time that is now. */
  #plan(): void {
    clearTimeout(this.#timer);
    const syncs = [...this.#syncs.values()];
    if (!syncs.some(({ owesAnswer, known }) => owesAnswer || !includes(known, this.counts))) return;
    const inMs = Math.min(this.#nextMs, ...syncs.map((sync) => this.#againMs(sync))) - performance.now();
    this.#timer = setTimeout(() => this.#act(), Math.max(0, Math.ceil(inMs)));
  }

  /** When a question without an answer is repeated, leaves first; not while there are adds, then the next round does. */
  #againMs({ asked, askedAtMs }: PeerSync): number {
    if (asked === undefined) return Infinity;
    return Math.max(askedAtMs + PATIENCE_MS, this.#quietFromMs) + (this.#isHub ? COLLECT_MS : 0);
  }

  #act(): void {
    const [nowMs, isRound] = [performance.now(), performance.now() >= this.#nextMs];
    for (const [peer, sync] of this.#syncs) {
      const isDue = nowMs >= this.#againMs(sync) || (isRound && !includes(sync.known, this.counts));
      if (sync.owesAnswer || isDue) this.#send(peer, sync, !sync.owesAnswer);
    }
    if (isRound) this.#nextMs = nowMs + this.roundMs + (this.#isHub ? COLLECT_MS : 0);
    this.#plan();
  }

  #send(peer: string, sync: PeerSync, wantsAnswer: boolean): void {
    this.node.send(peer, { type: "merge", counts: this.counts, wantsAnswer });
    sync.owesAnswer = false;
    if (wantsAnswer) [sync.asked, sync.askedAtMs] = [this.counts, performance.now()];
    else sync.known = sync.answered ??= this.counts;
  }
}
export default counter;
if (import.meta.main) await counter(stdio());
