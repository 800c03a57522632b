/**
 * Which operations the history of each workload holds, so that a history is not judged as that of another workload:
 * checkers pass over operations that they do not know, and would find nothing wrong.
 *
 * @module
 */
import type { History, Json, Operation } from "../history.ts";
import { kindOf, toBigInt } from "./values.ts";
import { show } from "./wording.ts";

/** The operations of a workload. */
export interface Vocabulary {
  readonly functions: readonly string[];
  /** Names of the micro-operations in the values of `functions` that have such. */
  readonly microOperations?: readonly string[];
  /** What an ok `read` returns, where other workloads have a `read` too. */
  readonly readIs?: "list" | "number";
  /** True where an `add` never takes away. */
  readonly isGrowOnly?: boolean;
}

/** An operation that the history of a workload cannot hold. */
export interface ForeignOperation {
  readonly operation: Operation;
  /** What is foreign about it, for example `is "write"`. */
  readonly because: string;
  /** What the workload has, for a sentence that goes on "expected". */
  readonly expected: string;
  /** Workloads whose histories hold all of the operations. */
  readonly fitting: readonly string[];
}

/**
 * Finds the first operation of clients that does not belong to a workload; undefined where all do.
 *
 * @param all What can be told apart: the vocabularies of all workloads, by their names.
 */
export function findForeignOperation(
  history: History,
  vocabulary: Vocabulary,
  all: ReadonlyMap<string, Vocabulary>,
): ForeignOperation | undefined {
  const known = new Set([...all.values()].flatMap(({ microOperations = [] }) => microOperations));
  const found = foreignTo(vocabulary, history, known);
  if (found === undefined) return undefined;
  const fitting = [...all].filter(([, other]) => foreignTo(other, history, known) === undefined);
  return { ...found, fitting: fitting.map(([name]) => name) };
}

function foreignTo(
  vocabulary: Vocabulary,
  history: History,
  known: ReadonlySet<string>,
): Omit<ForeignOperation, "fitting"> | undefined {
  const { functions, readIs } = vocabulary;
  let readsOfOtherForm: Operation | undefined;
  let hasReadOfForm = false;
  for (const operation of history) {
    const { process, type, f, value } = operation;
    if (process === "nemesis") continue;
    const because = whyForeign(vocabulary, operation, known);
    if (because !== undefined) return { operation, because, expected: functions.join(", ") };
    if (readIs === undefined || f !== "read" || type !== "ok") continue;
    if (kindOf(value) === readIs) hasReadOfForm = true;
    else if (["list", "number"].includes(kindOf(value))) readsOfOtherForm ??= operation;
  }
  if (readsOfOtherForm === undefined || hasReadOfForm) return undefined;
  const [found, expected] = readIs === "list" ? ["a number", "a list of elements"] : ["a list", "a number"];
  return { operation: readsOfOtherForm, because: `is a "read" that returned ${found}`, expected };
}

function whyForeign(
  vocabulary: Vocabulary,
  { f, value }: Operation,
  known: ReadonlySet<string>,
): string | undefined {
  if (!vocabulary.functions.includes(f)) return `is "${f}"`;
  if (vocabulary.isGrowOnly && f === "add" && (toBigInt(value) ?? 0n) < 0n) return `is an "add" of ${show(value)}`;
  const { microOperations } = vocabulary;
  if (microOperations === undefined || !Array.isArray(value)) return undefined;
  const foreign = value.map(microName).find((name) =>
    name !== undefined && known.has(name) && !microOperations.includes(name)
  );
  return foreign === undefined ? undefined : `is "${f}" with the micro-operation "${foreign}"`;
}

function microName(microOperation: Json): string | undefined {
  if (!Array.isArray(microOperation)) return undefined;
  return typeof microOperation[0] === "string" ? microOperation[0] : undefined;
}
