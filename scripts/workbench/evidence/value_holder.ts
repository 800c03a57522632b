/**
 * Whether a JSON text holds certain values, by the rule with which the report's page follows a value.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { holdsTerms, parseTerms } from "../report/client/follow.js";

/** Makes a test for texts that hold all values; it says no to everything where two values look the same. */
export function valueHolder(values: readonly Json[]): (json: string) => boolean {
  const terms = values.flatMap((value) => parseTerms(JSON.stringify(value)));
  // One 0 in a body cannot be both the key 0 and the value 0.
  const isAmbiguous = new Set(terms.map(({ text }) => text)).size < terms.length;
  if (isAmbiguous || terms.length === 0) return () => false;
  return (json) => holdsTerms(json, terms);
}
