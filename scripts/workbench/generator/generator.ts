/**
 * Generators decide when which operation starts. A generator is asked with the present time and the free threads, and
 * answers: this operation now, wait, or done. It is told of every invocation and completion.
 *
 * After Jepsen's generator design (jepsen.generator), as stateful objects on one thread: `next` may be asked many times
 * before the time comes, and must then answer "wait" without side effects on what will be generated.
 *
 * @module
 */
import type { Json, Operation } from "../history.ts";
import type { Random } from "../random.ts";

/** The present, as a generator sees it. */
export interface GeneratorContext {
  /** Nanoseconds since the start of the run. */
  readonly timeNs: number;
  /** Client threads without an open operation that this generator may use, in the order in which to use them. */
  readonly freeThreads: readonly number[];
  /** All client threads that this generator may use, ascending. */
  readonly threads: readonly number[];
  /** The process that a thread runs as at present. */
  processOf(thread: number): number;
  /** The stream of the workload. */
  readonly random: Random;
}

/** An operation to be started by a thread. */
export interface PlannedOperation {
  readonly thread: number;
  readonly f: string;
  readonly value: Json;
  readonly final?: boolean;
  readonly "seek-to-beginning"?: boolean;
}

/** The answer of a generator. A wait without `untilNs` ends with the next completion. */
export type GeneratorStep =
  | { readonly kind: "operation"; readonly operation: PlannedOperation }
  | { readonly kind: "wait"; readonly untilNs?: number }
  | { readonly kind: "done" };

/** Decides when which operation starts. */
export interface Generator {
  next(context: GeneratorContext): GeneratorStep;
  /** Told of every entry of the history that concerns the generator's threads: invocations and completions. */
  update?(operation: Operation, thread: number): void;
}

/** An operation without a thread. */
export type OperationDraft = Omit<PlannedOperation, "thread">;

export const WAIT: GeneratorStep = { kind: "wait" };
export const DONE: GeneratorStep = { kind: "done" };

/** Makes an endless generator: `draft` is called once for each operation, when a thread is free to start it. */
export function operations(draft: (context: GeneratorContext) => OperationDraft): Generator {
  return {
    next(context) {
      const thread = context.freeThreads[0];
      if (thread === undefined) return WAIT;
      return { kind: "operation", operation: { ...draft(context), thread } };
    },
  };
}
