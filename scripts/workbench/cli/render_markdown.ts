/**
 * `--markdown`: finished runs as a table for one's own README.
 *
 * @module
 */
import { FIGURES, figureText } from "../figures.ts";
import type { JudgedTask } from "./task.ts";
import { PROGRAM } from "../program.ts";

const HEAD = ["stage", "program", "verdict", "msgs/op", "median, max stable latency", "targets"];

const SHOWN = [FIGURES.messagesPerOperation, FIGURES.stableLatencyMedian, FIGURES.stableLatencyMax];

/** Renders the table, with the command that measured it. */
export function renderMarkdown(runs: readonly JudgedTask[], command: string): string {
  const rows = runs.map((run) => `| ${cells(run).map(escaped).join(" | ")} |`);
  return [
    `| ${HEAD.join(" | ")} |`,
    `| ${HEAD.map(() => "---").join(" | ")} |`,
    ...rows,
    "",
    `Measured with \`${PROGRAM} ${command}\`; latencies are those of Maelstrom's stable-latencies.`,
    "",
  ].join("\n");
}

function cells({ judgement: { results }, stage, challenge, outcomes, plan }: JudgedTask): string[] {
  const [messages, median, maximum] = SHOWN.map((figure) => figureText(figure, results));
  const missed = outcomes.filter(({ met }) => !met);
  return [
    stage ?? plan.workload.name,
    challenge,
    results.valid === true ? "valid" : results.valid === false ? "INVALID" : "unknown",
    messages ?? "-",
    median === undefined || maximum === undefined ? "-" : `${median} ms, ${maximum} ms`,
    outcomes.length === 0 ? "-" : missed.length === 0 ? "met" : `missed: ${missed.map(targetText).join(", ")}`,
  ];
}

function targetText({ expectation: { label, comparison, limit } }: JudgedTask["outcomes"][number]): string {
  return `${label} ${comparison} ${limit}`;
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("\n", " ");
}
