/**
 * Whose fault it is that a run ended early.
 *
 * @module
 */
import type { RunFailure } from "./cluster.ts";

/** Tells whether the bench ended a run by itself: that says nothing about the nodes. */
export function isEndedByBench({ kind }: RunFailure): boolean {
  return ["interrupted", "memory", "stuck", "unsimulated"].includes(kind);
}
