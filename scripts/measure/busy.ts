/**
 * `deno task measure busy`: 3d and 3e in real time, one process per node, beside a load that takes the processors away;
 * and 3e once more with a shorter window. Tells what comes of their figures, and how many runs keep Fly.io's limits.
 *
 * The load are processes that spin, started here and ended here. What else the machine does comes on top: the load
 * averages that are told include it. The table goes to stdout and into scripts/measure/results/.
 *
 * @module
 */
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer, text } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { EXIT_INVALID, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { UsageError } from "../workbench/usage_error.ts";
import type { Figures } from "./experiment.ts";
import { runExperiments } from "./pool.ts";
import { OFFICIAL_LIMITS, type OfficialLimit } from "./public_results.ts";
import { formatFigure, markdownTable, median, seeds } from "./summary.ts";

const GROUP = "Options";

const BUSY_OPTIONS = {
  "runs": integer({ group: GROUP, valueName: "N", description: "Runs of each stage.", default: 20, min: 1 }),
  "load": integer({ group: GROUP, valueName: "N", description: "Processes that spin.", default: 8, min: 0 }),
  "only": text({ group: GROUP, valueName: "NAME", description: "One of the three: 3d, 3e, or short." }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const BUSY_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "busy [--runs N] [--load N] [--only NAME]",
  description:
    "Runs 3d, 3e, and 3e with a window of 500 ms in real time beside processes that spin: half a minute each. Exit " +
    "status 1 where fewer than 19 of 20 runs are valid and within the limits of Fly.io.",
  options: BUSY_OPTIONS,
};

const FEW = { stage: "3e", program: "3e_broadcast_few_messages" } as const;
/** What is run, by the names that --only takes. */
const CASES = {
  "3d": { stage: "3d", program: "3d_broadcast_low_latency", programArgs: [] },
  "3e": { ...FEW, programArgs: [] },
  "short": { ...FEW, programArgs: ["--window-ms", "500"] },
} as const;

/** Spins until it is killed, or until the process that has started it is gone. */
const SPIN = "const parent = Deno.ppid; while (Deno.ppid === parent) for (let i = 0; i < 1e8; i++);";
/** This part of the runs is to stay within the limits. */
const MARGIN = 19 / 20;
const RESULTS = new URL("./results/busy.md", import.meta.url);

const FIGURES = [
  { name: "msgs/op", unit: "", limit: (official: OfficialLimit) => official.messagesPerOperation },
  { name: "median stable latency", unit: " ms", limit: (official: OfficialLimit) => official.medianMs },
  { name: "max stable latency", unit: " ms", limit: (official: OfficialLimit) => official.maxMs },
] as const;

/** What came of the runs of one program. */
export interface BusyRuns {
  /** With its arguments. */
  readonly program: string;
  readonly official: OfficialLimit;
  readonly runs: readonly Figures[];
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function measureBusy(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values } = parseOptions(BUSY_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(BUSY_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const { only } = values;
  const cases = Object.entries(CASES).filter(([name]) => only === undefined || only === name).map(([, each]) => each);
  if (cases.length === 0) {
    throw new UsageError(`Cannot measure --only ${only}: expected one of ${Object.keys(CASES).join(", ")}`);
  }
  const load = Array.from({ length: values.load }, () => spin());
  const averages: number[] = [];
  const outcomes: BusyRuns[] = [];
  try {
    for (const each of cases) {
      const runs: Figures[] = [];
      for (const seed of seeds(values.runs)) {
        runs.push(...await runExperiments([{ ...each, seed, mode: "process" }], { terminal, jobs: 1 }));
        averages.push(Deno.loadavg()[0] ?? 0);
      }
      const official = OFFICIAL_LIMITS.find(({ stage }) => stage === each.stage);
      if (official !== undefined) {
        outcomes.push({ program: [each.program, ...each.programArgs].join(" "), official, runs });
      }
    }
  } finally {
    for (const process of load) process.kill("SIGKILL");
    await Promise.all(load.map((process) => process.status));
  }
  const command = `deno task measure busy${args.map((arg) => ` ${arg}`).join("")}`;
  const { hardwareConcurrency } = navigator;
  const table = busyTable(outcomes);
  const told = `\`${command}\`: ${values.runs} runs of each in real time, 25 processes on ${hardwareConcurrency} ` +
    `processors, beside ${values.load} processes that spin and what else the machine did: load averages of ` +
    `${formatFigure(Math.min(...averages))} to ${formatFigure(Math.max(...averages))}.\n\n${table}`;
  Deno.writeTextFileSync(RESULTS, told);
  terminal.out(`${told}\nWritten: scripts/measure/results/busy.md\n`);
  return outcomes.every(holds) ? EXIT_VALID : EXIT_INVALID;
}

function spin(): Deno.ChildProcess {
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", SPIN], stdin: "null", stdout: "null" });
  return command.spawn();
}

/** A row for each figure: the middle run, what 19 of 20 runs reach, and the worst; and how many runs keep the limits. */
export function busyTable(outcomes: readonly BusyRuns[]): string {
  const headings = ["challenge", "figure", "Fly.io:", "middle:", "19 of 20:", "worst:", "valid:", "within limits:"];
  return markdownTable(
    headings,
    outcomes.flatMap(({ program, official, runs }) =>
      FIGURES.map(({ name, unit, limit }, position) => {
        const values = runs.map((run) => figuresOf(run)[position] ?? Infinity);
        const counts = position > 0 ? ["", ""] : [
          `${runs.filter(({ valid }) => valid === true).length} of ${runs.length}`,
          `${runs.filter((run) => isWithin(run, official)).length} of ${runs.length}`,
        ];
        const shown = [median(values), reachedBy(values), Math.max(...values)].map((value) =>
          `${formatFigure(value)}${unit}`
        );
        return [program, name, `< ${limit(official)}${unit}`, ...shown, ...counts];
      })
    ),
  );
}

/** Whether 19 of 20 runs are valid and within the limits. */
export function holds({ official, runs }: BusyRuns): boolean {
  return runs.filter((run) => isWithin(run, official)).length >= MARGIN * runs.length;
}

function isWithin(run: Figures, official: OfficialLimit): boolean {
  const figures = figuresOf(run);
  return run.valid === true &&
    FIGURES.every(({ limit }, position) => (figures[position] ?? Infinity) < limit(official));
}

/** In the order of FIGURES. */
function figuresOf({ messagesPerOperation, medianMs, maxMs }: Figures): readonly (number | undefined)[] {
  return [messagesPerOperation, medianMs, maxMs];
}

/** What 19 of 20 values do not exceed. */
function reachedBy(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(MARGIN * values.length) - 1] ?? NaN;
}
