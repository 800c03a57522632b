/**
 * Makes the data of a report page from a run.
 *
 * @module
 */
import { enumerate } from "../../checkers/wording.ts";
import { seconds } from "../../clock.ts";
import { callsOf } from "../../recording/calls.ts";
import { faultWindowsOf } from "../../recording/fault_windows.ts";
import { grouped } from "../../text/grouped.ts";
import { type HeldPart, heldPart } from "./held_part.ts";
import { endOf } from "../plots/plot_data.ts";
import type { ReportInput } from "../report_input.ts";
import { encodeCalls } from "./encode_calls.ts";
import { encodeMessages, NS_PER_US } from "./encode_messages.ts";
import { type Participants, participantsOf } from "./participants.ts";
import type { FaultColumns, RunPayload } from "./payload.ts";
import { type TextLimits, TextTable } from "./text_table.ts";

/** A page's data, and what had to be left out of it. */
export interface EncodedRun {
  readonly payload: RunPayload;
  readonly leftOut: LeftOut;
}

/** What a page does not hold, one sentence each; absent where it holds everything. */
export interface LeftOut {
  /** Network events. */
  readonly events?: string;
  /** Bodies and values. */
  readonly texts?: string;
}

/** How much of a run a page may hold. */
export interface PageLimits extends TextLimits {
  /** Journal events; of a longer journal the page holds a part. */
  readonly events: number;
}

/** Limits that no official run reaches: an official 5b run has about 250,000 events. */
export const PAGE_LIMITS: PageLimits = { textLength: 20_000, listElements: 600_000, events: 1_200_000 };

/** Encodes a run within limits. @param tidy Called between its steps; each leaves much garbage of a large run. */
export function encodeRun(run: ReportInput, limits: PageLimits, tidy = () => {}): EncodedRun {
  const held = heldPart(run.journal, { ...run, eventsMax: limits.events });
  const journal = held.events;
  const participants = participantsOf(journal, run.nodes);
  const texts = new TextTable(limits);
  tidy();
  const calls = callsOf(run.history);
  const messageColumns = encodeMessages(journal, { participants, calls, texts });
  tidy();
  const callColumns = encodeCalls(calls, { participants, texts });
  tidy();
  const startNs = Math.min(0, journal[0]?.time ?? 0);
  const payload: RunPayload = {
    valueKind: run.workload.valueKind,
    start: Math.floor(startNs / NS_PER_US),
    end: Math.ceil(endOf(run.history, journal) / NS_PER_US),
    ...(held.spans === undefined ? {} : { held: held.spans.map(([from, to]) => [toUs(from), toUs(to)] as const) }),
    messageCount: held.messageCount,
    cutCount: texts.cutCount,
    participants: participants.names,
    kinds: participants.kinds,
    ...messageColumns,
    ...callColumns,
    texts: texts.texts,
    lists: texts.lists,
    faults: encodeFaults(run, participants),
    findings: run.explanations.map((explanation) => ({
      anomaly: explanation.anomaly,
      severity: explanation.severity,
      operations: explanation.operations,
    })),
  };
  return { payload, leftOut: { ...leftOutEvents(run, held), ...leftOutTexts(texts.cutCount, limits) } };
}

function toUs(timeNs: number): number {
  return Math.floor(timeNs / NS_PER_US);
}

function encodeFaults(run: ReportInput, participants: Participants): FaultColumns[] {
  return faultWindowsOf(run.history).map((fault) => ({
    kind: fault.kind,
    from: Math.floor(fault.fromNs / NS_PER_US),
    to: Math.ceil(fault.toNs / NS_PER_US),
    detail: fault.detail,
    cuts: fault.cuts.flatMap(([receiver, sender]): [number, number][] => {
      const to = participants.positionOf.get(receiver);
      const from = participants.positionOf.get(sender);
      return to === undefined || from === undefined ? [] : [[to, from]];
    }),
    nodes: fault.nodes.flatMap((node) => participants.positionOf.get(node) ?? []),
    losesMemory: fault.losesMemory,
  }));
}

function leftOutEvents({ journal }: ReportInput, { events, spans }: HeldPart): LeftOut {
  if (spans === undefined) return {};
  const [held, all] = [events.length, journal.length].map((count) => grouped(count));
  const times = spans.map(([from, to]) => `${seconds(from, 3)} to ${seconds(to, 3)}`);
  return {
    events:
      `This page holds ${held} of ${all} network events, those of ${enumerate(times)}: the beginning, the end, and ` +
      "what happened around the findings. journal.record beside it has them all (workbench export writes it as JSON), " +
      "and a page that comes from serve fetches those of the time that you look at.",
  };
}

function leftOutTexts(cutCount: number, { textLength, listElements }: PageLimits): LeftOut {
  if (cutCount === 0) return {};
  const room = listElements === 0
    ? "lists after their first elements"
    : `lists where all together exceed ${grouped(listElements)} elements`;
  return {
    texts: `${grouped(cutCount)} long bodies or values are cut on this page (after ` +
      `${
        grouped(textLength)
      } characters, ${room}); journal.record and history.record beside it have them whole; workbench export ` +
      "writes them as JSON.",
  };
}
