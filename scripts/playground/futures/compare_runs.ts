/**
 * Compares a run with what became of it when something was done to it.
 *
 * @module
 */
import { seconds } from "../../workbench/clock.ts";
import { figureAt, FIGURES, figureText } from "../../workbench/figures.ts";
import type { Judgement } from "../../workbench/judge.ts";
import { eventText, type Journal, type JournalEvent } from "../../workbench/net/journal.ts";
import { isClient } from "../../workbench/net/message.ts";
import type { Recording } from "../../workbench/run/run.ts";
import { findingCount, type Validity } from "../../workbench/verdict.ts";
import type { ComparedRow, Comparison } from "./protocol.ts";

/** Events that are told of each run, from the first difference on. */
const EVENTS_MAX = 12;

/** Characters of a message that are told. */
const BODY_LENGTH_MAX = 100;

/** A run with its verdict. */
export interface JudgedRun {
  readonly recording: Recording;
  readonly judgement: Judgement;
}

/** Compares two runs of which the second was forked from the first. */
export function compareRuns(before: JudgedRun, after: JudgedRun, forkNs: number): Comparison {
  const { sameEvents, differenceNs } = commonEvents(before.recording.journal, after.recording.journal);
  return {
    sameEvents,
    isSameUntilFork: differenceNs >= forkNs,
    rows: rowsOf(before, after),
    eventsBefore: eventsFrom(before.recording.journal, sameEvents),
    eventsAfter: eventsFrom(after.recording.journal, sameEvents),
  };
}

/** How many events both have in common, and when they differ first. */
function commonEvents(before: Journal, after: Journal): { sameEvents: number; differenceNs: number } {
  let sameEvents = 0;
  const others = after[Symbol.iterator]();
  for (const event of before) {
    const other = others.next();
    if (other.done || eventText(event) !== eventText(other.value)) {
      return { sameEvents, differenceNs: Math.min(event.time, other.done ? Infinity : other.value.time) };
    }
    sameEvents++;
  }
  const rest = others.next();
  return { sameEvents, differenceNs: rest.done ? Infinity : rest.value.time };
}

/** The first events from a number on, of nodes and services. */
function eventsFrom(journal: Journal, number: number): string[] {
  const told: string[] = [];
  for (const event of journal) {
    if (event.id < number || isClient(event.message.src) || isClient(event.message.dest)) continue;
    told.push(tellEvent(event));
    if (told.length === EVENTS_MAX) break;
  }
  return told;
}

function tellEvent({ time, type, reason, message: { src, dest, body } }: JournalEvent): string {
  const what = { send: "sent", recv: "received", drop: `lost (${reason})` }[type];
  const text = JSON.stringify(body);
  const shown = text.length > BODY_LENGTH_MAX ? `${text.slice(0, BODY_LENGTH_MAX)}…` : text;
  return `${seconds(time, 4)} ${src} → ${dest} ${what} ${shown}`;
}

function rowsOf(before: JudgedRun, after: JudgedRun): ComparedRow[] {
  const rows: ComparedRow[] = [
    row("verdict", [before, after], {
      text: wordOf,
      value: ({ judgement }) => rankOf(judgement.results.valid),
      better: "more",
    }),
    row("findings", [before, after], { value: (run) => countOf(run, false), better: "less" }),
    row("warnings", [before, after], { value: (run) => countOf(run, true), better: "less" }),
    row("messages lost", [before, after], { value: ({ recording }) => lostCount(recording.journal), better: "less" }),
  ];
  for (const figure of Object.values(FIGURES)) {
    const better = "better" in figure ? figure.better : undefined;
    rows.push(row(figure.label, [before, after], {
      text: ({ judgement: { results } }) => figureText(figure, results) ?? "none",
      value: ({ judgement: { results } }) => figureAt(results, figure.path),
      ...(better === undefined ? {} : { better }),
    }));
  }
  return rows.filter(({ before: one, after: other }) => one !== "none" || other !== "none");
}

interface RowKind {
  text?(run: JudgedRun): string;
  value(run: JudgedRun): number | null;
  readonly better?: "less" | "more";
}

function row(label: string, runs: readonly [JudgedRun, JudgedRun], { text, value, better }: RowKind): ComparedRow {
  const [before, after] = runs.map((run) => text?.(run) ?? (value(run) ?? 0).toLocaleString("en"));
  const [was, is] = runs.map(value);
  const told = { label, before: before ?? "", after: after ?? "" };
  if (better === undefined || was == null || is == null || was === is || before === after) return told;
  return { ...told, change: (is < was) === (better === "less") ? "better" : "worse" };
}

function wordOf({ judgement }: JudgedRun): string {
  const { valid } = judgement.results;
  return valid === true ? "valid" : valid === false ? "invalid" : "unknown";
}

function countOf({ judgement }: JudgedRun, areWarnings: boolean): number {
  return findingCount(judgement.explanations.filter(({ severity }) => (severity === "warning") === areWarnings));
}

function rankOf(valid: Validity): number {
  return valid === true ? 2 : valid === false ? 0 : 1;
}

function lostCount(journal: Journal): number {
  let count = 0;
  for (const { type } of journal) if (type === "drop") count++;
  return count;
}
