/**
 * What the verdict on a grow-only set does not see: repeated, invented, forgotten and unread elements, and final reads
 * that miss elements which other nodes have. None of it changes the verdict.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import { type Json, NO_COMPLETION } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { howKnown } from "./explanations.ts";
import type { ElementOutcome, ElementTimeline, Read, SetTimelines } from "./timeline.ts";
import { count, type Finding, type OperationLookup, show, showList, tellFindings, tellLookalike } from "../wording.ts";

/** Warns of what is wrong in a history beyond the original's verdict. */
export function warnAboutSet(
  outcomes: readonly ElementOutcome[],
  timelines: SetTimelines,
  lookup: OperationLookup,
): Explanation[] {
  const stable = outcomes.filter(({ outcome }) => outcome === "stable").map(({ element }) => element);
  const byNode = groupByNode(timelines.reads, lookup);
  return [
    ...warnOfInvented(timelines, lookup),
    ...warnOfIncompleteFinalReads(timelines, stable, byNode, lookup),
    ...warnOfForgotten(timelines, new Set(stable), byNode, lookup),
    ...warnOfDuplicates(timelines, lookup),
    ...warnOfUnread(outcomes, timelines, lookup),
  ];
}

function warnOfInvented({ invented, find }: SetTimelines, lookup: OperationLookup): Explanation[] {
  const findings = invented.map(({ value, read }) => ({
    value,
    explain: () => ({
      text: `Value ${show(value)}, which nobody had added, was read from ${lookup.who(read.completed)} ` +
        `at ${lookup.when(read.completed)}${tellLookalike(value, (other) => find(other) >= 0)}.`,
      operations: lookup.indices([read.completed]),
      value,
    }),
  }));
  return tellFindings(
    labelOf("invented"),
    findings,
    "Read as well, though nobody had added it",
  );
}

function warnOfDuplicates({ duplicates }: SetTimelines, lookup: OperationLookup): Explanation[] {
  const findings = duplicates.map(({ value, read }) => ({
    value,
    explain: () => ({
      text: `Value ${show(value)} is more than once in the read from ${lookup.who(read.completed)} ` +
        `at ${lookup.when(read.completed)}; the original does not notice.`,
      operations: lookup.indices([read.completed]),
      value,
    }),
  }));
  return tellFindings(labelOf("duplicated", "warning"), findings, "More than once in a read as well");
}

function groupByNode(reads: readonly Read[], lookup: OperationLookup): ReadonlyMap<string, readonly Read[]> {
  const groups = new Map<string, Read[]>();
  for (const read of reads) {
    const node = lookup.who(read.completed);
    const group = groups.get(node);
    if (group === undefined) groups.set(node, [read]);
    else group.push(read);
  }
  return groups;
}

/** Stable elements that were in one read of a node and not in the next read of the same node. */
function warnOfForgotten(
  timelines: SetTimelines,
  stable: ReadonlySet<ElementTimeline>,
  byNode: ReadonlyMap<string, readonly Read[]>,
  lookup: OperationLookup,
): Explanation[] {
  const stamps = new Int32Array(timelines.elements.length).fill(-1);
  const forgotten = new Map<ElementTimeline, { readonly before: Read; readonly after: Read }>();
  for (const reads of byNode.values()) {
    for (const [number, before] of reads.entries()) {
      const after = reads[number + 1];
      if (after === undefined || before.completed > after.invoked) continue;
      if (isContinued(before, after)) continue;
      const kept = equalPrefix(before.values, after.values);
      if (kept === before.values.length) continue;
      stamp(after, timelines.find, stamps);
      for (const value of before.values.slice(kept)) {
        const position = timelines.find(value);
        const element = timelines.elements[position];
        if (element === undefined || stamps[position] === after.completed) continue;
        if (stable.has(element) && !forgotten.has(element)) forgotten.set(element, { before, after });
      }
    }
  }
  const findings = [...forgotten].map(([{ value }, { before, after }]): Finding => ({
    value,
    explain: () => ({
      text: `Value ${show(value)} was read from ${lookup.who(before.completed)} at ` +
        `${lookup.when(before.completed)} and was missing there at ${lookup.when(after.invoked)}, ` +
        "before it came back.",
      operations: lookup.indices([after.completed, before.completed]),
      value,
    }),
  }));
  return tellFindings(labelOf("forgotten"), findings, "Forgotten for a while as well");
}

/** True where the second read holds the first one's values and then more of the same list. */
function isContinued({ part: first }: Read, { part: second }: Read): boolean {
  return first !== undefined && first.list === second?.list && first.count <= second.count;
}

/** How many values two lists have in common at their start. Most nodes only append, and need no closer look. */
function equalPrefix(a: readonly Json[], b: readonly Json[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

/** Marks the elements of a read with its completion's position. */
function stamp({ values, completed }: Read, find: SetTimelines["find"], stamps: Int32Array): void {
  for (const value of values) {
    const position = find(value);
    if (position >= 0) stamps[position] = completed;
  }
}

/** Stable elements that some node's last final read lacks: they count as stable because another node was asked later. */
function warnOfIncompleteFinalReads(
  { elements, find }: SetTimelines,
  stable: readonly ElementTimeline[],
  byNode: ReadonlyMap<string, readonly Read[]>,
  lookup: OperationLookup,
): Explanation[] {
  const stamps = new Int32Array(elements.length).fill(-1);
  const missing: Finding[] = [];
  for (const [node, reads] of byNode) {
    const last = reads.reduce((latest, read) => (read.invoked > latest.invoked ? read : latest));
    if (lookup.at(last.completed).final !== true) continue;
    stamp(last, find, stamps);
    for (const element of stable) {
      if (stamps[find(element.value)] === last.completed || element.known > last.invoked) continue;
      missing.push({
        value: element.value,
        explain: () => ({
          text: `Value ${show(element.value)}, ${howKnown(element, lookup)}, is not in the final read of ${node} at ` +
            `${lookup.when(last.invoked)}. It counts as stable, because a node that was asked later has it.`,
          operations: lookup.indices([last.completed, element.known, element.added]),
          value: element.value,
        }),
      });
    }
  }
  return tellFindings(
    labelOf("missing-in-final-read"),
    missing,
    "Missing in the final read of some node as well",
  );
}

/** Acknowledged elements of which no later read tells anything. */
function warnOfUnread(
  outcomes: readonly ElementOutcome[],
  { reads }: SetTimelines,
  lookup: OperationLookup,
): Explanation[] {
  const unread = outcomes.filter(({ outcome, element }) => outcome === "never-read" && element.known !== NO_COMPLETION);
  if (unread.length === 0 || reads.length === 0) return [];
  const values = unread.map(({ element }) => element.value);
  return [{
    ...labelOf("never-read"),
    text: `${count(values.length, "acknowledged value was", "acknowledged values were")} never read, because no read ` +
      `was invoked after the acknowledgement: ${showList(values)}. Whether the nodes kept them is not known.`,
    operations: lookup.indices(unread.map(({ element }) => element.known)),
  }];
}
