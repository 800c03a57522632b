/**
 * A cycle in words: "Let T1 = ..., T2 = .... Then T1 < T2 because ...; however T2 < T1 because ...: a contradiction."
 *
 * @module
 */
import type { CycleEdge, FindingText } from "../../verdict.ts";
import { labelName, type Reason } from "./dependencies.ts";

/** Knows the transactions of a cycle and why they depend on each other. */
export interface CycleWording {
  /** History index of a transaction. */
  index(transaction: number): number;
  /** A transaction with its deeds and circumstances. */
  introduce(transaction: number): string;
  /** Why one transaction came before the other. */
  reason(from: number, to: number, label: number): Reason;
}

/** Transactions introduced in one explanation; cycles are rarely longer. */
const TRANSACTIONS_TOLD_MAX = 12;

/**
 * Explains a cycle.
 *
 * @param labels The label of the edge from each transaction to the next, the last one back to the first.
 */
export function describeCycle(
  transactions: readonly number[],
  labels: readonly number[],
  wording: CycleWording,
): FindingText {
  const edges = transactions.map((from, place): CycleEdge => {
    const next = (place + 1) % transactions.length;
    const to = transactions[next] as number;
    const label = labels[place] as number;
    const reason = wording.reason(from, to, label);
    return {
      from: wording.index(from),
      to: wording.index(to),
      type: labelName(label),
      because: reason.because(name(place), name(next)),
      ...(reason.key === undefined ? {} : { key: reason.key }),
      ...(reason.value === undefined ? {} : { value: reason.value }),
    };
  });
  return {
    text: `${introductions(transactions, wording)} ${argument(edges)}`,
    operations: transactions.map((transaction) => wording.index(transaction)),
    cycle: edges,
  };
}

function introductions(transactions: readonly number[], wording: CycleWording): string {
  const told = transactions.slice(0, TRANSACTIONS_TOLD_MAX)
    .map((transaction, place) => `${name(place)} = ${wording.introduce(transaction)}`);
  const more = transactions.length - told.length;
  return `Let ${told.join(", ")}${more > 0 ? ` and so on to ${name(transactions.length - 1)}` : ""}.`;
}

function argument(edges: readonly CycleEdge[]): string {
  const steps = edges.map(({ because }, place) =>
    `${name(place)} < ${name((place + 1) % edges.length)} because ${because}`
  );
  const last = steps.pop();
  const shown = steps.slice(0, TRANSACTIONS_TOLD_MAX);
  if (steps.length > shown.length) shown.push(`and so on to ${name(edges.length - 1)}`);
  return `${shown.length > 0 ? `Then ${shown.join("; ")}. However, ` : "Then "}${last}: a contradiction.`;
}

function name(place: number): string {
  return `T${place + 1}`;
}
