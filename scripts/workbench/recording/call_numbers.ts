/**
 * One number for one operation: the history index of its invocation, in findings as in lists and links.
 *
 * Checkers speak of an operation by either of its entries. An operation that never ended has its invocation only, so
 * that is the one that all of them have.
 *
 * @module
 */
import { type History, pairOperations } from "../history.ts";
import type { Explanation } from "../verdict.ts";

/** The findings with each operation named once, by the index of its invocation; cycles as well. */
export function numberByInvocation(history: History, explanations: readonly Explanation[]): Explanation[] {
  if (explanations.length === 0) return [];
  const partners = pairOperations(history);
  const invocationOf = new Map<number, number>();
  history.forEach(({ index, type }, position) => {
    const partner = history[partners[position] ?? -1];
    if (type !== "invoke" && partner !== undefined) invocationOf.set(index, partner.index);
  });
  const number = (index: number) => invocationOf.get(index) ?? index;
  return explanations.map((explanation) => ({
    ...explanation,
    operations: [...new Set(explanation.operations.map(number))],
    ...(explanation.cycle === undefined
      ? {}
      : { cycle: explanation.cycle.map((edge) => ({ ...edge, from: number(edge.from), to: number(edge.to) })) }),
  }));
}
