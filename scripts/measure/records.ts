/**
 * `deno task measure records`: checks every figure that the README claims, as the worst of 20 seeds in virtual time, or with
 * `--process` once in real time with one process a node. The table goes to stdout and into scripts/measure/results/.
 *
 * @module
 */
import { EXIT_INVALID, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer, text } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { UsageError } from "../workbench/usage_error.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import type { Figures } from "./experiment.ts";
import { type Claim, type Goal, GOALS, isMet, worstOf } from "./goals.ts";
import { runExperiments } from "./pool.ts";
import { formatFigure, markdownTable, seeds } from "./summary.ts";

const GROUP = "Options";

const RECORDS_OPTIONS = {
  "process": flag({ group: GROUP, description: "One run each in real time, one process a node: 8 minutes." }),
  "seeds": integer({ group: GROUP, valueName: "N", description: "Runs of each goal.", default: 20, min: 1 }),
  "only": text({
    group: GROUP,
    valueName: "CHALLENGE",
    description: "Measures the goals of this challenge, and keeps the rows of all others.",
  }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const RECORDS_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "records [--process] [--seeds N] [--only CHALLENGE]",
  description: "Measures every figure that the README claims. Exit status 1 where one is missed.",
  options: RECORDS_OPTIONS,
};

const RESULTS = new URL("./results/", import.meta.url);
const HEADINGS = ["stage", "challenge", "condition", "figure", "limit:", "worst:", "Fly.io:", "best public:", "met"];

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function records(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values } = parseOptions(RECORDS_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(RECORDS_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const mode = values.process ? "process" : "sim";
  const chosen = seeds(values.process ? 1 : values.seeds);
  const { only } = values;
  const goals = GOALS.filter(({ experiment }) => only === undefined || experiment.program === only);
  if (goals.length === 0) throw new UsageError(`Cannot measure --only ${only}: nothing is claimed of it`);
  const experiments = goals.flatMap(({ experiment }) => chosen.map((seed) => ({ ...experiment, seed, mode }) as const));
  // Processes would disturb each other's timing.
  const figures = await runExperiments(experiments, { terminal, ...(values.process && { jobs: 1 }) });
  const outcomes = new Map(goals.map((goal, position) => {
    const runs = figures.slice(position * chosen.length, (position + 1) * chosen.length);
    return [goal, outcomeOf(goal, runs)];
  }));
  const name = values.process ? "records_process.md" : "records.md";
  const kept = only === undefined ? [] : rowsOf(Deno.readTextFileSync(new URL(name, RESULTS)));
  const rows = GOALS.flatMap((goal) => outcomes.get(goal)?.rows ?? kept.filter((cells) => isOf(goal, cells)));
  const table = markdownTable(HEADINGS, rows);
  const missed = [...outcomes.values()].flatMap(({ complaints }) => complaints);
  const command = ["deno task measure records", ...args.filter((arg) => arg !== "--only" && arg !== only)].join(" ");
  const what = values.process
    ? "One run of each in real time, one process a node."
    : `Worst of ${chosen.length} seeds, virtual time.`;
  Deno.writeTextFileSync(new URL(name, RESULTS), `\`${command}\`: ${what}\n\n${table}`);
  terminal.out(`${table}\n${what}\n${missed.map((text) => `Missed: ${text}\n`).join("")}`);
  return missed.length === 0 ? EXIT_VALID : EXIT_INVALID;
}

/** The cells of a table that was written before. */
function rowsOf(markdown: string): string[][] {
  const [, , ...lines] = markdown.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function isOf({ experiment, condition, claims }: Goal, [, program, where, figure]: readonly string[]): boolean {
  return program === experiment.program && where === condition && claims.some((claim) => claim.figure === figure);
}

interface GoalOutcome {
  readonly rows: readonly (readonly string[])[];
  readonly complaints: readonly string[];
}

function outcomeOf({ experiment, condition, claims }: Goal, runs: readonly Figures[]): GoalOutcome {
  const { stage, program } = experiment;
  const invalid = runs.findIndex(({ valid }) => valid !== true);
  const complaints = invalid < 0 ? [] : [`${program}, ${condition}: seed ${invalid + 1} is ${runs[invalid]?.reason}`];
  const rows = claims.map((claim) => {
    const worst = worstOf(claim, runs);
    const met = invalid < 0 && isMet(claim, worst);
    if (!met) complaints.push(`${program}, ${condition}: ${claim.figure} ${formatFigure(worst)}`);
    return [stage, program, condition, claim.figure, limitText(claim), withUnit(claim, worst), ...others(claim, met)];
  });
  return { rows, complaints };
}

function others({ official = "-", publicBest = "-" }: Claim, met: boolean): string[] {
  return [official, publicBest, met ? "yes" : "NO"];
}

function limitText(claim: Claim): string {
  return `${claim.isLeast ? "≥" : "≤"} ${withUnit(claim, claim.limit)}`;
}

function withUnit({ unit }: Claim, value: number): string {
  return `${formatFigure(value)} ${unit}`.trimEnd();
}
