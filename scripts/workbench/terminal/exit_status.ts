/**
 * Exit statuses of the bench.
 *
 * @module
 */
import type { Validity } from "../verdict.ts";

export const EXIT_VALID = 0;
/** The verdict is false, or a target or expectation is missed. */
export const EXIT_INVALID = 1;
export const EXIT_UNKNOWN = 2;
/** The bench could not do what was asked: wrong options, no such program, an error of its own. */
export const EXIT_TOOL = 3;
/** Ended by Ctrl-C or SIGTERM, by the custom of shells. */
export const EXIT_INTERRUPTED = 130;

/** The status for one verdict. */
export function statusOf(valid: Validity, targetsMet: boolean): number {
  if (valid === false) return EXIT_INVALID;
  if (valid === "unknown") return EXIT_UNKNOWN;
  return targetsMet ? EXIT_VALID : EXIT_INVALID;
}

/** The status for several: an interruption beats a failure of the tool, that beats invalid, unknown and valid. */
export function combineStatuses(statuses: Iterable<number>): number {
  const found = new Set(statuses);
  const order = [EXIT_INTERRUPTED, EXIT_TOOL, EXIT_INVALID, EXIT_UNKNOWN];
  return order.find((status) => found.has(status)) ?? EXIT_VALID;
}
