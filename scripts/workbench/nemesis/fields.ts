/**
 * Kinds of fields in the values of faults, as schedule files have them. The title of each says what is expected.
 *
 * @module
 */
import * as v from "valibot";

/** Seconds, milliseconds and factors end here: nanoseconds beyond it would no longer be numbers that JSON can hold. */
export const NUMBER_MAX = 1e9;

/** A number from 0 on. */
export function fromZero(meaning: string) {
  return v.pipe(v.number(), v.minValue(0), v.maxValue(NUMBER_MAX), v.title(`${meaning} from 0 to 1e9`));
}

/** A number from 0 to 1. */
export const PROBABILITY = v.pipe(v.number(), v.minValue(0), v.maxValue(1), v.title("a number from 0 to 1"));

/** A list of names of nodes. */
export const NODE_LIST = v.pipe(v.array(v.string()), v.title('a list of nodes such as ["n1"]'));

/** A word of the author's own, which the history shows when the fault begins. */
export function label(title: string) {
  return v.optional(v.pipe(v.string(), v.title(title)), "chosen");
}
