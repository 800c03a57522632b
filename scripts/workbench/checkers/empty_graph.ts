/**
 * Histories in which no two operations are in order. The original calls them invalid, where they hold registers or logs:
 * too little was done to test anything, which says nothing of the nodes.
 *
 * @module
 */
import type { CheckerResult } from "../verdict.ts";

const EMPTY_GRAPH = "empty-transaction-graph";

/**
 * The result with "unknown" as our own word, where the original's is false for an empty graph alone. Values read
 * that nobody wrote are the nodes' fault, and leave it at false.
 */
export function ownWord(result: CheckerResult): CheckerResult {
  const { verdict, explanations } = result;
  const errors = explanations.filter(({ severity }) => severity === "error");
  const hasGarbage = explanations.some(({ anomaly }) => anomaly === "garbage-read");
  if (verdict.valid !== false || errors.length === 0 || hasGarbage) return result;
  if (errors.some(({ anomaly }) => anomaly !== EMPTY_GRAPH)) return result;
  return {
    verdict,
    ownValid: "unknown",
    explanations: explanations.map((one) => one.anomaly === EMPTY_GRAPH ? { ...one, severity: "unknown" } : one),
  };
}
