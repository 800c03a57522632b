/**
 * Which operations must have come before which: a poll after the sends of what it returned (wr), an operation after all
 * that had ended ok before it began (realtime). No order is inferred between sends.
 *
 * Vertices are the entries and, for each ok completion, one point in time: real time leads from an operation to its point,
 * from each point to the next, and from a point to the operations that began before the next. So real time takes a
 * linear number of edges. All edges are kept reversed, from later to earlier, because a poll knows its sends at hand.
 *
 * @module
 */
import type { Process } from "../../history.ts";
import { NO_ENTRY, type ValueFacts } from "./facts.ts";
import { integerList } from "../number_list.ts";
import { type Observations, operationOf } from "./observations.ts";

/** Reversed edges in compressed sparse rows. */
export interface PrecedenceGraph {
  /** Entries are the vertices below this number, points in time are the others. */
  readonly entryCount: number;
  /** The predecessors of vertex v are `targets[offsets[v]]` to `targets[offsets[v + 1] - 1]`. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

/** Builds the graph; undefined where no operation is known to precede another. */
export function buildPrecedenceGraph(observations: Observations, facts: ValueFacts): PrecedenceGraph | undefined {
  const { positions, reads } = observations;
  const entryCount = positions.length;
  const { okEntries, okBefore } = realTime(observations);
  const offsets = new Int32Array(entryCount + okEntries.length + 1);
  const targets = new Int32Array(reads.values.length + entryCount + 2 * okEntries.length);
  let edges = 0;
  for (let entry = 0; entry < entryCount; entry++) {
    offsets[entry] = edges;
    const before = okBefore[entry] as number;
    if (before > 0) targets[edges++] = entryCount + before - 1;
    if (operationOf(observations, entry).type === "invoke") continue;
    for (const value of readsOf(observations, entry)) {
      const writer = facts.writers[value] as number;
      if (writer !== NO_ENTRY && writer !== entry) targets[edges++] = writer;
    }
  }
  if (edges === 0) return undefined;
  for (let point = 0; point < okEntries.length; point++) {
    offsets[entryCount + point] = edges;
    targets[edges++] = okEntries[point] as number;
    if (point > 0) targets[edges++] = entryCount + point - 1;
  }
  offsets[entryCount + okEntries.length] = edges;
  return { entryCount, offsets, targets: targets.subarray(0, edges) };
}

/** Lists the values that an entry polled. */
export function readsOf({ reads }: Observations, entry: number): Int32Array {
  const { starts, valueStarts, values } = reads;
  return values.subarray(valueStarts[starts[entry] as number], valueStarts[starts[entry + 1] as number]);
}

/** Lists the ok completions in order, and counts for each completion those before the operation began. */
function realTime(observations: Observations) {
  const okEntries = integerList();
  const okBefore = new Int32Array(observations.positions.length);
  const open = new Map<Process, number>();
  for (let entry = 0; entry < okBefore.length; entry++) {
    const { process, type } = operationOf(observations, entry);
    if (type === "invoke") {
      open.set(process, okEntries.length);
      continue;
    }
    okBefore[entry] = open.get(process) ?? 0;
    open.delete(process);
    if (type === "ok") okEntries.push(entry);
  }
  return { okEntries: okEntries.toArray(), okBefore };
}
