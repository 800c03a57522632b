/**
 * Duplicate: messages arrive twice at random.
 *
 * @module
 */
import * as v from "valibot";
import { PROBABILITY_CHOICES } from "../choices.ts";
import { strongest } from "../effects.ts";
import { ALL_MESSAGES, type Fault } from "../fault.ts";
import { PROBABILITY } from "../fields.ts";

/** Of several duplications the strongest counts. */
export const duplicate: Fault<number, { readonly probability: number }> = {
  ...ALL_MESSAGES,
  description: "Messages between nodes, or to and from services, arrive twice with a probability.",
  choices: PROBABILITY_CHOICES,
  schema: v.strictObject({ probability: PROBABILITY }),
  example: { probability: 0.3 },
  steady: { option: "p-duplicate", drawn: "0.1" },
  draw: (probability) => ({ probability }),
  apply({ probability }, sum) {
    sum.duplicationProbability = strongest(sum.duplicationProbability, probability);
  },
  describeStart: ({ probability }) => [`probability ${probability}`, { probability }],
  describeStop: ({ after }) => [null, { probability: after.duplicationProbability ?? null }],
};
