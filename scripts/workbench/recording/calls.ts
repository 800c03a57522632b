/**
 * Operations as calls: an invocation together with how it ended.
 *
 * @module
 */
import { type History, NO_COMPLETION, onceFor, type Operation, pairOperations } from "../history.ts";

/** How a call ended; `open` where the run ended first. */
export type Outcome = "ok" | "fail" | "info" | "open";

/** All outcomes in the order of legends. */
export const OUTCOMES: readonly Outcome[] = ["ok", "fail", "info", "open"];

/** One client operation from its invocation to its completion. */
export interface Call {
  readonly invocation: Operation;
  /** Absent while `outcome` is `open`. */
  readonly completion?: Operation;
  readonly outcome: Outcome;
}

/** Lists the calls of all clients in the order of their invocations; nemesis entries are not calls. */
export const callsOf = onceFor(findCalls);

function findCalls(history: History): readonly Call[] {
  const partner = pairOperations(history);
  const calls: Call[] = [];
  history.forEach((operation, position) => {
    if (operation.type !== "invoke" || operation.process === "nemesis") return;
    const completion = history[partner[position] ?? NO_COMPLETION];
    calls.push(
      completion === undefined || completion.type === "invoke"
        ? { invocation: operation, outcome: "open" }
        : { invocation: operation, completion, outcome: completion.type },
    );
  });
  return calls;
}

/** Names of the functions that occur, sorted, so that runs of one workload look alike. */
export function functionsOf(calls: readonly Call[]): string[] {
  return [...new Set(calls.map((call) => call.invocation.f))].sort();
}
