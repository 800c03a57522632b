/**
 * Reads the values of operations that are lists of micro-operations `[function, key, value]` (kafka and transactions).
 *
 * @module
 */
import type { Json } from "../history.ts";

/** Key and value of the first micro-operation of that function; undefined where there is none. */
export function firstWrite(value: Json, f: string): readonly Json[] | undefined {
  const microOps: Json = Array.isArray(value) ? value : [];
  const write = microOps.find((microOp) => Array.isArray(microOp) && microOp[0] === f);
  return Array.isArray(write) ? write.slice(1) : undefined;
}
