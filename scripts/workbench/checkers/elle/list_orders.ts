/**
 * The order in which elements were appended to each list: the longest list that anyone read of it.
 *
 * @module
 */
import { hashIntegers, setRank } from "../clojure_hash.ts";
import { FAIL, type Transactions } from "./transactions.ts";

/** Stands for the writer of an element that nobody wrote. */
export const NOBODY = -1;

/** A read of a list that is not empty. */
export interface ListRead {
  readonly transaction: number;
  readonly microOp: number;
  readonly length: number;
}

/** The order of the appends of each key. */
export interface ListOrders {
  /** Per key number the versions of the longest list read, without repetitions; empty where nobody read any. */
  readonly orders: readonly (readonly number[])[];
  /** Per key number one read for each distinct list that is not empty, in the order of the history. */
  readonly distinctReads: readonly (readonly ListRead[])[];
}

/**
 * Finds the longest list of each key that was read. Of several the one that Elle happens to take, where elements are
 * integers, else the first. Reads of aborted transactions do not count.
 */
export function listOrders(transactions: Transactions): ListOrders {
  const distinctReads = distinctListReads(transactions);
  const orders = distinctReads.map((reads) => {
    const length = reads.reduce((longest, read) => Math.max(longest, read.length), 0);
    const longest = reads.filter((read) => read.length === length).map((read) => elementsOf(transactions, read));
    const chosen = longest.length > 1 ? lastInSetOrder(transactions, longest) : longest[0];
    return [...new Set(chosen)];
  });
  return { orders, distinctReads };
}

function elementsOf({ elementStarts, elements }: Transactions, { microOp, length }: ListRead): Int32Array {
  const start = elementStarts[microOp] as number;
  return elements.subarray(start, start + length);
}

/** Elle sorts a set of lists by length, which keeps the set's order among equals, and takes the last. */
function lastInSetOrder({ versions }: Transactions, lists: readonly Int32Array[]): Int32Array | undefined {
  const ranked = lists.map((list) => {
    const values = Array.from(list, (version) => versions.valueOf(version));
    const rank = values.every((value) => Number.isSafeInteger(value)) ? setRank(hashIntegers(values.map(Number))) : NaN;
    return { list, rank };
  });
  if (ranked.some(({ rank }) => Number.isNaN(rank))) return lists[0];
  return ranked.reduce((last, item) => item.rank > last.rank ? item : last, { list: lists[0], rank: -1 }).list;
}

/** Per version the last transaction that wrote it and whose outcome is accepted, or NOBODY. */
export function writersOfVersions(transactions: Transactions, accepts: (outcome: number) => boolean): Int32Array {
  const { count, versions, outcomes, microStarts, isRead, lastVersions } = transactions;
  const writers = new Int32Array(versions.count).fill(NOBODY);
  for (let writer = 0; writer < count; writer++) {
    if (!accepts(outcomes[writer] as number)) continue;
    for (let microOp = microStarts[writer] as number; microOp < (microStarts[writer + 1] as number); microOp++) {
      if (isRead[microOp] === 0) writers[lastVersions[microOp] as number] = writer;
    }
  }
  return writers;
}

function distinctListReads(transactions: Transactions): ListRead[][] {
  const { count, versions, outcomes, microStarts, isRead, keys, states, elementStarts } = transactions;
  const byKey: ListRead[][] = Array.from({ length: versions.keyCount }, () => []);
  const seen = new Set<number>();
  for (let transaction = 0; transaction < count; transaction++) {
    if (outcomes[transaction] === FAIL) continue;
    for (
      let microOp = microStarts[transaction] as number;
      microOp < (microStarts[transaction + 1] as number);
      microOp++
    ) {
      const length = (elementStarts[microOp + 1] as number) - (elementStarts[microOp] as number);
      if (isRead[microOp] === 0 || length === 0) continue;
      const state = states[microOp] as number;
      if (seen.has(state)) continue;
      seen.add(state);
      byKey[keys[microOp] as number]?.push({ transaction, microOp, length });
    }
  }
  return byKey;
}
