/**
 * Refuses recorded histories that would be judged in part or not at all: those of another workload, and those whose
 * operations do not pair up, run back in time or change their order.
 *
 * A history that the bench made itself is right by construction.
 *
 * @module
 */
import { findForeignOperation } from "../checkers/vocabulary.ts";
import type { History, Operation, Process } from "../history.ts";
import { UsageError } from "../usage_error.ts";

/**
 * Checks that a workload's checker can judge all of a history.
 *
 * @throws {UsageError} Names the first operation that stands in the way.
 */
export function vetHistory(history: History, workload: string): void {
  vetOrder(history);
  vetPairs(history);
  vetVocabulary(history, workload);
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

function vetPairs(history: History): void {
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
    open.delete(process);
  }
}

function vetVocabulary(history: History, workload: string): void {
  const found = findForeignOperation(history, workload);
  if (found === undefined) return;
  const { operation, because, expected, fitting } = found;
  const hint = fitting.length === 0 ? "" : `; did you mean -w ${fitting.join(" or -w ")}?`;
  throw new UsageError(
    `it is no history of ${workload}: operation ${operation.index} ${because}, expected ${expected}${hint}`,
  );
}
