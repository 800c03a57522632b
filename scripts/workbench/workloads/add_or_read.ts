/**
 * What the set-like and the counter workloads generate: a mix of adds and reads, and one last read per thread.
 *
 * @module
 */
import { eachThread, limit } from "../generator/combinators.ts";
import { type Generator, type OperationDraft, operations } from "../generator/generator.ts";
import type { Json, Operation } from "../history.ts";
import type { MessageBody } from "../net/message.ts";
import type { Random } from "../random.ts";
import { holdPart, partIn } from "../shared_list.ts";

const READ: OperationDraft = { f: "read", value: null };

/** What `addOrRead` is made of. */
export interface AddOrReadOptions {
  readonly random: Random;
  /** Probability of an add, 0 to 1. */
  readonly addProbability: number;
  draftAdd(): OperationDraft;
}

/** What an invocation of a set-like workload adds; undefined for a read. */
export function addedElement({ f, value }: Operation): readonly Json[] | undefined {
  return f === "read" ? undefined : [value];
}

/** Endless adds and reads. */
export function addOrRead({ random, addProbability, draftAdd }: AddOrReadOptions): Generator {
  return operations(() => (random.chance(addProbability) ? draftAdd() : READ));
}

/** Every thread reads once, marked as final. */
export function finalReads(): Generator {
  return eachThread(() => limit(1, operations(() => ({ ...READ, final: true }))));
}

/** Every thread reads once; the history does not tell these reads from others. */
export function unmarkedFinalReads(): Generator {
  return eachThread(() => limit(1, operations(() => READ)));
}

/** What came of a read: the list in a field of the reply. */
export function listRead(reply: MessageBody, field: string): { readonly type: "ok"; readonly value: Json } {
  const part = partIn(reply, field);
  return part === undefined
    ? { type: "ok", value: reply[field] ?? null }
    : holdPart({ type: "ok", value: null }, { field: "value", part });
}
