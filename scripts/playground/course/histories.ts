/**
 * Small histories of transactions, one for each thing that a level of isolation forbids, and what the bench's checker
 * says of them.
 *
 * @module
 */
import type { History, Operation } from "../../workbench/history.ts";
import { judgeHistory } from "../../workbench/checkers/judge_history.ts";
import { WORKLOADS } from "../../workbench/workloads/registry.ts";
import type { Validity } from "../../workbench/verdict.ts";

type MicroOp = readonly [f: "r" | "w" | "append", key: number, value: number | null | readonly number[]];

/** A few transactions that run at the same time, with their answers. */
export interface SmallHistory {
  /** What it shows. */
  readonly name: string;
  readonly workload: "txn-rw-register" | "txn-list-append";
  /** The level that forbids it. */
  readonly forbiddenBy: string;
  /** The next weaker level, which allows it; absent where the weakest one forbids it. */
  readonly allowedBy?: string;
  readonly transactions: readonly { readonly end: "ok" | "fail"; readonly txn: readonly MicroOp[] }[];
}

/** Key 1 is called x in the text and key 2 is called y. */
export const HISTORIES: readonly SmallHistory[] = [
  {
    name: "G0",
    workload: "txn-list-append",
    forbiddenBy: "read-uncommitted",
    transactions: [
      { end: "ok", txn: [["append", 1, 1], ["append", 2, 1]] },
      { end: "ok", txn: [["append", 1, 2], ["append", 2, 2]] },
      { end: "ok", txn: [["r", 1, [1, 2]], ["r", 2, [2, 1]]] },
    ],
  },
  {
    name: "G1a",
    workload: "txn-rw-register",
    forbiddenBy: "read-committed",
    allowedBy: "read-uncommitted",
    transactions: [
      { end: "fail", txn: [["w", 1, 1]] },
      { end: "ok", txn: [["r", 1, 1], ["w", 2, 1]] },
      { end: "ok", txn: [["r", 2, 1]] },
    ],
  },
  {
    name: "G1b",
    workload: "txn-rw-register",
    forbiddenBy: "read-committed",
    allowedBy: "read-uncommitted",
    transactions: [
      { end: "ok", txn: [["w", 1, 1], ["w", 1, 2]] },
      { end: "ok", txn: [["r", 1, 1]] },
      { end: "ok", txn: [["r", 1, 2]] },
    ],
  },
  {
    name: "G1c",
    workload: "txn-rw-register",
    forbiddenBy: "read-committed",
    allowedBy: "read-uncommitted",
    transactions: [
      { end: "ok", txn: [["w", 1, 1], ["r", 2, 1]] },
      { end: "ok", txn: [["w", 2, 1], ["r", 1, 1]] },
    ],
  },
  {
    name: "lost-update",
    workload: "txn-rw-register",
    forbiddenBy: "snapshot-isolation",
    allowedBy: "read-committed",
    transactions: [
      { end: "ok", txn: [["w", 1, 1]] },
      { end: "ok", txn: [["r", 1, 1], ["w", 1, 2]] },
      { end: "ok", txn: [["r", 1, 1], ["w", 1, 3]] },
    ],
  },
];

/** What the checker finds in a history when a level is asked for. */
export function judgeSmall(
  { workload, transactions }: SmallHistory,
  level: string,
): { readonly valid: Validity; readonly findings: readonly string[]; readonly text: string } {
  const found = WORKLOADS.get(workload);
  if (found === undefined) throw new Error(`Cannot judge a history: there is no workload "${workload}"`);
  const { valid, explanations } = judgeHistory(asHistory(transactions), {
    workload: found,
    "consistency-models": [level],
  });
  const told = explanations.filter(({ severity }) => severity !== "warning");
  return { valid, findings: [...new Set(told.map(({ anomaly }) => anomaly))], text: told[0]?.text ?? "" };
}

/** As people write it: `T1: w x 1, r y 1`. */
export function historyText({ transactions }: SmallHistory): string {
  return transactions.map(({ end, txn }, index) => {
    const told = txn.map(([f, key, value]) => `${f} ${key === 1 ? "x" : "y"} ${JSON.stringify(value)}`).join(", ");
    return `T${index + 1}: ${told}${end === "fail" ? "   -> aborted" : ""}`;
  }).join("\n");
}

/** All begin before any ends. */
function asHistory(transactions: SmallHistory["transactions"]): History {
  const asked = transactions.map(({ txn }) => txn.map(([f, key, value]) => [f, key, f === "r" ? null : value]));
  const entries: Omit<Operation, "index" | "time">[] = [
    ...asked.map((value, process) => ({ process, type: "invoke" as const, f: "txn", value })),
    ...transactions.map(({ end, txn }, process) => ({
      process,
      type: end,
      f: "txn",
      value: txn.map((microOp) => [...microOp]),
      node: "n0",
    })),
  ];
  return entries.map((entry, index) => ({ index, time: index * 1_000_000, ...entry }));
}
