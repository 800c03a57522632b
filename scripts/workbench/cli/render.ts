/**
 * What a person reads of finished runs: pure functions from runs to text.
 *
 * @module
 */
import { type Figure, FIGURES, figureText, TABLE_FIGURES } from "../figures.ts";
import { type Explanation, findingCount, type Validity } from "../verdict.ts";
import type { ExpectationOutcome, NamedExpectation } from "../stages/expectations.ts";
import { PROGRAM } from "../program.ts";
import { sizeText } from "../report/prune_store.ts";
import type { JudgedTask, SavedRun } from "./task.ts";
import { renderAccount } from "./render_account.ts";
import { EXIT_TOOL } from "../terminal/exit_status.ts";
import { type Column, renderRow } from "../terminal/table.ts";
import type { Colour, Terminal } from "../terminal/terminal.ts";

/** Findings shown of one run; the rest is in its folder. */
const EXPLANATIONS_MAX = 5;

/** Sentences on messages that are shown, of the first finding that has some. */
const EVIDENCE_MAX = 6;

/** Figures of the table; the targets show the share of operations that ended ok, where it matters. */
const FIGURES_SHOWN = TABLE_FIGURES.filter((figure) => figure !== FIGURES.okFraction);

/** The last lines of the original, which scripts look for. */
const BANNERS = {
  true: "Everything looks good! ヽ(‘ー`)ノ",
  unknown: "Errors occurred during analysis, but no anomalies found. ಠ~ಠ",
  false: "Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻",
} as const;

/** The line of the original for a verdict. */
export function banner(valid: Validity): string {
  return BANNERS[String(valid) as keyof typeof BANNERS];
}

/** A column of the table of runs, and what a run has in it. */
interface RunColumn extends Column {
  cell(run: JudgedTask): string;
  colour?(run: JudgedTask): Colour;
}

/** A terminal of fewer columns gets the short form of the table, which fits into 80. */
const WIDE_MIN = 120;

/**
 * The columns of the table of runs, wide enough for the challenges named. Latencies are stable latencies.
 *
 * The table is written row by row, each as soon as its run has a verdict.
 *
 * @param width Of the terminal, where there is one.
 */
export function runColumns(challenges: readonly string[], width = WIDE_MIN): readonly RunColumn[] {
  if (width < WIDE_MIN) return shortColumns(challenges);
  return [
    { heading: "stage", cell: (run) => run.stage ?? "-" },
    {
      heading: "challenge",
      width: Math.max(...challenges.map((name) => name.length)),
      cell: (run) => run.challenge,
    },
    { heading: "verdict", cell: verdictText, colour: verdictColour },
    ...FIGURES_SHOWN.map((figure) => ({
      heading: figure.heading,
      alignsRight: true,
      cell: (run: JudgedTask) => figureText(figure, run.judgement.results) ?? "-",
    })),
    { heading: "took", alignsRight: true, width: "12.34 s".length, cell: (run) => took(run.tookMs) },
    { heading: "target", cell: targetsText },
  ];
}

/** Where there is little room: the targets are counted, and both latencies stand in one column. */
function shortColumns(challenges: readonly string[]): readonly RunColumn[] {
  return [
    {
      heading: "challenge",
      width: Math.max(...challenges.map((name) => name.length)),
      // Our files begin with the stage.
      cell: ({ stage, challenge }) =>
        stage === undefined || challenge.startsWith(stage) ? challenge : `${stage} ${challenge}`,
    },
    { heading: "verdict", cell: verdictText, colour: verdictColour },
    { heading: "msgs/op", alignsRight: true, cell: (run) => figureOf(run, FIGURES.messagesPerOperation) },
    { heading: "median/max ms", alignsRight: true, cell: latencyText },
    { heading: "took", alignsRight: true, width: "12.34 s".length, cell: (run) => took(run.tookMs) },
    { heading: "targets", alignsRight: true, cell: targetCount },
  ];
}

function figureOf({ judgement: { results } }: JudgedTask, figure: Figure): string {
  return figureText(figure, results) ?? "-";
}

function latencyText(run: JudgedTask): string {
  const median = figureOf(run, FIGURES.stableLatencyMedian);
  return median === "-" ? "-" : `${median}/${figureOf(run, FIGURES.stableLatencyMax)}`;
}

/** `2 of 3`: how many are met. */
function targetCount(run: JudgedTask): string {
  if (!hasFigures(run) || run.outcomes.length === 0) return "-";
  return `${run.outcomes.filter(({ met }) => met).length} of ${run.outcomes.length}`;
}

/** One line: verdict, figures, targets. */
export function renderRun(columns: readonly RunColumn[], run: JudgedTask, colour: Terminal["colour"]): string {
  const decorate = (cell: string, position: number) => {
    const ink = columns[position]?.colour?.(run);
    return ink === undefined ? cell : colour(cell, ink);
  };
  return renderRow(columns, columns.map((column) => column.cell(run)), decorate);
}

/** What broke in a run, in plain words; empty where there is nothing to say. */
export function renderFindings(run: JudgedTask): string {
  const name = run.stage === undefined ? run.challenge : `${run.stage} ${run.challenge}`;
  const paragraphs: string[] = [];
  if (run.recording.failure !== undefined) paragraphs.push(run.recording.failure.text);
  if (hasFigures(run)) {
    paragraphs.push(...run.outcomes.filter(({ met }) => !met).map(missedText), ...explanationTexts(run));
  }
  const explained = explanationOf(run);
  if (paragraphs.length === 0) return explained === "" ? "" : `${name}:\n${explained}`;
  return `${name}:\n${paragraphs.map((paragraph) => indent(`- ${paragraph}`)).join("\n")}\n${explained}`;
}

/** Where messages and time went, where that is known. */
function explanationOf({ account, unexplained }: JudgedTask): string {
  if (account !== undefined) return renderAccount(account);
  return unexplained === undefined ? "" : `${unexplained}.\n`;
}

/** The last word on one or several runs: how many are valid and meet their targets, and how long it took. */
export function renderSummary(runs: readonly JudgedTask[], tookMs: number): string {
  const valid = runs.filter((run) => run.judgement.results.valid === true).length;
  const [first] = runs;
  const verdict = runs.length === 1 && first !== undefined ? verdictText(first) : `${valid} of ${runs.length} valid`;
  const outcomes = runs.filter(hasFigures).flatMap((run) => run.outcomes);
  const met = outcomes.filter((outcome) => outcome.met).length;
  const targets = outcomes.length === 0
    ? ""
    : met === outcomes.length
    ? ", all targets met"
    : `, ${outcomes.length - met} of ${outcomes.length} targets missed`;
  return `${verdict}${targets} (${took(tookMs)})`;
}

/** Where the files of a run are, and how much room they take. @param which Says of several runs which one it is. */
export function renderSaved(saved: SavedRun | undefined, which = ""): string {
  if (saved === undefined) return "";
  const { folder, sizeBytes, isWhole, page } = saved;
  const report = page === undefined ? "" : `Report  ${page}${which}\n`;
  const where = page === undefined ? `in ${folder}` : "beside it";
  const more = isWhole ? `; ${PROGRAM} export writes JSON, EDN and text` : ", and not all of them, as was said";
  return `${report}Files   ${sizeText(sizeBytes)} ${where}${more}\n`;
}

/** The verdict as a word. What an interrupted run looks like says nothing about the nodes. */
function verdictText(run: JudgedTask): string {
  const { valid } = run.judgement.results;
  if (isStopped(run)) return "stopped";
  if (valid === "unknown") return "unknown";
  return valid ? "valid" : "INVALID";
}

function verdictColour(run: JudgedTask): Colour {
  const { valid } = run.judgement.results;
  if (valid === false && !isStopped(run)) return "red";
  return valid === true && run.targetsMet ? "green" : "yellow";
}

function isStopped({ recording }: JudgedTask): boolean {
  return recording.failure?.kind === "interrupted";
}

/** False where the run was stopped, or ended before its first operation: its figures would say nothing of the nodes. */
function hasFigures(run: JudgedTask): boolean {
  return !isStopped(run) && run.status !== EXIT_TOOL;
}

function targetsText(run: JudgedTask): string {
  if (!hasFigures(run)) return "";
  const valid = `${run.judgement.results.valid === true ? "✓" : "✗"} valid`;
  return [valid, ...run.outcomes.map(targetText)].join(", ");
}

function targetText({ expectation, met }: ExpectationOutcome<NamedExpectation>): string {
  return `${met ? "✓" : "✗"} ${shortLabel(expectation.label)} ${expectation.comparison} ${expectation.limit}`;
}

/** "median stable latency (ms)" is "median" under a heading that says the rest. */
function shortLabel(label: string): string {
  return label.replace(/ stable latency \(ms\)$/, "");
}

/** Says by how much an expectation is missed. */
export function missedText({ expectation, value, nearest }: ExpectationOutcome<NamedExpectation>): string {
  const { label, comparison, limit } = expectation;
  if (value === null) {
    const suggestion = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    return `Target missed: the results have no ${label}, expected ${comparison} ${limit}${suggestion}`;
  }
  return `Target missed: ${label} is ${Number(value.toFixed(3))}, expected ${comparison} ${limit}`;
}

function explanationTexts({ judgement: { explanations } }: JudgedTask): string[] {
  const shown = mostTelling(explanations);
  const left = findingCount(explanations) - findingCount(shown);
  const proven = shown.find(({ evidence = [] }) => evidence.length > 0);
  const texts = shown.map((explanation) =>
    [explanationText(explanation), ...(explanation === proven ? evidenceLines(explanation) : [])].join("\n")
  );
  return left > 0 ? [...texts, `... and ${left} more findings`] : texts;
}

/** The first finding of each name, then further ones, as many as are shown; in the order given. */
function mostTelling(explanations: readonly Explanation[]): Explanation[] {
  const names = new Set<string>();
  const [firsts, others] = [[], []] as [Explanation[], Explanation[]];
  for (const explanation of explanations) {
    (names.has(explanation.anomaly) ? others : firsts).push(explanation);
    names.add(explanation.anomaly);
  }
  const chosen = new Set([...firsts, ...others].slice(0, EXPLANATIONS_MAX));
  return explanations.filter((explanation) => chosen.has(explanation));
}

function explanationText({ anomaly, severity, text }: Explanation): string {
  return `${severity === "error" ? "" : `${severity}: `}${anomaly}: ${text}`;
}

/** What the messages say of a finding, one line each. */
export function evidenceLines({ evidence = [] }: Explanation): string[] {
  const left = evidence.length - EVIDENCE_MAX;
  return left > 0 ? [...evidence.slice(0, EVIDENCE_MAX), `... and ${left} more in explanations.json`] : [...evidence];
}

/** Further lines of a paragraph stand under its first word. */
function indent(paragraph: string): string {
  return paragraph.split("\n").map((line, row) => row === 0 ? `  ${line}` : `    ${line}`).join("\n");
}

function took(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
