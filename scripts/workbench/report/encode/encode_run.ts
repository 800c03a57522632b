/**
 * Makes the data of a report page from a run.
 *
 * @module
 */
import { firstEvents } from "../../net/journal.ts";
import { callsOf } from "../../recording/calls.ts";
import { faultsOf } from "../../recording/fault_windows.ts";
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
  /** Sentences for the reader; empty where everything is there. */
  readonly leftOut: readonly string[];
}

/** How much of a run a page may hold. */
export interface PageLimits extends TextLimits {
  /** Journal events; later ones are left out. */
  readonly events: number;
}

/** Limits that no official run reaches: an official 5b run has about 250,000 events. */
export const PAGE_LIMITS: PageLimits = { textLength: 20_000, listElements: 600_000, events: 1_200_000 };

/** Encodes a run within limits. */
export function encodeRun(run: ReportInput, limits: PageLimits): EncodedRun {
  const journal = firstEvents(run.journal, limits.events);
  const participants = participantsOf(journal, run.nodes);
  const texts = new TextTable(limits);
  const calls = callsOf(run.history);
  const messageColumns = encodeMessages(journal, { participants, calls, texts });
  const callColumns = encodeCalls(calls, { participants, texts });
  const startNs = Math.min(0, journal[0]?.time ?? 0);
  const payload: RunPayload = {
    valueKind: run.workload.valueKind,
    start: Math.floor(startNs / NS_PER_US),
    end: Math.ceil(endOf(run.history, journal) / NS_PER_US),
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
  return { payload, leftOut: leftOutSentences(run, journal.length, texts.cutCount, limits) };
}

function encodeFaults(run: ReportInput, participants: Participants): FaultColumns[] {
  return faultsOf(run.history).map((fault) => ({
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
  }));
}

function leftOutSentences(run: ReportInput, events: number, cutCount: number, limits: PageLimits): string[] {
  const sentences: string[] = [];
  if (events < run.journal.length) {
    const missing = (run.journal.length - events).toLocaleString("en");
    sentences.push(
      `The last ${missing} of ${
        run.journal.length.toLocaleString("en")
      } network events are not on this page; journal.jsonl beside it has them all.`,
    );
  }
  if (cutCount > 0) {
    sentences.push(
      `${cutCount.toLocaleString("en")} long bodies or values are cut (after ${
        limits.textLength.toLocaleString("en")
      } characters, or where all long lists together exceed ${
        limits.listElements.toLocaleString("en")
      } elements); journal.jsonl and history.jsonl beside this page have them whole.`,
    );
  }
  return sentences;
}
