/**
 * The history of a run: what clients (and the nemesis) asked for and how each request ended.
 *
 * Field names are those of Jepsen's histories, without the trailing question mark (`final?` is `final`).
 *
 * @module
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A client's process number (thread number plus a multiple of the concurrency) or the nemesis. */
export type Process = number | "nemesis";

/** How an entry stands: `invoke` opens an operation; `ok`, `fail` and `info` close it. */
export type OperationType = "invoke" | "ok" | "fail" | "info";

/** One entry of a history. */
export interface Operation {
  /** Position in the history, 0-based. */
  readonly index: number;
  /** Nanoseconds since the start of the run. */
  readonly time: number;
  readonly process: Process;
  readonly type: OperationType;
  /** The function, for example `read` or `broadcast`. */
  readonly f: string;
  readonly value: Json;
  /** `[name, text]` of an RPC error, or a text. */
  readonly error?: Json;
  /** True for the reads of the final phase (workloads that mark them). */
  readonly final?: boolean;
  /** True for kafka assigns that start again from offset 0. */
  readonly "seek-to-beginning"?: boolean;
  /** Milliseconds a kafka poll may take. */
  readonly "poll-ms"?: number;
  /** What went wrong, for completions caused by a malformed reply. */
  readonly exception?: Json;
  /** By key: the offsets that the node listed as committed, for kafka assigns; ours, absent in recorded histories. */
  readonly committed?: { readonly [key: string]: Json };
  /** The code of an error reply where the protocol does not know it, null where there was none; ours. */
  readonly code?: Json;
  /** The node that served the operation; ours, absent in recorded histories. */
  readonly node?: string;
}

/** Entries in the order in which they happened. */
export type History = readonly Operation[];

/** Completions that `pairOperations` could not find. */
export const NO_COMPLETION = -1;

/**
 * Makes a function that looks through a history, and through the same one only once: judge, account and page all ask. A
 * history that has grown since is another one.
 */
export function onceFor<T>(look: (history: History) => T): (history: History) => T {
  const known = new WeakMap<History, { readonly length: number; readonly found: T }>();
  return (history) => {
    const before = known.get(history);
    if (before?.length === history.length) return before.found;
    const found = look(history);
    known.set(history, { length: history.length, found });
    return found;
  };
}

/**
 * Finds the partner of every entry: the completion of an invocation and the invocation of a completion.
 *
 * @returns For each position of `history` the position of its partner, or `NO_COMPLETION` (-1) where there is none
 * (operations still open at the end, nemesis entries, completions without an invocation).
 */
export const pairOperations = onceFor(findPartners);

function findPartners(history: History): Int32Array {
  const partner = new Int32Array(history.length).fill(NO_COMPLETION);
  const open = new Map<Process, number>();
  history.forEach((operation, position) => {
    if (operation.process === "nemesis") return;
    if (operation.type === "invoke") {
      open.set(operation.process, position);
      return;
    }
    const invocation = open.get(operation.process);
    if (invocation === undefined) return;
    open.delete(operation.process);
    partner[invocation] = position;
    partner[position] = invocation;
  });
  return partner;
}
