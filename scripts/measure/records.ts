/**
 * `deno task measure records`: checks every figure that the README claims, as the worst of 20 seeds in virtual time, or with
 * `--process` once in real time with one process a node. The table goes to stdout and into scripts/measure/results/.
 *
 * @module
 */
import { EXIT_INVALID, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import type { Figures } from "./experiment.ts";
import { type Claim, type Goal, GOALS, isMet, worstOf } from "./goals.ts";
import { runExperiments } from "./pool.ts";
import { formatFigure, markdownTable, seeds } from "./summary.ts";

const GROUP = "Options";

const RECORDS_OPTIONS = {
  "process": flag({ group: GROUP, description: "One run each in real time, one process a node: 8 minutes." }),
  "seeds": integer({ group: GROUP, valueName: "N", description: "Runs of each goal.", default: 20, min: 1 }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const RECORDS_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "records [--process] [--seeds N]",
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
  const experiments = GOALS.flatMap(({ experiment }) => chosen.map((seed) => ({ ...experiment, seed, mode }) as const));
  // Processes would disturb each other's timing.
  const figures = await runExperiments(experiments, { terminal, ...(values.process && { jobs: 1 }) });
  const outcomes = GOALS.map((goal, position) =>
    outcomeOf(goal, figures.slice(position * chosen.length, (position + 1) * chosen.length))
  );
  const table = markdownTable(HEADINGS, outcomes.flatMap(({ rows }) => rows));
  const missed = outcomes.flatMap(({ complaints }) => complaints);
  const command = `deno task measure records${args.map((arg) => ` ${arg}`).join("")}`;
  const what = values.process
    ? "One run of each in real time, one process a node."
    : `Worst of ${chosen.length} seeds, virtual time.`;
  const name = values.process ? "records_process.md" : "records.md";
  Deno.writeTextFileSync(new URL(name, RESULTS), `\`${command}\`: ${what}\n\n${table}`);
  terminal.out(`${table}\n${what}\n${missed.map((text) => `Missed: ${text}\n`).join("")}`);
  return missed.length === 0 ? EXIT_VALID : EXIT_INVALID;
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
