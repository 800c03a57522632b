/**
 * Polls of messages that should not be visible: of failed sends (`G1a`), of the polling operation itself
 * (`precommitted-read`), and of nobody at all.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { show, tellFindings } from "../wording.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";
import { NO_ENTRY } from "./facts.ts";
import type { Groups } from "./observations.ts";
import { inHashOrder } from "./version_orders.ts";

/** Errors that the results list. The original lists all of them; this bound only keeps huge results readable. */
const LISTED_MAX = 10_000;

/** Finds ok polls of messages whose send failed, once for each time such a message was polled. */
export function findAbortedReads(analysis: Analysis): Anomaly | undefined {
  const { observations: { reads, table }, facts, wording } = analysis;
  const found: { readonly value: number; readonly reader: number }[] = [];
  let count = 0;
  for (let group = 0; group < reads.keys.length; group++) {
    const reader = reads.entries[group] as number;
    for (let i = reads.valueStarts[group] as number; i < (reads.valueStarts[group + 1] as number); i++) {
      const value = reads.values[i] as number;
      if (facts.failedSend[value] !== 1 || wording.type(reader) !== "ok") continue;
      count++;
      if (found.length < LISTED_MAX) found.push({ value, reader });
    }
  }
  if (count === 0) return undefined;
  const errs = found.map(({ value, reader }) => ({
    key: table.keyName(table.keyOf(value)),
    value: table.message(value),
    writer: wording.reference(facts.writers[value] as number),
    reader: wording.reference(reader),
  }));
  const first = [...new Map(found.toReversed().map((read) => [read.value, read])).values()].reverse();
  const findings = first.map(({ value, reader }) => ({
    value: `${table.keyName(table.keyOf(value))}/${show(table.message(value))}`,
    explain: () => ({
      text: `Message ${show(table.message(value))} of ${wording.key(value)} was ${wording.sending(value)}, so it ` +
        `does not exist; yet ${wording.who(reader)} returned it to a poll ${wording.when(reader)}.`,
      operations: wording.indices([reader, facts.writers[value] as number]),
      value: { key: table.keyName(table.keyOf(value)), message: table.message(value) },
    }),
  }));
  return {
    name: "G1a",
    result: { count, errs },
    explanations: tellFindings(
      labelOf("G1a"),
      findings,
      "Polled although refused (key/message)",
    ),
  };
}

/** Finds operations that polled what they sent themselves. */
export function findPrecommittedReads(analysis: Analysis): Anomaly | undefined {
  const { observations: { positions, table }, wording } = analysis;
  const found: { readonly entry: number; readonly value: number }[] = [];
  for (let entry = 0; entry < positions.length; entry++) {
    const value = ownRead(analysis, entry);
    if (value !== undefined) found.push({ entry, value });
  }
  if (found.length === 0) return undefined;
  const errs = found.slice(0, LISTED_MAX).map(({ entry, value }) => ({
    op: wording.reference(entry),
    key: table.keyName(table.keyOf(value)),
    value: table.message(value),
  }));
  const findings = found.map(({ entry, value }) => ({
    value: `operation ${wording.number(entry)}`,
    explain: () => ({
      text: `The transaction answered by ${wording.who(entry)} ${wording.when(entry)} polled ` +
        `${wording.message(value)}, which it sent itself: what is not committed must not be visible.`,
      operations: wording.indices([entry]),
      value: { key: table.keyName(table.keyOf(value)), message: table.message(value) },
    }),
  }));
  return {
    name: "precommitted-read",
    result: { count: found.length, errs },
    explanations: tellFindings(labelOf("precommitted-read"), findings, "The same in"),
  };
}

/** The first value that an entry both sent and polled. */
function ownRead({ observations }: Analysis, entry: number): number | undefined {
  const { reads, writes } = observations;
  const isMixed = writes.starts[entry] !== writes.starts[entry + 1] && reads.starts[entry] !== reads.starts[entry + 1];
  if (!isMixed) return undefined;
  const polled = new Set(valuesOf(reads, reads.starts[entry] as number, reads.starts[entry + 1] as number));
  for (let group = writes.starts[entry] as number; group < (writes.starts[entry + 1] as number); group++) {
    const sent = new Set(valuesOf(writes, group, group + 1));
    const [own] = inHashOrder(observations, [...sent].filter((value) => polled.has(value)));
    if (own !== undefined) return own;
  }
  return undefined;
}

function valuesOf({ valueStarts, values }: Groups, firstGroup: number, endGroup: number): Int32Array {
  return values.subarray(valueStarts[firstGroup], valueStarts[endGroup]);
}

/** A message that was polled and that no completed operation sent. */
export interface Orphan {
  /** What the results show as `error`. */
  readonly error: Json;
  readonly explanations: readonly Explanation[];
}

/** Finds polled messages that nobody sent: no checker of logs can place them. */
export function findOrphans(analysis: Analysis): Orphan | undefined {
  const { observations: { table }, facts, wording } = analysis;
  const orphans: number[] = [];
  for (let value = 0; value < table.valueCount; value++) {
    if (facts.firstReaders[value] !== NO_ENTRY && facts.writers[value] === NO_ENTRY) orphans.push(value);
  }
  const [first] = orphans;
  if (first === undefined) return undefined;
  const name = (value: number) => ({ key: table.keyName(table.keyOf(value)), value: table.message(value) });
  const findings = orphans.map((value) => ({
    value: `${table.keyName(table.keyOf(value))}/${show(table.message(value))}`,
    explain: () => {
      const reader = facts.firstReaders[value] as number;
      return {
        text: `${wording.who(reader)} returned message ${show(table.message(value))} at ${wording.offset(value)} of ` +
          `${wording.key(value)} to a poll ${wording.when(reader)}, but no completed operation sent it: it is made ` +
          `up, changed on the way, or its send is still open.`,
        operations: wording.indices([reader]),
        value: name(value),
      };
    },
  }));
  const label = labelOf("no-writer-of-value");
  return {
    error: { type: label.anomaly, ...name(first) },
    explanations: tellFindings(label, findings, "From nowhere as well (key/message)"),
  };
}
