/**
 * Orders in which the original goes through keys, values and processes: those of Clojure's maps.
 *
 * @module
 */
import { ARRAY_MAP_LIMIT, inMapOrder } from "./clojure_order.ts";
import type { Observations } from "./observations.ts";
import { inHashOrder } from "./version_orders.ts";

/** All keys, in the order of a map that was filled as they came up in the history. */
export function inKeyOrder({ table }: Observations): number[] {
  const names = Array.from({ length: table.keyCount }, (_, key) => table.keyName(key));
  return inMapOrder(names).map((name) => table.internKey(name));
}

/** Values of one key, given in order of insertion, in the order of a map over their messages. */
export function inLogOrder(observations: Observations, values: readonly number[]): number[] {
  return values.length <= ARRAY_MAP_LIMIT ? [...values] : inHashOrder(observations, values);
}
