/**
 * Slow: latencies are multiplied.
 *
 * @module
 */
import * as v from "valibot";
import { numberChoices } from "../choices.ts";
import { ALL_MESSAGES, type Fault } from "../fault.ts";
import { fromZero } from "../fields.ts";

/** Factors of several faults multiply. The default is that of the original's `slow`, which its command line cannot reach. */
export const slow: Fault<number, { readonly factor: number }> = {
  ...ALL_MESSAGES,
  description: "Messages between nodes, or to and from services, take several times as long.",
  choices: numberChoices({
    syntax: "FACTOR",
    default: 10,
    isValid: (value) => value > 0,
    expected: "a factor above 0",
  }),
  schema: v.strictObject({ factor: fromZero("a factor") }),
  example: { factor: 10 },
  draw: (factor) => ({ factor }),
  apply({ factor }, sum) {
    sum.latencyFactor *= factor;
  },
  describeStart: ({ factor }) => [`times ${factor}`, { factor }],
  describeStop: ({ after }) => [null, { factor: after.latencyFactor }],
};
