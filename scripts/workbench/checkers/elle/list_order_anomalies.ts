/**
 * What can be wrong with the order of appends: reads that fit no one order (`incompatible-order`), elements that nobody
 * appended (`garbage-read`), and successful appends on top of aborted ones (`dirty-update`).
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { show } from "../wording.ts";
import type { Anomalies } from "./anomalies.ts";
import { type ListOrders, type ListRead, NOBODY, writersOfVersions } from "./list_orders.ts";
import type { TransactionWording } from "./transaction_wording.ts";
import { FAIL, isList, OK, type Transactions } from "./transactions.ts";

/** Reading an element that nobody appended. The original dies of it without a verdict, so the name is ours. */
export const GARBAGE_READ = "garbage-read";

/** What the functions below work on. */
export interface ListContext {
  readonly transactions: Transactions;
  readonly orders: ListOrders;
  readonly wording: TransactionWording;
  readonly anomalies: Anomalies;
}

/** Adds `incompatible-order` once for each key with two reads of which the shorter is no beginning of the longer. */
export function findIncompatibleOrders(context: ListContext): void {
  const { transactions, orders, wording, anomalies } = context;
  for (const reads of orders.distinctReads) {
    const pair = firstIncompatiblePair(transactions, reads);
    if (pair === undefined) continue;
    const [shorter, longer] = pair;
    const key = transactions.versions.keyAt(transactions.keys[shorter.microOp] as number);
    const values = pair.map(({ transaction, microOp }) => readValue(wording.microOp(transaction, microOp)));
    anomalies.add("incompatible-order", {
      summary: () => ({ key, values }),
      explain: () => ({
        text:
          `Let T1 = ${wording.introduce(shorter.transaction)}, T2 = ${
            wording.introduce(longer.transaction)
          }. T1 read ` +
          `key ${show(key)} as ${show(values[0] ?? null)}, T2 as ${
            show(values[1] ?? null)
          }: the first is no beginning ` +
          "of the second, so no single order of appends explains both.",
        operations: [wording.index(shorter.transaction), wording.index(longer.transaction)],
        value: key,
      }),
    });
  }
}

/** Adds `garbage-read` for each element in the order of a key that no transaction, not even an aborted one, appended. */
export function findGarbageReads(context: ListContext): void {
  const { transactions, orders, wording, anomalies } = context;
  const { versions, elementStarts, elements } = transactions;
  const writers = writersOfVersions(transactions, () => true);
  orders.orders.forEach((order, key) => {
    for (const version of order) {
      if (writers[version] !== NOBODY) continue;
      const read = orders.distinctReads[key]?.find(({ microOp, length }) => {
        const start = elementStarts[microOp] as number;
        return elements.subarray(start, start + length).includes(version);
      });
      if (read === undefined) continue;
      const element = versions.valueOf(version);
      anomalies.add(GARBAGE_READ, {
        summary: () => ({
          op: wording.reference(read.transaction),
          mop: wording.microOp(read.transaction, read.microOp),
          element,
        }),
        explain: () => ({
          text:
            `Let T1 = ${wording.introduce(read.transaction)}. T1 saw the element ${show(element)} in the list of key ` +
            `${show(versions.keyOf(version))}, but no transaction ever appended it.`,
          operations: [wording.index(read.transaction)],
          value: versions.keyOf(version),
        }),
      });
    }
  });
}

/** Adds `dirty-update` where an append of a successful transaction follows one of an aborted transaction. */
export function findDirtyUpdates(context: ListContext): void {
  const { transactions, orders } = context;
  const writers = writersOfVersions(transactions, () => true);
  for (const order of orders.orders) {
    let aborted = NOBODY;
    let since: number[] = [];
    for (const version of order) {
      since.push(version);
      const writer = writers[version] as number;
      if (writer === NOBODY) continue;
      const outcome = transactions.outcomes[writer];
      if (outcome === OK) {
        if (aborted !== NOBODY) addDirtyUpdate(context, since, { aborted, writer });
        aborted = NOBODY;
        since = [version];
      } else if (outcome === FAIL && aborted === NOBODY) {
        aborted = writer;
        since = [version];
      }
    }
  }
}

function addDirtyUpdate(
  { transactions: { versions }, wording, anomalies }: ListContext,
  range: readonly number[],
  { aborted, writer }: { readonly aborted: number; readonly writer: number },
): void {
  const key = versions.keyOf(range[0] as number);
  const values = range.map((version) => versions.valueOf(version));
  anomalies.add("dirty-update", {
    summary: () => ({ key, values, txns: [wording.reference(aborted), "...", wording.reference(writer)] }),
    explain: () => ({
      text:
        `Let T1 = ${wording.introduce(aborted)}, T2 = ${wording.introduce(writer)}. T1 was aborted, yet the element ` +
        `${show(values.at(-1) ?? null)} that T2 appended to key ${show(key)} stands behind T1's ${
          show(values[0] ?? null)
        }.`,
      operations: [wording.index(aborted), wording.index(writer)],
      value: key,
    }),
  });
}

function firstIncompatiblePair(
  transactions: Transactions,
  reads: readonly ListRead[],
): [shorter: ListRead, longer: ListRead] | undefined {
  let shorter: ListRead | undefined;
  for (const longer of reads.toSorted((a, b) => a.length - b.length)) {
    if (shorter !== undefined && !isPrefix(transactions, shorter, longer)) return [shorter, longer];
    shorter = longer;
  }
  return undefined;
}

function isPrefix({ elementStarts, elements }: Transactions, shorter: ListRead, longer: ListRead): boolean {
  const start = elementStarts[shorter.microOp] as number;
  const longerStart = elementStarts[longer.microOp] as number;
  for (let place = 0; place < shorter.length; place++) {
    if (elements[start + place] !== elements[longerStart + place]) return false;
  }
  return true;
}

function readValue(microOp: Json): Json {
  return isList(microOp) ? microOp[2] ?? null : null;
}
