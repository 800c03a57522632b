/**
 * Messages that were acknowledged and that no ok poll returned up to the end (`unseen`).
 *
 * A quirk of the original is kept: a key without any acknowledged message that the very last ok operation polls for the
 * first time counts with all that this operation polled.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import { sortValues } from "../values.ts";
import { count, show, tellFindings } from "../wording.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";

/** Messages that the results list per key. */
const LISTED_MAX = 32;

/** Finds unseen messages. */
export function findUnseen(analysis: Analysis): Anomaly | undefined {
  const { observations: { history, positions, table }, wording } = analysis;
  let last = positions.length - 1;
  while (last >= 0 && wording.type(last) !== "ok") last--;
  if (last < 0) return undefined;
  const byKey = unseenByKey(analysis);
  for (const [key, values] of polledFirstBy(analysis, last)) byKey.set(key, values);
  if (byKey.size === 0) return undefined;
  const keys = [...byKey.keys()].sort((a, b) => (table.keyName(a) < table.keyName(b) ? -1 : 1));
  const perKey = (show: (values: readonly number[]) => Json): Json =>
    Object.fromEntries(keys.map((key) => [table.keyName(key), show(byKey.get(key) ?? [])]));
  return {
    name: "unseen",
    result: {
      time: history[positions[last] as number]?.time ?? 0,
      unseen: perKey((values) => values.length),
      messages: perKey((values) => sortValues(values.map((value) => table.message(value))).slice(0, LISTED_MAX)),
    },
    explanations: tellFindings(
      labelOf("unseen"),
      keys.map((key) => {
        const values = byKey.get(key) ?? [];
        return { value: table.keyName(key), count: values.length, explain: () => explain(analysis, key, values) };
      }),
      "Unseen messages in further keys",
    ),
  };
}

function unseenByKey({ observations: { table }, facts }: Analysis): Map<number, number[]> {
  const byKey = new Map<number, number[]>();
  for (let value = 0; value < table.valueCount; value++) {
    if (facts.okSent[value] !== 1 || facts.okRead[value] === 1) continue;
    const key = table.keyOf(value);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [value]);
    else known.push(value);
  }
  return byKey;
}

/** Keys that ok operations before `last` neither polled nor sent to, nor `last` sent to, and what `last` polled of them. */
function polledFirstBy({ observations: { reads, writes }, wording }: Analysis, last: number): Map<number, number[]> {
  const polled = new Map<number, number[]>();
  for (let group = reads.starts[last] as number; group < (reads.starts[last + 1] as number); group++) {
    const values = new Set(reads.values.subarray(reads.valueStarts[group], reads.valueStarts[group + 1]));
    if (values.size > 0) polled.set(reads.keys[group] as number, [...values]);
  }
  if (polled.size === 0) return polled;
  for (const { groups, end } of [{ groups: reads, end: last }, { groups: writes, end: last + 1 }]) {
    for (let group = 0; group < (groups.starts[end] as number); group++) {
      if (wording.type(groups.entries[group] as number) === "ok") polled.delete(groups.keys[group] as number);
    }
  }
  return polled;
}

function explain({ observations: { table }, facts, wording }: Analysis, key: number, values: readonly number[]) {
  const first = values[0] as number;
  const writer = facts.writers[first] as number;
  const name = `key ${JSON.stringify(table.keyName(key))}`;
  const rest = values.length === 1 ? "" : `, and with it ${count(values.length - 1, "other message")} of this key`;
  const text = facts.okSent[first] === 1
    ? `Message ${show(table.message(first))} of ${name} was ${wording.sending(first)}, but no poll returned it up to ` +
      `the end of the run${rest}.`
    : `${count(values.length, "message")} of ${name}, the first ${wording.sending(first)}, were polled only by the ` +
      `last operation, and no send to this key was acknowledged; the original counts them as unseen.`;
  return {
    text,
    operations: wording.indices([writer]),
    value: { key: table.keyName(key), message: table.message(first) },
    ...(values.length === 1 ? {} : { count: values.length }),
  };
}
