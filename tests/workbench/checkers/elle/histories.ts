/**
 * Short notation for histories of transactions in tests.
 *
 * @module
 */
import type { Checker } from "../../../../scripts/workbench/verdict.ts";
import type { History, Json, Operation } from "../../../../scripts/workbench/history.ts";

/** A transaction: how it ended and its micro-operations with what they read. */
export interface Transaction {
  readonly type: "ok" | "fail" | "info" | "open";
  readonly microOps: readonly Json[];
  /** Defaults to a process of its own. */
  readonly process?: number;
}

export const ok = (...microOps: Json[]): Transaction => ({ type: "ok", microOps });
export const fail = (...microOps: Json[]): Transaction => ({ type: "fail", microOps });
export const info = (...microOps: Json[]): Transaction => ({ type: "info", microOps });
/** A transaction that never completed. */
export const open = (...microOps: Json[]): Transaction => ({ type: "open", microOps });

/** The same transaction, run by a given process. */
export function by(process: number, transaction: Transaction): Transaction {
  return { ...transaction, process };
}

/**
 * Makes a history: groups run one after another, the transactions of a group at the same time. Transactions begin and
 * complete in the order given, so transaction i of a group of n that starts at position p completes at p + n + i.
 */
export function historyOf(...groups: readonly (readonly Transaction[])[]): History {
  const history: Operation[] = [];
  let nextProcess = 100;
  const add = (process: number, type: Operation["type"], value: Json) => {
    history.push({ index: history.length, time: history.length * 1e6, process, type, f: "txn", value });
  };
  for (const group of groups) {
    const processes = group.map(({ process }) => process ?? nextProcess++);
    group.forEach(({ microOps }, place) => add(processes[place]!, "invoke", microOps.map(requested)));
    group.forEach(({ type, microOps }, place) => {
      if (type === "open") return;
      add(processes[place]!, type, type === "ok" ? [...microOps] : microOps.map(requested));
    });
  }
  return history;
}

/** All transactions at the same time. */
export function concurrent(...transactions: readonly Transaction[]): History {
  return historyOf(transactions);
}

/** One transaction after another. */
export function serial(...transactions: readonly Transaction[]): History {
  return historyOf(...transactions.map((transaction) => [transaction]));
}

/** The names of the anomalies that a checker reports under a model; empty where the history is valid. */
export function anomaliesOf(checker: Checker, history: History, model = "strict-serializable"): Json {
  const { verdict } = checker(history, { "consistency-models": [model] });
  return verdict["anomaly-types"] ?? (verdict.valid === true ? [] : verdict);
}

/** Reads are requested without a value. */
function requested(microOp: Json): Json {
  return Array.isArray(microOp) && microOp[0] === "r" ? ["r", microOp[1] ?? null, null] : microOp;
}
