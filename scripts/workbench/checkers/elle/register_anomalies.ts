/**
 * What a single transaction over registers shows to be wrong (`internal`), and reads of values that nobody wrote.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { show, tellLookalike } from "../wording.ts";
import type { Anomalies } from "./anomalies.ts";
import { ABSENT, ScratchMap } from "./scratch_map.ts";
import type { TransactionWording } from "./transaction_wording.ts";
import { OK, type Transactions } from "./transactions.ts";

/** Reads of values from nowhere that are told one by one. */
const GARBAGE_TOLD_MAX = 4;

/**
 * Adds `internal` for the first read of each successful transaction that contradicts what the transaction itself last
 * read or wrote of the key. A null read before counts as no knowledge, as in the original.
 */
export function findInternalRegisterReads(
  transactions: Transactions,
  wording: TransactionWording,
  anomalies: Anomalies,
): void {
  const { versions, outcomes, microStarts, isRead, keys, lastVersions } = transactions;
  const expectations = new ScratchMap(versions.keyCount);
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    if (outcomes[transaction] !== OK) continue;
    expectations.clear();
    for (
      let microOp = microStarts[transaction] as number;
      microOp < (microStarts[transaction + 1] as number);
      microOp++
    ) {
      const key = keys[microOp] as number;
      const version = lastVersions[microOp] as number;
      const expected = expectations.get(key);
      if (isRead[microOp] === 1 && expected !== ABSENT && expected !== version && !versions.isNull(expected)) {
        addInternal(transaction, microOp, expected);
        break;
      }
      expectations.set(key, version);
    }
  }

  function addInternal(transaction: number, microOp: number, expectedVersion: number): void {
    const expected = versions.valueOf(expectedVersion);
    const read = versions.valueOf(lastVersions[microOp] as number);
    const key = versions.keyOf(expectedVersion);
    anomalies.add("internal", {
      summary: () => ({ op: wording.reference(transaction), mop: wording.microOp(transaction, microOp), expected }),
      explain: () => ({
        text:
          `Let T1 = ${wording.introduce(transaction)}. T1 read key ${show(key)} as ${show(read)}, but what T1 itself ` +
          `had last read or written there was ${show(expected)}.`,
        operations: [wording.index(transaction)],
        value: key,
      }),
    });
  }
}

/** Warns of reads of values that no transaction wrote, which the original overlooks for registers. */
export function warnOfGarbageReads(transactions: Transactions, wording: TransactionWording): Explanation[] {
  const { count, versions, outcomes, microStarts, isRead, lastVersions } = transactions;
  const written = new Uint8Array(versions.count);
  lastVersions.forEach((version, microOp) => {
    if (isRead[microOp] === 0) written[version] = 1;
  });
  const isWritten = (version: number, value: Json) =>
    written[versions.intern(versions.keyNumberOf(version), value)] === 1;
  const warnings: Explanation[] = [];
  for (let reader = 0; reader < count && warnings.length < GARBAGE_TOLD_MAX; reader++) {
    if (outcomes[reader] !== OK) continue;
    for (let microOp = microStarts[reader] as number; microOp < (microStarts[reader + 1] as number); microOp++) {
      const version = lastVersions[microOp] as number;
      if (isRead[microOp] === 0 || written[version] === 1 || versions.isNull(version)) continue;
      warnings.push({
        ...labelOf("garbage-read", "warning"),
        text: `Let T1 = ${wording.introduce(reader)}. T1 read key ${show(versions.keyOf(version))} as ` +
          `${show(versions.valueOf(version))}, but no transaction ever wrote this value${
            tellLookalike(versions.valueOf(version), (other) => isWritten(version, other))
          }.`,
        operations: [wording.index(reader)],
        value: versions.keyOf(version),
      });
      break;
    }
  }
  return warnings;
}
