/**
 * Partition: receivers no longer hear certain senders. Names and values in the history are the original's.
 *
 * @module
 */
import * as v from "valibot";
import type { Json } from "../../history.ts";
import { wordChoices } from "../choices.ts";
import { type Fault, withoutEach } from "../fault.ts";
import { label } from "../fields.ts";
import {
  drawPartition,
  type DropLists,
  ORIGINAL_PARTITION_KINDS,
  PARTITION_KINDS,
  type PartitionKind,
} from "../partitions.ts";

/** Who no longer hears whom. */
export interface PartitionValue {
  readonly kind: string;
  /** Receiver to senders. */
  readonly drops: DropLists;
}

/** Messages are cut at the moment at which their receiver would take them. */
export const partition: Fault<PartitionKind, PartitionValue> = {
  description: "Receivers no longer hear certain senders; what such a sender sends vanishes.",
  choices: wordChoices(PARTITION_KINDS, ORIGINAL_PARTITION_KINDS),
  schema: v.strictObject({
    kind: label("how the cut was chosen, a text for the history"),
    drops: v.pipe(
      v.record(v.string(), v.array(v.string())),
      v.title('for each receiver a list of the senders that it does not hear, such as {"n0": ["n1", "n2"]}'),
    ),
  }),
  example: { kind: "one", drops: { n0: ["n1", "n2"], n1: ["n0"], n2: ["n0"] } },
  startsAtOnce: true,
  alwaysHeals: true,
  isOriginal: true,
  draw: (kind, context) => ({ kind, drops: drawPartition(kind, context) }),
  apply({ drops }, sum) {
    for (const [receiver, senders] of Object.entries(drops)) {
      if (senders.length === 0) continue;
      const dropped = sum.drops.get(receiver) ?? new Set();
      sum.drops.set(receiver, dropped);
      for (const sender of senders) dropped.add(sender);
    }
  },
  describeStart: ({ kind, drops }) => [kind, ["isolated", sortLists(Object.entries(drops))]],
  describeStop({ after: { drops } }) {
    return [null, drops.size === 0 ? "network-healed" : ["isolated", sortLists(drops)]];
  },
  names: ({ drops }) => ({ nodesAndServices: [...Object.keys(drops), ...Object.values(drops).flat()] }),
  restrict(value, isIn) {
    const drops = Object.entries(value.drops)
      .filter(([receiver]) => isIn(receiver))
      .map(([receiver, senders]) => [receiver, senders.filter(isIn)] as const);
    if (drops.every(([, senders]) => senders.length === 0)) return undefined;
    return { ...value, drops: Object.fromEntries(drops) };
  },
  smaller({ drops }) {
    const cuts = Object.entries(drops).flatMap(([receiver, senders]) =>
      senders.map((sender) => [receiver, sender] as const)
    );
    return withoutEach(cuts).map((rest) => ({ kind: "chosen", drops: listsOf(rest) }));
  },
};

function listsOf(cuts: readonly (readonly [receiver: string, sender: string])[]): DropLists {
  const drops: Record<string, string[]> = {};
  for (const [receiver, sender] of cuts) (drops[receiver] ??= []).push(sender);
  return drops;
}

/** Sets are sorted lists in our histories. */
function sortLists(lists: Iterable<readonly [string, Iterable<string>]>): Json {
  return Object.fromEntries([...lists].map(([name, list]) => [name, [...list].sort()]));
}
