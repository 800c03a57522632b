/**
 * Brute force for tiny histories over lists: is there an execution that returns what was read?
 *
 * @module
 */
import type { Json } from "../../../../scripts/workbench/history.ts";

/** `["r", key, list]` or `["append", key, element]`. */
export type MicroOp = readonly ["r", number, readonly number[]] | readonly ["append", number, number];

/** A transaction and the interval in which it ran. */
export interface TimedTransaction {
  readonly microOps: readonly MicroOp[];
  readonly begin: number;
  readonly end: number;
}

type State = ReadonlyMap<number, readonly number[]>;

/** Tells whether some order of the transactions, one after another, returns what was read. */
export function isSerializable(transactions: readonly TimedTransaction[]): boolean {
  return someOrder(transactions, () => true);
}

/** The same with orders only that respect real time. */
export function isStrictlySerializable(transactions: readonly TimedTransaction[]): boolean {
  return someOrder(transactions, (next, others) => others.every((other) => next.begin < other.end));
}

/**
 * Tells whether some execution under snapshot isolation returns what was read: each transaction sees the state at its
 * snapshot, somewhere before its commit, and its own appends, and nobody commits an append to a key that another
 * transaction appended to after the snapshot.
 */
export function isSnapshotIsolated(transactions: readonly TimedTransaction[]): boolean {
  interface Snapshot {
    readonly state: State;
    readonly commits: number;
  }
  interface Execution {
    readonly state: State;
    readonly commits: readonly ReadonlySet<number>[];
    readonly snapshots: ReadonlyMap<number, Snapshot>;
    readonly done: ReadonlySet<number>;
  }
  const keysWritten = transactions.map(({ microOps }) =>
    new Set(microOps.filter(([f]) => f === "append").map(([, key]) => key))
  );
  return go({ state: new Map(), commits: [], snapshots: new Map(), done: new Set() });

  function go(execution: Execution): boolean {
    if (execution.done.size === transactions.length) return true;
    return transactions.some((_, place) => {
      if (execution.done.has(place)) return false;
      const snapshot = execution.snapshots.get(place);
      return snapshot === undefined ? go(begin(execution, place)) : commit(execution, place, snapshot);
    });
  }

  function begin(execution: Execution, place: number): Execution {
    const snapshot = { state: execution.state, commits: execution.commits.length };
    return { ...execution, snapshots: new Map(execution.snapshots).set(place, snapshot) };
  }

  function commit(execution: Execution, place: number, snapshot: Snapshot): boolean {
    const { microOps } = transactions[place]!;
    const since = execution.commits.slice(snapshot.commits);
    if (since.some((keys) => !keys.isDisjointFrom(keysWritten[place]!))) return false;
    if (run(microOps, snapshot.state) === undefined) return false;
    const state = microOps.reduce(
      (before, [f, key, value]) => f === "r" ? before : new Map(before).set(key, [...(before.get(key) ?? []), value]),
      execution.state,
    );
    const commits = [...execution.commits, keysWritten[place]!];
    return go({ ...execution, state, commits, done: new Set(execution.done).add(place) });
  }
}

/** Runs a transaction; undefined where a read would have returned something else. */
export function run(microOps: readonly MicroOp[], before: State): State | undefined {
  let state = before;
  for (const [f, key, value] of microOps) {
    const list = state.get(key) ?? [];
    if (f === "append") state = new Map(state).set(key, [...list, value]);
    else if (JSON.stringify(list) !== JSON.stringify(value)) return undefined;
  }
  return state;
}

function someOrder(
  transactions: readonly TimedTransaction[],
  mayComeNext: (next: TimedTransaction, others: readonly TimedTransaction[]) => boolean,
): boolean {
  return go(transactions, new Map());

  function go(left: readonly TimedTransaction[], state: State): boolean {
    if (left.length === 0) return true;
    return left.some((next) => {
      const others = left.filter((other) => other !== next);
      if (!mayComeNext(next, others)) return false;
      const after = run(next.microOps, state);
      return after !== undefined && go(others, after);
    });
  }
}

/** The transactions as a history: entries in the order of the intervals' ends, which must all differ. */
export function timedHistory(transactions: readonly TimedTransaction[]) {
  const entries = transactions.flatMap(({ microOps, begin, end }, process) => [
    {
      at: begin,
      process,
      type: "invoke" as const,
      value: microOps.map(([f, k, v]): Json => [f, k, f === "r" ? null : v]),
    },
    { at: end, process, type: "ok" as const, value: microOps as Json },
  ]);
  return entries.sort((a, b) => a.at - b.at).map(({ at, ...entry }, index) => ({
    index,
    time: at * 1e6,
    f: "txn",
    ...entry,
  }));
}
