/**
 * What is known of each value: who sent it, who polled it, with what outcome.
 *
 * @module
 */
import type { OperationType } from "../../history.ts";
import { type Observations, operationOf } from "./observations.ts";

/** Where no entry is known. */
export const NO_ENTRY = -1;

/** Columns by value. */
export interface ValueFacts {
  /** The completion of the (last) operation that sent the value, of whatever outcome. */
  readonly writers: Int32Array;
  /** The first completion that polled the value. */
  readonly firstReaders: Int32Array;
  /** 1 where an ok operation polled the value. */
  readonly okRead: Uint8Array;
  /** 1 where an ok operation sent the value. */
  readonly okSent: Uint8Array;
  /** 1 where a failed operation sent the value. */
  readonly failedSend: Uint8Array;
}

/** Gathers the facts from all completions. */
export function gatherFacts(observations: Observations): ValueFacts {
  const { table, positions, reads, writes } = observations;
  const facts: ValueFacts = {
    writers: new Int32Array(table.valueCount).fill(NO_ENTRY),
    firstReaders: new Int32Array(table.valueCount).fill(NO_ENTRY),
    okRead: new Uint8Array(table.valueCount),
    okSent: new Uint8Array(table.valueCount),
    failedSend: new Uint8Array(table.valueCount),
  };
  for (let entry = 0; entry < positions.length; entry++) {
    const { type } = operationOf(observations, entry);
    if (type === "invoke") continue;
    const readEnd = reads.valueStarts[reads.starts[entry + 1] as number] as number;
    for (let i = reads.valueStarts[reads.starts[entry] as number] as number; i < readEnd; i++) {
      noteRead(facts, reads.values[i] as number, entry, type);
    }
    const writeEnd = writes.valueStarts[writes.starts[entry + 1] as number] as number;
    for (let i = writes.valueStarts[writes.starts[entry] as number] as number; i < writeEnd; i++) {
      noteWrite(facts, writes.values[i] as number, entry, type);
    }
  }
  return facts;
}

function noteRead(facts: ValueFacts, value: number, entry: number, type: OperationType): void {
  if (facts.firstReaders[value] === NO_ENTRY) facts.firstReaders[value] = entry;
  if (type === "ok") facts.okRead[value] = 1;
}

function noteWrite(facts: ValueFacts, value: number, entry: number, type: OperationType): void {
  facts.writers[value] = entry;
  if (type === "ok") facts.okSent[value] = 1;
  if (type === "fail") facts.failedSend[value] = 1;
}

/** Tells whether a send certainly happened: it is ok, or indefinite and one of its values was polled by an ok poll. */
export function certainlyHappened(observations: Observations, facts: ValueFacts, entry: number): boolean {
  const { type } = operationOf(observations, entry);
  if (type !== "info") return type === "ok";
  const { starts, valueStarts, values } = observations.writes;
  const end = valueStarts[starts[entry + 1] as number] as number;
  for (let i = valueStarts[starts[entry] as number] as number; i < end; i++) {
    if (facts.okRead[values[i] as number] === 1) return true;
  }
  return false;
}
