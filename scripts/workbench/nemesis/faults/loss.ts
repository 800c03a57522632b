/**
 * Loss: messages vanish at random.
 *
 * @module
 */
import * as v from "valibot";
import { PROBABILITY_CHOICES } from "../choices.ts";
import { strongest } from "../effects.ts";
import { ALL_MESSAGES, type Fault } from "../fault.ts";
import { PROBABILITY } from "../fields.ts";

/** Of several losses the strongest counts. */
export const loss: Fault<number, { readonly probability: number }> = {
  ...ALL_MESSAGES,
  description: "Messages between nodes, or to and from services, vanish with a probability.",
  choices: PROBABILITY_CHOICES,
  schema: v.strictObject({ probability: PROBABILITY }),
  example: { probability: 0.2 },
  steady: { option: "p-loss", drawn: "0.1" },
  draw: (probability) => ({ probability }),
  apply({ probability }, sum) {
    sum.lossProbability = strongest(sum.lossProbability, probability);
  },
  describeStart: ({ probability }) => [`probability ${probability}`, { probability }],
  describeStop: ({ after }) => [null, { probability: after.lossProbability ?? null }],
};
