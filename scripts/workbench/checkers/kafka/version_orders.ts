/**
 * The order of each log: its occupied offsets, ascending, numbered densely by *index*. Gaps between offsets mean
 * nothing.
 *
 * An offset with several values contradicts itself; the order goes on with one of them, the first in the order of
 * Clojure's hash sets (see `clojure_order.ts`). A value may be at several indices, or at none.
 *
 * @module
 */
import { hashRank } from "./clojure_order.ts";
import { certainlyHappened, type ValueFacts } from "./facts.ts";
import type { Observations } from "./observations.ts";
import type { Offset } from "./offset.ts";
import type { OffsetLog } from "./offset_log.ts";

/** Where a value has no index. */
export const NO_INDEX = -1;

/** The order of one key. */
export interface VersionOrder {
  /** By index: the offset. */
  readonly offsets: readonly Offset[];
  /** By index: the value that stands for the offset. */
  readonly values: readonly number[];
  /** By index, contradictory offsets only: all values, in the order of a hash set. */
  readonly conflicts: ReadonlyMap<number, readonly number[]>;
}

/** The orders of all keys. */
export interface VersionOrders {
  /** By key. */
  readonly orders: readonly VersionOrder[];
  /** By value: the last index that it stands for; skips and repetitions are measured by it. */
  readonly indices: Int32Array;
  /** By value: the first index at whose offset it was seen. */
  readonly firstIndices: Int32Array;
  /** By value: the last index at whose offset it was seen. */
  readonly lastIndices: Int32Array;
}

/** Orders the logs; the claims of indefinite sends that certainly happened are added to them first. */
export function orderVersions(observations: Observations, facts: ValueFacts): VersionOrders {
  const { claimed, logs, table } = observations;
  for (const { entry, key, offset, value } of claimed) {
    if (certainlyHappened(observations, facts, entry)) logs[key]?.add(offset, value);
  }
  const noIndices = () => new Int32Array(table.valueCount).fill(NO_INDEX);
  const columns = { indices: noIndices(), firstIndices: noIndices(), lastIndices: noIndices() };
  const orders = logs.map((log) => orderLog(observations, log));
  for (const order of orders) fillColumns(order, columns);
  return { orders, ...columns };
}

/** Returns the values at an index, in the order of a hash set. */
export function valuesAtIndex(order: VersionOrder, index: number): readonly number[] {
  const conflict = order.conflicts.get(index);
  if (conflict !== undefined) return conflict;
  const value = order.values[index];
  return value === undefined ? [] : [value];
}

/** Sorts values of one key into the order of a hash set of their messages. */
export function inHashOrder({ table }: Observations, values: readonly number[]): number[] {
  if (values.length < 2) return [...values];
  const ranked = values.map((value) => ({ value, rank: hashRank(table.message(value)) }));
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.map(({ value }) => value);
}

function orderLog(observations: Observations, log: OffsetLog): VersionOrder {
  const offsets = log.offsets();
  const conflicts = new Map<number, readonly number[]>();
  const values = offsets.map((offset, index) => {
    const present = inHashOrder(observations, log.valuesAt(offset));
    if (present.length > 1) conflicts.set(index, present);
    return present[0] as number;
  });
  return { offsets, values, conflicts };
}

function fillColumns(order: VersionOrder, columns: Omit<VersionOrders, "orders">): void {
  order.values.forEach((value, index) => {
    columns.indices[value] = index;
    for (const present of valuesAtIndex(order, index)) {
      if (columns.firstIndices[present] === NO_INDEX) columns.firstIndices[present] = index;
      columns.lastIndices[present] = index;
    }
  });
}
