/**
 * What a person reads of one explored path: why it is not valid, every step with what it came with, the history.
 *
 * @module
 */
import { count } from "../checkers/wording.ts";
import { NS_PER_MS } from "../clock.ts";
import type { ExploredEvent } from "../explore/system_state.ts";
import type { Trace } from "../explore/trace.ts";
import { excerpt } from "../text/excerpt.ts";

/** Longest message or value on a line, in characters. */
const EXCERPT_LENGTH_MAX = 100;

/** Lines shown of what happens after the last step. */
const ENDING_LINES_MAX = 40;

const FINDINGS_MAX = 3;

/** Renders a path; ends with a line end. */
export function renderTrace({ steps, ending, history, verdict }: Trace): string {
  const width = Math.max(4, ...steps.map(({ word }) => word.length));
  const lines = steps.flatMap(({ word, events }, position) =>
    events.map((event, row) => {
      const head = row === 0 ? `${String(position + 1).padStart(4)}  ${word.padEnd(width)}` : " ".repeat(width + 6);
      return `${head}  ${eventText(event)}`;
    })
  );
  const operations = history.map(({ index, process, type, f, value, node, error }) =>
    `${String(index).padStart(4)}  ${type.padEnd(6)}  process ${process} at ${node}  ${f} ${shown(value)}` +
    (error === undefined ? "" : `  ${shown(error)}`)
  );
  return [
    ...verdict.explanations.slice(0, FINDINGS_MAX).map(({ anomaly, text }) => `${anomaly}: ${text}`),
    "Steps",
    ...(lines.length === 0 ? ["   none"] : lines),
    "Then nothing is lost any more, and timers go off in time",
    ...firstOf(ending.map((event) => `      ${eventText(event)}`)),
    "History",
    ...operations,
    "",
  ].join("\n");
}

function eventText(event: ExploredEvent): string {
  switch (event.kind) {
    case "timer":
      return `${event.node} timer at its ${event.clockNs / NS_PER_MS} ms`;
    case "entry": {
      const { process, type, f, value } = event.entry;
      return `process ${process} ${type} ${f} ${shown(value)}`;
    }
    default: {
      const { packet, kind, staleness = 0 } = event;
      const old = staleness === 0 ? "" : `  answered from a state ${count(staleness, "change")} old`;
      return `${packet.src} -> ${packet.dest} ${kind} ${shown(packet.body)}${old}`;
    }
  }
}

function firstOf(lines: readonly string[]): string[] {
  if (lines.length === 0) return ["   nothing"];
  if (lines.length <= ENDING_LINES_MAX) return [...lines];
  return [...lines.slice(0, ENDING_LINES_MAX), `      and ${lines.length - ENDING_LINES_MAX} more`];
}

function shown(value: unknown): string {
  return excerpt(JSON.stringify(value) ?? "", EXCERPT_LENGTH_MAX);
}
