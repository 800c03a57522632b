/**
 * Lost updates: two or more successful transactions read the same state of a key and then each wrote the key, so that
 * all but one worked from a state that was out of date. Found directly, in linear time, because the cycle that a lost
 * update makes may lack an edge where the order of the versions is unknown.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { show } from "../wording.ts";
import type { Anomalies } from "./anomalies.ts";
import { ABSENT, ScratchMap } from "./scratch_map.ts";
import type { TransactionWording } from "./transaction_wording.ts";
import { OK, type Transactions } from "./transactions.ts";

/** Transactions listed in one explanation. */
const TRANSACTIONS_TOLD_MAX = 4;

/** A state that a transaction read first and then wrote over. */
interface Update {
  readonly transaction: number;
  /** The micro-operation that read the state. */
  readonly read: number;
}

/** Adds one `lost-update` for each state that several transactions updated. */
export function findLostUpdates(transactions: Transactions, wording: TransactionWording, anomalies: Anomalies): void {
  for (const updates of updatesByState(transactions).values()) {
    const first = updates[0];
    if (first === undefined || updates.length < 2) continue;
    const key = transactions.versions.keyAt(transactions.keys[first.read] as number);
    const value = valueOf(wording.microOp(first.transaction, first.read));
    anomalies.add("lost-update", {
      summary: () => ({ key, value, txns: updates.map(({ transaction }) => wording.reference(transaction)) }),
      explain: () => ({
        text: tell(key, value, updates, wording),
        operations: updates.map(({ transaction }) => wording.index(transaction)),
        value: key,
      }),
    });
  }
}

function updatesByState(transactions: Transactions): Map<number, Update[]> {
  const { count, versions, outcomes, microStarts, isRead, keys, states } = transactions;
  const byState = new Map<number, Update[]>();
  const firstReads = new ScratchMap(versions.keyCount);
  const updated = new ScratchMap(versions.keyCount);
  for (let transaction = 0; transaction < count; transaction++) {
    if (outcomes[transaction] !== OK) continue;
    firstReads.clear();
    updated.clear();
    for (
      let microOp = microStarts[transaction] as number;
      microOp < (microStarts[transaction + 1] as number);
      microOp++
    ) {
      const key = keys[microOp] as number;
      const read = firstReads.get(key);
      if (isRead[microOp] === 1) {
        if (read === ABSENT) firstReads.set(key, microOp);
        continue;
      }
      if (read === ABSENT || updated.get(key) !== ABSENT) continue;
      updated.set(key, microOp);
      const state = states[read] as number;
      const known = byState.get(state);
      if (known === undefined) byState.set(state, [{ transaction, read }]);
      else known.push({ transaction, read });
    }
  }
  return byState;
}

function tell(key: Json, value: Json, updates: readonly Update[], wording: TransactionWording): string {
  const told = updates.slice(0, TRANSACTIONS_TOLD_MAX).map(({ transaction }, position) =>
    `T${position + 1} = ${wording.introduce(transaction)}`
  );
  const more = updates.length - told.length;
  const names = told.map((_, position) => `T${position + 1}`);
  names.push(more > 0 ? `${more} more` : names.pop() ?? "");
  const last = names.pop();
  return `Let ${told.join(", ")}. ${names.join(", ")} and ${last} read key ${show(key)} as ${
    show(value)
  } and then wrote it: each worked from the same state without seeing the others, so all updates but one were lost.`;
}

function valueOf(microOp: Json): Json {
  return Array.isArray(microOp) ? microOp[2] ?? null : null;
}
