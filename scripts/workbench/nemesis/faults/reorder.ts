/**
 * Reorder: messages are late by a random time and overtake each other.
 *
 * @module
 */
import * as v from "valibot";
import { numberChoices } from "../choices.ts";
import { strongest } from "../effects.ts";
import { ALL_MESSAGES, type Fault } from "../fault.ts";
import { fromZero } from "../fields.ts";

/** Of several delays the longest counts. */
export const reorder: Fault<number, { readonly "jitter-ms": number }> = {
  ...ALL_MESSAGES,
  description: "Messages between nodes, or to and from services, are late by a random time and overtake each other.",
  choices: numberChoices({
    syntax: "MS",
    default: 200,
    isValid: (value) => value > 0,
    expected: "milliseconds above 0",
  }),
  schema: v.strictObject({ "jitter-ms": fromZero("the longest delay, milliseconds") }),
  example: { "jitter-ms": 200 },
  steady: { option: "jitter", drawn: "50" },
  draw: (jitterMs) => ({ "jitter-ms": jitterMs }),
  apply(value, sum) {
    sum.jitterMs = strongest(sum.jitterMs, value["jitter-ms"]);
  },
  describeStart: (value) => [`up to ${value["jitter-ms"]} ms`, { "jitter-ms": value["jitter-ms"] }],
  describeStop: ({ after }) => [null, { "jitter-ms": after.jitterMs ?? null }],
};
