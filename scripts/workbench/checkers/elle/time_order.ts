/**
 * Orders of transactions that do not come from data: the order of each process, and real time.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import { NO_COMPLETION, type Operation, type Process } from "../../history.ts";
import type { EdgeList } from "../graph/csr_graph.ts";
import { PROCESS, REALTIME, type Reason } from "./dependencies.ts";
import { OK, OPEN, type Transactions } from "./transactions.ts";

const NOBODY = -1;

/** Adds an edge from each successful transaction of a process to its next successful one. */
export function addProcessOrder(transactions: Transactions, edges: EdgeList): void {
  const previous = new Map<Process, number>();
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    if (transactions.outcomes[transaction] !== OK) continue;
    const { process } = entryAt(transactions, transactions.positions[transaction] as number);
    const earlier = previous.get(process);
    if (earlier !== undefined) edges.add(earlier, transaction, PROCESS);
    previous.set(process, transaction);
  }
}

/**
 * Adds real-time order in a form that is linear in the history, whatever the concurrency: moments, further vertices in a
 * chain, to which successful transactions lead when they end and which lead to the transactions that begin after them.
 * Good for telling what is connected, not for naming cycles.
 *
 * @returns The number of vertices: transactions, then moments.
 */
export function addTimeline(transactions: Transactions, edges: EdgeList): number {
  const events = new TimeEvents(transactions);
  let moment = transactions.count - 1;
  let waiting: number[] = [];
  let started = false;
  events.forEach({
    onEnd: (transaction) => waiting.push(transaction),
    onBegin(transaction) {
      if (waiting.length > 0) {
        moment++;
        if (started) edges.add(moment - 1, moment, REALTIME);
        for (const ended of waiting) edges.add(ended, moment, REALTIME);
        waiting = [];
        started = true;
      }
      if (started) edges.add(moment, transaction, REALTIME);
    },
  });
  return moment + 1;
}

/**
 * Adds a transitive reduction of real-time order: from successful transactions to those that begin afterwards, where
 * both are in one component.
 *
 * Walks the history with a window over the successful transactions, in the order in which they ended. An invocation
 * comes after all of the window. When a transaction ends, those that ended before it began leave the window: later
 * invocations come after them by way of this one. So the window holds no more transactions than ran at once.
 *
 * @param components Component of each transaction in a graph that includes real-time order. What lies on a path between
 * two members of a component is a member, so nothing is lost.
 */
export function addRealtimeOrder(transactions: Transactions, components: Int32Array, edges: EdgeList): void {
  const { count, positions, invocations } = transactions;
  const ended = new Int32Array(count);
  let windowStart = 0;
  let windowEnd = 0;
  new TimeEvents(transactions).forEach({
    onBegin(begun) {
      const component = components[begun];
      for (let place = windowStart; place < windowEnd; place++) {
        const earlier = ended[place] as number;
        if (components[earlier] === component) edges.add(earlier, begun, REALTIME);
      }
    },
    onEnd(transaction) {
      const invocation = invocations[transaction] as number;
      while (windowStart < windowEnd && (positions[ended[windowStart] as number] as number) < invocation) windowStart++;
      ended[windowEnd++] = transaction;
    },
  });
}

/** Told of what happens, in the order of the history. */
interface TimeListener {
  /** A transaction begins that completes, however. */
  onBegin(transaction: number): void;
  /** A transaction ends with success. */
  onEnd(transaction: number): void;
}

/** Begins and ends of the transactions of a history. */
class TimeEvents {
  readonly #transactions: Transactions;
  /** Per position of the history the transaction that begins, or completes, there; NOBODY where none does. */
  readonly #begins: Int32Array;
  readonly #ends: Int32Array;

  constructor(transactions: Transactions) {
    const { history, count, outcomes, positions, invocations } = transactions;
    this.#transactions = transactions;
    this.#begins = new Int32Array(history.length).fill(NOBODY);
    this.#ends = new Int32Array(history.length).fill(NOBODY);
    for (let transaction = 0; transaction < count; transaction++) {
      if (outcomes[transaction] === OPEN) continue;
      const invocation = invocations[transaction] as number;
      if (invocation !== NO_COMPLETION) this.#begins[invocation] = transaction;
      if (outcomes[transaction] === OK) this.#ends[positions[transaction] as number] = transaction;
    }
  }

  forEach({ onBegin, onEnd }: TimeListener): void {
    for (let position = 0; position < this.#transactions.history.length; position++) {
      const begun = this.#begins[position] as number;
      if (begun !== NOBODY) onBegin(begun);
      const ended = this.#ends[position] as number;
      if (ended !== NOBODY) onEnd(ended);
    }
  }
}

/** Explains an edge of either order. */
export function explainTimeOrder(transactions: Transactions, from: number, to: number, label: number): Reason {
  const end = entryAt(transactions, transactions.positions[from] as number);
  const ended = entryAt(transactions, Math.max(0, transactions.invocations[from] as number));
  const begin = entryAt(transactions, Math.max(0, transactions.invocations[to] as number));
  return {
    because(first, second) {
      if (label === PROCESS) return `worker ${end.process} ran ${first} before it began ${second}`;
      const gapMs = Math.max(0, begin.time - end.time) / NS_PER_MS;
      return `${first} ended (operation ${ended.index}) ${
        gapMs.toFixed(3)
      } ms before ${second} began (operation ${begin.index})`;
    },
  };
}

function entryAt({ history }: Transactions, position: number): Operation {
  return history[position] as Operation;
}
