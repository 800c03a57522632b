/**
 * Contradictions within a log: `inconsistent-offsets`, an offset with several messages, and `duplicate`, a message at
 * several offsets.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import { sortValues } from "../values.ts";
import { count, show, showList, tellFindings } from "../wording.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";
import { inKeyOrder, inLogOrder } from "./map_order.ts";
import { type Offset, offsetToJson } from "./offset.ts";
import { type Sighting, sightingKey, sightings } from "./sightings.ts";
import { NO_INDEX, valuesAtIndex, type VersionOrder } from "./version_orders.ts";

/** Errors that the results list, those with the fewest offsets or messages first, as in the original. */
const LISTED_MAX = 32;

interface Conflict {
  readonly key: number;
  readonly index: number;
  readonly offset: Offset;
  readonly values: readonly number[];
}

/** Finds offsets at which different messages were seen. */
export function findInconsistentOffsets(analysis: Analysis): Anomaly | undefined {
  const { observations: { table }, versions: { orders } } = analysis;
  const conflicts: Conflict[] = [];
  for (const key of inKeyOrder(analysis.observations)) {
    const order = orders[key] as VersionOrder;
    for (const [index, values] of order.conflicts) {
      conflicts.push({ key, index, offset: order.offsets[index] as Offset, values });
    }
  }
  if (conflicts.length === 0) return undefined;
  conflicts.sort((a, b) => a.values.length - b.values.length);
  const errs = conflicts.slice(0, LISTED_MAX).map(({ key, index, offset, values }) => ({
    key: table.keyName(key),
    offset: offsetToJson(offset),
    index,
    values: sortValues(values.map((value) => table.message(value))),
  }));
  return {
    name: "inconsistent-offsets",
    result: { count: conflicts.length, errs },
    explanations: explainConflicts(analysis, conflicts),
  };
}

function explainConflicts(analysis: Analysis, conflicts: readonly Conflict[]) {
  const { observations: { table }, wording } = analysis;
  const seen = sightings(
    analysis.observations,
    conflicts.slice(0, LISTED_MAX).flatMap(({ key, offset, values }) =>
      values.map((value) => ({ key: table.keyName(key), offset, message: table.message(value) }))
    ),
  );
  const findings = conflicts.slice(0, LISTED_MAX).map(({ key, offset, values }) => ({
    value: `${table.keyName(key)}@${offset}`,
    explain: () => {
      const witnesses = values.map((value) => {
        const message = table.message(value);
        return { message, sighting: seen.get(sightingKey({ key: table.keyName(key), offset, message })) };
      });
      const accounts = witnesses.map(({ message, sighting }) =>
        `message ${show(message)} ${account(analysis, sighting)}`
      );
      return {
        text: `Offset ${offset} of key ${JSON.stringify(table.keyName(key))} holds different messages: ${
          accounts.join("; ")
        }. An offset belongs to one message for ever.`,
        operations: wording.indices(witnesses.flatMap(({ sighting }) => (sighting ? [sighting.entry] : []))),
        value: { key: table.keyName(key), offset: offsetToJson(offset) },
      };
    },
  }));
  return tellFindings(
    labelOf("inconsistent-offsets"),
    findings,
    "Also contradictory (key@offset)",
  );
}

function account({ wording }: Analysis, sighting: Sighting | undefined): string {
  if (sighting === undefined) return "for somebody";
  const where = `${wording.who(sighting.entry)} ${wording.when(sighting.entry)}`;
  return sighting.kind === "poll" ? `in the poll answered by ${where}` : `in the send acknowledged by ${where}`;
}

/** Finds messages that were seen at more than one offset. */
export function findDuplicates(analysis: Analysis): Anomaly | undefined {
  const { observations: { table }, versions } = analysis;
  const { firstIndices, lastIndices } = versions;
  const keys = new Set<number>();
  for (let value = 0; value < table.valueCount; value++) {
    if (firstIndices[value] !== lastIndices[value]) keys.add(table.keyOf(value));
  }
  if (keys.size === 0) return undefined;
  const duplicates = inKeyOrder(analysis.observations).filter((key) => keys.has(key)).flatMap((key) =>
    duplicatesOf(analysis, key)
  );
  duplicates.sort((a, b) => a.count - b.count);
  const listed = duplicates.slice(0, LISTED_MAX).map((duplicate) => ({
    ...duplicate,
    offsets: offsetsOf(versions.orders[duplicate.key] as VersionOrder, duplicate.value),
  }));
  const errs: Json = listed.map(({ key, value, count, offsets }) => ({
    key: table.keyName(key),
    value: table.message(value),
    count,
    offsets: offsets.map(offsetToJson),
  }));
  return {
    name: "duplicate",
    result: { count: duplicates.length, errs },
    explanations: explainDuplicates(analysis, listed, duplicates.length),
  };
}

interface Duplicate {
  readonly key: number;
  readonly value: number;
  readonly count: number;
}

function duplicatesOf({ observations, versions }: Analysis, key: number): Duplicate[] {
  const order = versions.orders[key] as VersionOrder;
  const counts = new Map<number, number>();
  order.values.forEach((_, index) => {
    for (const value of valuesAtIndex(order, index)) counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  return inLogOrder(observations, [...counts.keys()])
    .map((value) => ({ key, value, count: counts.get(value) ?? NO_INDEX }))
    .filter(({ count }) => count > 1);
}

function offsetsOf(order: VersionOrder, value: number): Offset[] {
  return order.offsets.filter((_, index) => valuesAtIndex(order, index).includes(value));
}

function explainDuplicates(
  analysis: Analysis,
  duplicates: readonly (Duplicate & { readonly offsets: readonly Offset[] })[],
  total: number,
) {
  const { observations: { table }, wording, facts } = analysis;
  const wanted = duplicates.flatMap(({ key, value, offsets }) =>
    [offsets[0], offsets.at(-1)].flatMap((offset) =>
      offset === undefined ? [] : [{ key: table.keyName(key), offset, message: table.message(value) }]
    )
  );
  const seen = sightings(analysis.observations, wanted);
  const findings = duplicates.map(({ key, value, offsets }) => ({
    value: `${table.keyName(key)}/${show(table.message(value))}`,
    explain: () => {
      const places = [offsets[0] as Offset, offsets.at(-1) as Offset].map((offset) => {
        const sighting = seen.get(sightingKey({ key: table.keyName(key), offset, message: table.message(value) }));
        return { text: `offset ${offset} ${account(analysis, sighting)}`, sighting };
      });
      return {
        text: `${capital(wording.message(value))} is at ${count(offsets.length, "offset")}, ${
          showList(offsets.map(offsetToJson))
        }: ${places.map(({ text }) => text).join(", ")}. One send must take one offset.`,
        operations: wording.indices([
          ...places.flatMap(({ sighting }) => (sighting ? [sighting.entry] : [])),
          facts.writers[value] as number,
        ]),
        value: { key: table.keyName(key), message: table.message(value) },
      };
    },
  }));
  const more = total - duplicates.length;
  const heading = `Also duplicated (key/message)${more > 0 ? `, beside ${more} not listed` : ""}`;
  return tellFindings(labelOf("duplicate"), findings, heading);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
