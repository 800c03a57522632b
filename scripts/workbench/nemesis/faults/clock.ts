/**
 * Clock: nodes see a wrong time of day. A skew ends with the fault; a jump stays.
 *
 * @module
 */
import * as v from "valibot";
import type { Random } from "../../random.ts";
import { wordChoices } from "../choices.ts";
import { type Fault, withoutEach } from "../fault.ts";
import { NUMBER_MAX } from "../fields.ts";
import { drawSome } from "../node_sets.ts";

const CLOCK_KINDS = ["skew", "jump"] as const;
type ClockKind = typeof CLOCK_KINDS[number];

/** Whose clock is wrong, and by how many ms. */
export interface ClockValue {
  readonly kind: ClockKind;
  readonly "offsets-ms": Readonly<Record<string, number>>;
}

/** Clocks are off by up to 2^18 ms (4.4 minutes), small offsets as likely as large ones, as in Jepsen's clock nemesis. */
const OFFSET_EXPONENTS = [2, 18] as const;

/** Offsets of several faults add up. */
export const clock: Fault<ClockKind, ClockValue> = {
  description: "Nodes see a wrong time of day: a skew until the end of the fault, a jump for good.",
  choices: wordChoices(CLOCK_KINDS, CLOCK_KINDS),
  schema: v.strictObject({
    kind: v.pipe(v.picklist(CLOCK_KINDS), v.title(CLOCK_KINDS.map((kind) => `"${kind}"`).join(" or "))),
    "offsets-ms": v.pipe(
      v.record(v.string(), v.pipe(v.number(), v.minValue(-NUMBER_MAX), v.maxValue(NUMBER_MAX))),
      v.title('for each node the milliseconds by which its clock is off, up to 1e9, such as {"n0": -500}'),
    ),
  }),
  example: { kind: "skew", "offsets-ms": { n0: -500 } },
  concernsNodes: true,
  processProblem: () => "processes share the clock of the machine",
  draw(kind, context) {
    const { random, nodes } = context;
    const skewed = drawSome(random.integer(1, nodes.length), context);
    const offsets = skewed.map((node) => [node, drawOffsetMs(random)] as const);
    return { kind, "offsets-ms": Object.fromEntries(offsets) };
  },
  apply(value, { offsetsMs }) {
    for (const [node, offsetMs] of Object.entries(value["offsets-ms"])) {
      offsetsMs.set(node, (offsetsMs.get(node) ?? 0) + offsetMs);
    }
  },
  staysAfterEnd: ({ kind }) => kind === "jump",
  describeStart: (value) => [value.kind, { "offsets-ms": value["offsets-ms"] }],
  describeStop: ({ after }) => [null, { "offsets-ms": Object.fromEntries(after.offsetsMs) }],
  names: (value) => ({ nodes: Object.keys(value["offsets-ms"]) }),
  restrict(value, isIn) {
    const offsets = Object.entries(value["offsets-ms"]).filter(([node]) => isIn(node));
    return offsets.length === 0 ? undefined : { ...value, "offsets-ms": Object.fromEntries(offsets) };
  },
  smaller: (value) =>
    withoutEach(Object.entries(value["offsets-ms"])).map((rest) => ({
      ...value,
      "offsets-ms": Object.fromEntries(rest),
    })),
};

function drawOffsetMs(random: Random): number {
  const [least, most] = OFFSET_EXPONENTS;
  const offsetMs = Math.round(2 ** (least + random.float() * (most - least)));
  return random.chance(0.5) ? offsetMs : -offsetMs;
}
