/**
 * Messages that certainly were sent and that consumers passed without ever seeing them (`lost-write`).
 *
 * Per key the polls reached a certain index: the highest among the first indices of all values that ok polls returned.
 * Every value that the log shows last at or below that index should have been polled.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import { show, tellFindings } from "../wording.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";
import { inMapOrder } from "./clojure_order.ts";
import { certainlyHappened, NO_ENTRY } from "./facts.ts";
import type { Observations } from "./observations.ts";
import { inHashOrder, NO_INDEX, valuesAtIndex, type VersionOrder } from "./version_orders.ts";

interface LostWrite {
  readonly key: number;
  readonly value: number;
  /** Index that the polls of the key reached. */
  readonly reached: number;
  /** The first value of those that the log shows last at that index, or undefined; perhaps nobody polled it. */
  readonly furthest: number | undefined;
}

/** Finds lost writes. */
export function findLostWrites(analysis: Analysis): Anomaly | undefined {
  const { observations, facts, versions, wording } = analysis;
  const { table } = observations;
  const lost = keysPolled(observations).flatMap((key) => lostWritesOf(analysis, key));
  if (lost.length === 0) return undefined;
  const errs = lost.map(({ key, value, reached, furthest }) => ({
    key: table.keyName(key),
    value: table.message(value),
    index: versions.firstIndices[value] ?? NO_INDEX,
    "max-read-index": reached,
    writer: wording.reference(facts.writers[value] as number),
    "max-read": referenceToReader(analysis, furthest),
  }));
  const findings = lost.map((write) => ({
    value: `${table.keyName(write.key)}/${show(table.message(write.value))}`,
    explain: () => explain(analysis, write),
  }));
  return {
    name: "lost-write",
    result: { count: lost.length, errs },
    explanations: tellFindings(labelOf("lost-write"), findings, "Lost as well (key/message)"),
  };
}

/** Lists the keys that ok operations polled, in the order of a map that was filled operation by operation. */
export function keysPolled(observations: Observations): number[] {
  const { history, positions, reads, table } = observations;
  const names = new Set<string>();
  for (let group = 0; group < reads.keys.length; group++) {
    const position = positions[reads.entries[group] as number] as number;
    if (history[position]?.type === "ok") names.add(table.keyName(reads.keys[group] as number));
  }
  return inMapOrder([...names]).map((name) => table.internKey(name));
}

function lostWritesOf({ observations, facts, versions }: Analysis, key: number): LostWrite[] {
  const order = versions.orders[key] as VersionOrder;
  const reached = indexReached(order, { facts, versions });
  if (reached === NO_INDEX) return [];
  const lost: LostWrite[] = [];
  const [furthest] = lastShownAt(reached);
  for (let index = 0; index <= reached; index++) {
    for (const value of lastShownAt(index)) {
      const writer = facts.writers[value] as number;
      if (facts.okRead[value] === 1 || writer === NO_ENTRY) continue;
      if (certainlyHappened(observations, facts, writer)) lost.push({ key, value, reached, furthest });
    }
  }
  return lost;

  function lastShownAt(index: number): number[] {
    const values = valuesAtIndex(order, index).filter((value) => versions.lastIndices[value] === index);
    return inHashOrder(observations, values);
  }
}

function indexReached(order: VersionOrder, { facts, versions }: Pick<Analysis, "facts" | "versions">): number {
  let reached = NO_INDEX;
  order.values.forEach((_, index) => {
    for (const value of valuesAtIndex(order, index)) {
      if (facts.okRead[value] === 1) reached = Math.max(reached, versions.firstIndices[value] as number);
    }
  });
  return reached;
}

function referenceToReader({ facts, wording }: Analysis, value: number | undefined) {
  const reader = value === undefined ? NO_ENTRY : (facts.firstReaders[value] as number);
  return reader === NO_ENTRY ? null : wording.reference(reader);
}

function explain({ observations: { table }, facts, versions, wording }: Analysis, write: LostWrite) {
  const { key, value, reached } = write;
  const order = versions.orders[key] as VersionOrder;
  const polled = valuesAtIndex(order, reached).find((other) => facts.okRead[other] === 1);
  const reader = polled === undefined ? NO_ENTRY : (facts.firstReaders[polled] as number);
  const poll = reader === NO_ENTRY ? "" : ` from ${wording.who(reader)} ${wording.when(reader)}`;
  const message = `Message ${show(table.message(value))} of ${wording.key(value)}`;
  return {
    text: `${message} was ${wording.sending(value)}, yet no poll returned it, although offset ` +
      `${order.offsets[reached]} was polled${poll}: the write is lost.`,
    operations: wording.indices([facts.writers[value] as number, reader]),
    value: { key: table.keyName(key), message: table.message(value) },
  };
}
