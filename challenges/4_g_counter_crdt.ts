#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 4, Grow-only counter as a state-based CRDT (a G-counter), without any service.
 *
 * The state counts each node's own adds: { n0: 12, n1: 15, n2: 9 }. A merge takes the larger count of each node, so
 * states may be lost, doubled, delayed and reordered; the counter is the sum.
 *
 *     n0 --- { n0: 12, n1: 15, n2: 9 } ---> n1      at most once per WINDOW_MS to each peer, and only
 *     n0 <-- { n0: 12, n1: 17, n2: 9 } ---- n1      while that peer may lack adds of n0
 *
 * There are no acknowledgements beside this: a state from n1 tells n0 how many of its adds n1 has seen. A node that
 * owes such an answer gives it with the next state that it would send anyway, or alone after WINDOW_MS. Each node
 * sees to it that its own adds arrive; what it knows of others travels along.
 *
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock. Every request is answered at once from
 *   memory. After the heal a peer that was cut off is tried within 1.8 s, and then every 1.2 to 1.8 s until it
 *   answers, so with 10 % loss six attempts fail with a chance of one in a million.
 * - Not survived: kill, of the adds of the node's last window, and of everything where all nodes are killed at once.
 *   All else comes back: a node that starts asks everybody, and counts under a new name, since it does not know how far
 *   it had come.
 * - Cost: at most N (N - 1) messages per WINDOW_MS, whatever the rate, and none while nothing is added. Official flags:
 *   6 a second for 100 operations, and a few more at the end.
 * - Official test: `maelstrom test -w g-counter --bin 4_g_counter_crdt --node-count 3 --rate 100 --time-limit 20
 *   --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/4/; Shapiro et al., A comprehensive study of CRDTs (2011), specification 6.
 *
 * @module
 */
import { type Node, program, RpcError, stdio } from "../lib/node.ts";

/** How much each node has added in each of its lives, such as { "n0/9c41d07e": 12 }. */
type Counts = Readonly<Record<string, number>>;

/** What a node knows, and the name under which it counts its own adds. */
interface State {
  name: string;
  counts: Counts;
}

type Messages =
  | { type: "add"; delta: number }
  | { type: "read" }
  /** `answer`: the sender does not know yet whether all its adds have arrived. */
  | { type: "merge"; counts: Counts; answer: boolean };

/** News waits for so long, and all that happens meanwhile goes as one state. */
const WINDOW_MS = 1_000;
/** An answer takes up to WINDOW_MS and two hops of 100 ms; after that the state is sent again. */
const RETRY_MS_MIN = 1_200;
const RETRY_MS_MAX = 1_800;

/** Joins two states: the larger count of each node. Commutative, associative and idempotent. */
export function merge(a: Counts, b: Counts): Counts {
  const counts = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) counts.set(name, Math.max(count, counts.get(name) ?? 0));
  return Object.fromEntries(counts);
}

/** Sends states to one peer as long as there is a reason. */
class Link {
  readonly #node: Node<Messages>;
  readonly #peer: string;
  readonly #state: Readonly<State>;
  /** How much of this node's adds the peer is known to have. So a node that has just started asks everybody. */
  #confirmed = -1;
  #owesAnswer = false;
  #awaitsAnswer = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(node: Node<Messages>, peer: string, state: Readonly<State>) {
    this.#node = node;
    this.#peer = peer;
    this.#state = state;
  }

  /** The peer has sent a state. */
  heard(counts: Counts, answer: boolean): void {
    // Less than before where the peer has lost its memory: it gets everything again.
    this.#confirmed = counts[this.#state.name] ?? 0;
    this.#owesAnswer ||= answer;
    if (this.#awaitsAnswer) {
      // It can be reached, so the pause for a peer that does not answer ends.
      this.#awaitsAnswer = false;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.plan();
  }

  /** Sets the timer for the next state, if one is due and none is set. */
  plan(): void {
    if (this.#timer !== undefined || this.#node.signal.aborted) return;
    if (!this.#owesAnswer && !this.#lacksAdds()) return;
    const retryMs = RETRY_MS_MIN + Math.random() * (RETRY_MS_MAX - RETRY_MS_MIN);
    this.#timer = setTimeout(() => this.#send(), this.#awaitsAnswer ? retryMs : WINDOW_MS);
  }

  #send(): void {
    this.#timer = undefined;
    const answer = this.#lacksAdds();
    if (!answer && !this.#owesAnswer) return;
    this.#node.send(this.#peer, { type: "merge", counts: this.#state.counts, answer });
    this.#awaitsAnswer = answer;
    this.#owesAnswer = false;
    this.plan();
  }

  #lacksAdds(): boolean {
    return this.#confirmed < (this.#state.counts[this.#state.name] ?? 0);
  }
}

const counter = program<Messages>((node) => {
  const state: State = { name: "", counts: {} };
  const links = new Map<string, Link>();

  node.onInit(() => {
    state.name = `${node.id}/${crypto.randomUUID().slice(0, 8)}`;
    for (const peer of node.peers) links.set(peer, new Link(node, peer, state));
    for (const link of links.values()) link.plan();
  });

  node.on("add", ({ body: { delta } }) => {
    if (!Number.isSafeInteger(delta) || delta < 0) {
      throw new RpcError(12, 'Cannot add: "delta" is not a natural number');
    }
    state.counts = { ...state.counts, [state.name]: (state.counts[state.name] ?? 0) + delta };
    for (const link of links.values()) link.plan();
    return { type: "add_ok" };
  });

  node.on("merge", ({ src, body }) => {
    state.counts = merge(state.counts, body.counts);
    links.get(src)?.heard(body.counts, body.answer);
  });

  node.on("read", () => {
    const value = Object.values(state.counts).reduce((sum, count) => sum + count, 0);
    return { type: "read_ok", value };
  });
});

export default counter;
if (import.meta.main) await counter(stdio());
