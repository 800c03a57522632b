/**
 * Refuses recorded histories that would be judged in part or not at all: those of another workload, and those whose
 * operations do not pair up, run back in time or change their order.
 *
 * A history that the bench made itself is right by construction.
 *
 * @module
 */
import { sameValue } from "../checkers/values.ts";
import { findForeignOperation } from "../checkers/vocabulary.ts";
import { show } from "../checkers/wording.ts";
import type { History, Json, Operation, Process } from "../history.ts";
import { UsageError } from "../usage_error.ts";
import { WORKLOADS } from "../workloads/registry.ts";

const VOCABULARIES = new Map([...WORKLOADS].map(([name, { vocabulary }]) => [name, vocabulary]));

/**
 * Checks that a workload's checker can judge all of a history.
 *
 * @throws {UsageError} Names the first operation that stands in the way.
 */
export function vetHistory(history: History, workload: string): void {
  vetOrder(history);
  vetPairs(history, { hasValues: !COUNTED_ONLY.has(workload) });
  vetVocabulary(history, workload);
  if (!COUNTED_ONLY.has(workload)) vetMissingValues(history);
}

function vetOrder(history: History): void {
  history.forEach(({ index, time }, position) => {
    const before = history[position - 1];
    if (before === undefined) return;
    if (index <= before.index) {
      throw new UsageError(
        `the index ${index} follows the index ${before.index}, expected indexes that ascend`,
      );
    }
    if (time < before.time) {
      throw new UsageError(
        `operation ${index} happened at ${time} ns and operation ${before.index} before it at ${before.time} ns, ` +
          "expected times that do not run backwards",
      );
    }
  });
}

/** What judges any history by its completions alone, whatever their values. */
const COUNTED_ONLY: ReadonlySet<string> = new Set(["availability", "stats"]);

function vetPairs(history: History, { hasValues }: { readonly hasValues: boolean }): void {
  const open = new Map<Process, Operation>();
  for (const operation of history) {
    const { process, type, f, index } = operation;
    if (process === "nemesis") continue;
    const invocation = open.get(process);
    if (type === "invoke") {
      if (invocation !== undefined) {
        throw new UsageError(
          `operation ${index} invokes "${f}" of process ${process}, whose "${invocation.f}" (operation ` +
            `${invocation.index}) is still open, expected that to end first`,
        );
      }
      open.set(process, operation);
      continue;
    }
    if (invocation === undefined) {
      throw new UsageError(
        `operation ${index} ends a "${f}" of process ${process} (${type}), which has none open, expected an invocation ` +
          "before it",
      );
    }
    if (invocation.f !== f) {
      throw new UsageError(
        `operation ${index} ends a "${f}" of process ${process} (${type}), which has invoked "${invocation.f}" ` +
          `(operation ${invocation.index}), expected the end of that`,
      );
    }
    if (hasValues) vetValue(invocation, operation);
    open.delete(process);
  }
}

/** Functions whose ok completion repeats the value that was asked for. */
const REPEATED: ReadonlySet<string> = new Set(["broadcast", "add", "write", "cas"]);

/** What ended ok must be what was asked for: a checker takes the one from the other. */
function vetValue(invocation: Operation, { index, type, f, value }: Operation): void {
  if (type !== "ok" || (REPEATED.has(f) ? sameValue(invocation.value, value) : sameKey(invocation, value))) return;
  const key = REPEATED.has(f) ? "" : " of another key";
  throw new UsageError(
    `operation ${index} ends "${f}"${key} with ${show(value)}, which had been invoked with ${show(invocation.value)} ` +
      `(operation ${invocation.index}), expected the same`,
  );
}

/** True but for reads of a register that return another key than was asked for. */
function sameKey({ f, value: asked }: Operation, value: Json): boolean {
  if (f !== "read" || !Array.isArray(asked) || !Array.isArray(value)) return true;
  return sameValue(asked[0] ?? null, value[0] ?? null);
}

/** Functions that say by their value what they ask for. */
const NEED_A_VALUE: ReadonlySet<string> = new Set(["broadcast", "add", "write", "cas", "echo", "txn", "send"]);

/** A history whose values were lost, by the tool that wrote it, says nothing. */
function vetMissingValues(history: History): void {
  const clients = history.filter(({ process, value }) => process !== "nemesis" && value === null);
  const asked = clients.find(({ type, f }) => type === "invoke" && NEED_A_VALUE.has(f));
  if (asked !== undefined) {
    throw new UsageError(`operation ${asked.index} invokes "${asked.f}" without a value, expected what it asks for`);
  }
  const reads = history.filter(({ process, type, f }) => process !== "nemesis" && type === "ok" && f === "read");
  const [first] = reads;
  if (first === undefined || reads.some(({ value }) => value !== null)) return;
  throw new UsageError(
    `operation ${first.index}, like every "read" that ended ok, has no value, expected what was read`,
  );
}

function vetVocabulary(history: History, workload: string): void {
  const vocabulary = VOCABULARIES.get(workload);
  const found = vocabulary === undefined ? undefined : findForeignOperation(history, vocabulary, VOCABULARIES);
  if (found === undefined) return;
  const { operation, because, expected, fitting } = found;
  const hint = fitting.length === 0 ? "" : `; did you mean -w ${fitting.join(" or -w ")}?`;
  throw new UsageError(
    `it is no history of ${workload}: operation ${operation.index} ${because}, expected ${expected}${hint}`,
  );
}
