/**
 * Hold: messages on some links wait until the end of the fault.
 *
 * @module
 */
import * as v from "valibot";
import { NO_CHOICES } from "../choices.ts";
import { type Fault, withoutEach } from "../fault.ts";

/** Pairs of sender and receiver. */
export interface HoldValue {
  readonly links: readonly (readonly [sender: string, receiver: string])[];
}

/** A link is released when no fault holds it any more. */
export const hold: Fault<null, HoldValue> = {
  description: "Messages from certain senders to certain receivers wait until the end of the fault.",
  choices: NO_CHOICES,
  schema: v.strictObject({
    links: v.pipe(
      v.array(v.tuple([v.string(), v.string()])),
      v.title('a list of pairs of sender and receiver, such as [["n0", "n1"]]'),
    ),
  }),
  example: { links: [["n0", "n1"]] },
  draw(_choice, { nodes, random }) {
    const [src, dest] = random.shuffle(nodes);
    return { links: src === undefined || dest === undefined ? [] : [[src, dest]] };
  },
  apply({ links }, { held }) {
    for (const link of links) held.set(link.join(" "), link);
  },
  describeStart: ({ links }) => [null, { links }],
  describeStop: ({ after }) => [null, { links: [...after.held.values()] }],
  names: ({ links }) => ({ nodesAndServices: links.flat() }),
  restrict(value, isIn) {
    const links = value.links.filter(([src, dest]) => isIn(src) && isIn(dest));
    return links.length === 0 ? undefined : { links };
  },
  smaller: ({ links }) => withoutEach(links).map((rest) => ({ links: rest })),
};
