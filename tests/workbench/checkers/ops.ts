/**
 * Short notation for histories in tests: that of appendix B of the behaviour specification.
 *
 * @module
 */
import type { History, Json, OperationType, Process } from "../../../scripts/workbench/history.ts";

/** `[time in ms, type, process, f, value, further fields]`; the index is the position. */
export type Op = readonly [
  timeMs: number,
  type: OperationType,
  process: Process,
  f: string,
  value: Json,
  extra?: { readonly [field: string]: Json },
];

/** Makes a history of operations in short notation. */
export function historyOf(ops: readonly Op[]): History {
  return ops.map(([timeMs, type, process, f, value, extra], index) => ({
    index,
    time: timeMs * 1e6,
    process,
    type,
    f,
    value,
    ...extra,
  }));
}
