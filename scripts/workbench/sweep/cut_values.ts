/**
 * Counts what partitions and losses did to values: cut in half, so that one side had a value and the other had not; and
 * arrived by a detour, after the direct message was lost.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { RunFacts } from "../explain/run_facts.ts";
import { type CarryingMessage, type Propagation, propagationOf } from "../explain/propagation.ts";
import type { Json, Operation } from "../history.ts";
import { isClient } from "../net/message.ts";
import type { Recording } from "../run/run.ts";

/** How often it happened. */
export interface CutValues {
  /** Partitions during which a value was cut in half. */
  readonly cut: number;
  /** Values that a node got by another message than the one that was lost. */
  readonly detoured: number;
}

/** Values followed for each window of time; a sweep must stay fast, and one value is enough to tell. */
const VALUES_FOLLOWED_MAX = 2;

/** Partitions of one run that are looked at. */
const PARTITIONS_MAX = 2;

/** How long a value is followed after its partition, or where there is none. */
const FOLLOWED_NS = 2 * NS_PER_S;

/** Follows a few values of the first partitions, or of a run without any. */
export function countCutValues(recording: Recording): CutValues {
  const { plan, history, journal } = recording;
  const writtenBy = (operation: Operation): readonly Json[] | undefined => {
    const isRequest = operation.type === "invoke" && operation.process !== "nemesis";
    return isRequest ? plan.workload.writtenBy?.(operation) : undefined;
  };
  const updates = history.filter((operation) => writtenBy(operation) !== undefined);
  if (plan.nodes.length < 2 || updates.length === 0) return { cut: 0, detoured: 0 };
  const facts = new RunFacts({ ...recording, nodes: plan.nodes });
  const partitions = facts.faults.filter(({ kind, cuts }) => kind === "partition" && cuts.length > 0);
  const detoured = new Set<string>();
  let cut = 0;
  const follow = (update: Operation, toNs: number): Propagation => {
    const values = writtenBy(update) ?? [];
    const propagation = propagationOf({ journal }, { values, fromNs: update.time, toNs });
    if (propagation.carriers.some((carrier) => isDetoured(carrier, propagation))) detoured.add(JSON.stringify(values));
    return propagation;
  };
  for (const { fromNs, toNs } of partitions.slice(0, PARTITIONS_MAX)) {
    const during = updates.filter(({ time }) => time >= fromNs && time < toNs).slice(0, VALUES_FOLLOWED_MAX);
    if (during.some((update) => isCutInHalf(follow(update, toNs + FOLLOWED_NS), toNs))) cut++;
  }
  if (partitions.length === 0) {
    for (const update of updates.slice(0, VALUES_FOLLOWED_MAX)) follow(update, update.time + FOLLOWED_NS);
  }
  return { cut, detoured: detoured.size };
}

/** One side had the value, and what would have brought it to the other was cut until the partition ended. */
function isCutInHalf({ carriers, arrivals }: Propagation, endNs: number): boolean {
  return carriers.some(({ message: { dest }, lostBy, endNs: lostNs = Infinity }) =>
    lostBy === "partition" && lostNs <= endNs && (arrivals.get(dest)?.endNs ?? Infinity) > endNs
  );
}

function isDetoured({ message, lostBy }: CarryingMessage, { arrivals }: Propagation): boolean {
  if (lostBy === "" || isClient(message.src)) return false;
  const arrival = arrivals.get(message.dest);
  return arrival !== undefined && !isClient(arrival.message.src) && arrival.message.src !== message.src;
}
