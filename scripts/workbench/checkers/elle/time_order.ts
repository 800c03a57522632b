/**
 * Orders of transactions that do not come from data: the order of each process, and real time.
 *
 * @module
 */
import { NO_COMPLETION, type Operation, type Process } from "../../history.ts";
import type { EdgeList } from "../graph/csr_graph.ts";
import { PROCESS, REALTIME, type Reason } from "./dependencies.ts";
import { OK, OPEN, type Transactions } from "./transactions.ts";

const NS_PER_MS = 1e6;

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
 * Adds a transitive reduction of real-time order: from successful transactions to those that begin afterwards.
 *
 * Walks the history with a window over the successful transactions, in the order in which they ended. An invocation
 * comes after all of the window. When a transaction ends, those that ended before it began leave the window: later
 * invocations come after them by way of this one. So the window holds no more transactions than ran at once, and time
 * is linear for a given concurrency.
 */
export function addRealtimeOrder(transactions: Transactions, edges: EdgeList): void {
  const { history, count, outcomes, positions, invocations } = transactions;
  const byInvocation = new Map<number, number>();
  const byCompletion = new Map<number, number>();
  for (let transaction = 0; transaction < count; transaction++) {
    if (outcomes[transaction] === OPEN) continue;
    byCompletion.set(positions[transaction] as number, transaction);
    const invocation = invocations[transaction] as number;
    if (invocation !== NO_COMPLETION) byInvocation.set(invocation, transaction);
  }
  const ended = new Int32Array(count);
  let windowStart = 0;
  let windowEnd = 0;
  for (let position = 0; position < history.length; position++) {
    const begun = byInvocation.get(position);
    if (begun !== undefined) {
      for (let place = windowStart; place < windowEnd; place++) edges.add(ended[place] as number, begun, REALTIME);
      continue;
    }
    const transaction = byCompletion.get(position);
    if (transaction === undefined || outcomes[transaction] !== OK) continue;
    const invocation = invocations[transaction] as number;
    while (windowStart < windowEnd && (positions[ended[windowStart] as number] as number) < invocation) windowStart++;
    ended[windowEnd++] = transaction;
  }
}

/** Explains an edge of either order. */
export function explainTimeOrder(transactions: Transactions, from: number, to: number, label: number): Reason {
  const end = entryAt(transactions, transactions.positions[from] as number);
  const begin = entryAt(transactions, Math.max(0, transactions.invocations[to] as number));
  return {
    because(first, second) {
      if (label === PROCESS) return `worker ${end.process} ran ${first} before it began ${second}`;
      const gapMs = Math.max(0, begin.time - end.time) / NS_PER_MS;
      return `${first} ended (operation ${end.index}) ${
        gapMs.toFixed(3)
      } ms before ${second} began (operation ${begin.index})`;
    },
  };
}

function entryAt({ history }: Transactions, position: number): Operation {
  return history[position] as Operation;
}
