/**
 * What may stand between the braces in the text of a lesson:
 *
 * - `flood msgs-per-op`: a figure of a step's run; `flood/slow msgs-per-op` of one of its further runs;
 * - `flood verdict`: valid, invalid or unknown; `flood operations`;
 * - `finding flood`: what the bench said, as a quotation; `targets flood`: a table of the stage's limits;
 * - `code flood function learn`: the part of the program that begins so;
 * - `history G0`: a small history and the checker's verdict on it;
 * - `record 3d_broadcast_low_latency msgs/op`: what `deno task measure records` measured.
 *
 * @module
 */
import { HISTORIES, historyText, judgeSmall } from "./histories.ts";
import { excerptOf } from "./program_text.ts";
import type { RunOutcome } from "./outcome.ts";

/** Where values come from. */
export interface ValueSources {
  /** What came of a run of the lesson: `flood`, `flood/slow`. */
  outcome(run: string): RunOutcome;
  /** The program of a step. */
  source(step: string): string;
}

const RECORDS = new URL("../../measure/results/records.md", import.meta.url);

/** Levels as people write them. */
const LEVELS: Readonly<Record<string, string>> = {
  "read-uncommitted": "read uncommitted",
  "read-committed": "read committed",
  "snapshot-isolation": "snapshot isolation",
};

/** Gives the Markdown for a place. @throws {Error} For what there is not. */
export function lessonValue(place: string, sources: ValueSources): string {
  const [first = "", second = "", ...rest] = place.split(" ");
  switch (first) {
    case "code":
      return `\`\`\`ts\n${excerptOf(sources.source(second), rest.join(" "))}\n\`\`\``;
    case "finding":
      return findingQuote(sources.outcome(second));
    case "targets":
      return targetTable(sources.outcome(second));
    case "history":
      return historyBlock(second);
    case "record":
      return recordOf(second, rest.join(" "));
    default:
      return figureOf(sources.outcome(first), second);
  }
}

/** The verdict as the page names it. */
export function verdictWord({ valid }: Pick<RunOutcome, "valid">): string {
  return valid === true ? "valid" : valid === false ? "invalid" : "unknown";
}

function figureOf(outcome: RunOutcome, name: string): string {
  if (name === "verdict") return `**${verdictWord(outcome)}**`;
  const figure = outcome.figures[name];
  if (figure === undefined) {
    throw new Error(`it has no figure "${name}", expected one of ${Object.keys(outcome.figures)}`);
  }
  return figure;
}

function findingQuote({ text, findings }: RunOutcome): string {
  if (text === undefined || findings.length === 0) throw new Error("nothing was found in that run");
  return `> **${findings[0]}**: ${escapeMarkdown(text)}`;
}

function targetTable({ targets }: RunOutcome): string {
  const rows = targets.map(({ label, limit, value, met }) =>
    `| ${label} | ${value} | ${limit} | ${met ? "met" : "**missed**"} |`
  );
  return ["| figure | this run | limit | result |", "| --- | ---: | ---: | --- |", ...rows].join("\n");
}

function historyBlock(name: string): string {
  const history = HISTORIES.find((other) => other.name === name);
  if (history === undefined) throw new Error(`there is no history "${name}"`);
  const { forbiddenBy, allowedBy } = history;
  const verdicts = [allowedBy, forbiddenBy].filter((level) => level !== undefined).map((level) => {
    const { valid, findings } = judgeSmall(history, level);
    return `${verdictWord({ valid })}${findings.length > 0 ? ` (${findings.join(", ")})` : ""} at _${
      LEVELS[level] ?? level
    }_`;
  });
  return `\`\`\`text\n${historyText(history)}\n\`\`\`\n\nThe checker says: ${verdicts.join(", ")}.`;
}

/** The worst of twenty seeds under the official options. */
function recordOf(program: string, figure: string): string {
  for (const line of Deno.readTextFileSync(RECORDS).split("\n")) {
    const [, , name, condition, label, , worst] = line.split("|").map((cell) => cell.trim());
    if (name === program && label === figure && condition?.includes("official")) return worst ?? "";
  }
  throw new Error(`${program} has no record of "${figure}" under the official options`);
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, (character) => `\\${character}`).replaceAll("\n", "  \n> ");
}
