/**
 * Warns where no read ever returned anything: weak models allow that, so a node that stores nothing would pass unseen.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import { NO_COMPLETION } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { count } from "../wording.ts";
import type { TransactionWording } from "./transaction_wording.ts";
import { NO_VERSION, OK, type Transactions } from "./transactions.ts";

/** Warns where every successful read was null, and some came after an acknowledged write of their key. */
export function warnOfNullReads(transactions: Transactions, wording: TransactionWording): Explanation[] {
  const { versions, outcomes, positions, invocations, microStarts, isRead, keys, lastVersions } = transactions;
  /** Per key: position of the completion of its first acknowledged write. */
  const writtenAt = new Map<number, number>();
  const late: number[] = [];
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    if (outcomes[transaction] !== OK) continue;
    const [start, end] = [microStarts[transaction] as number, microStarts[transaction + 1] as number];
    const invoked = invocations[transaction] as number;
    for (let microOp = start; microOp < end; microOp++) {
      const [key, version] = [keys[microOp] as number, lastVersions[microOp] as number];
      if (isRead[microOp] === 0) continue;
      if (version !== NO_VERSION && !versions.isNull(version)) return [];
      if (invoked !== NO_COMPLETION && (writtenAt.get(key) ?? Infinity) < invoked) late.push(transaction);
    }
    for (let microOp = start; microOp < end; microOp++) {
      const key = keys[microOp] as number;
      if (isRead[microOp] === 0 && !writtenAt.has(key)) writtenAt.set(key, positions[transaction] as number);
    }
  }
  const [first] = late;
  if (first === undefined) return [];
  return [{
    ...labelOf("null-reads"),
    text:
      `Every read returned null, though ${count(late.length, "read")} came after an acknowledged write of the same ` +
      "key. Models as weak as read-uncommitted allow that, but a node must fill in the values that it reads.",
    operations: [wording.index(first)],
  }];
}
