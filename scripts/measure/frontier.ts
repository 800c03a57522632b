/**
 * `deno task measure frontier`: measures messages against latency at the official options of 3d and 3e, for the designs
 * of 3b, 3c and 3d and for 3e with windows of 50 ms to 1.6 s; and messages against delay for 4, 5b, 5c, 6b and 6c with
 * several windows. Writes tables and plots into scripts/measure/results/.
 *
 * @module
 */
import { EXIT_INVALID, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer, text } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { UsageError } from "../workbench/usage_error.ts";
import { plotDelays } from "./delay_plot.ts";
import { delayRivals, delayTable, measureDelays } from "./delay_runs.ts";
import { plotFrontier } from "./frontier_plot.ts";
import { frontierTable, measureFrontier } from "./frontier_runs.ts";

const GROUP = "Options";

const PARTS: readonly string[] = ["broadcast", "delays"];

const FRONTIER_OPTIONS = {
  "only": text({ group: GROUP, valueName: "PART", description: "One of the two parts: broadcast or delays." }),
  "seeds": integer({ group: GROUP, valueName: "N", description: "Runs of each design.", default: 20, min: 1 }),
  "delay-seeds": integer({ group: GROUP, valueName: "N", description: "Runs of each delay.", default: 5, min: 1 }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const FRONTIER_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "frontier [--only PART] [--seeds N] [--delay-seeds N]",
  description:
    "Measures messages per operation against stable latency for all designs and window lengths of broadcast, and " +
    "against delay for counter, logs and transactions, in virtual time. Writes frontier.md, frontier.svg, delays.md " +
    "and delays.svg in scripts/measure/results/.",
  options: FRONTIER_OPTIONS,
};

const RESULTS = new URL("./results/", import.meta.url);

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function frontier(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values } = parseOptions(FRONTIER_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(FRONTIER_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const { only } = values;
  if (only !== undefined && !PARTS.includes(only)) {
    throw new UsageError(`Cannot measure --only ${only}: expected ${PARTS.join(" or ")}`);
  }
  const areValid = [
    only === "delays" || await broadcasts(values.seeds, terminal),
    only === "broadcast" || await delays(values["delay-seeds"], terminal),
  ];
  return areValid.every((each) => each) ? EXIT_VALID : EXIT_INVALID;
}

/** Gives whether all runs were valid. */
async function broadcasts(seedCount: number, terminal: Terminal): Promise<boolean> {
  const points = await measureFrontier(seedCount, terminal);
  const table = frontierTable(points);
  const what =
    `\`deno task measure frontier --seeds ${seedCount}\`: 25 nodes, 100 operations per second for 20 s, 100 ms per ` +
    "hop, virtual time. Figures are those of the middle seed, in brackets the worst seed.";
  Deno.writeTextFileSync(new URL("frontier.md", RESULTS), `${what}\n\n${table}`);
  Deno.writeTextFileSync(new URL("frontier.svg", RESULTS), plotFrontier(points));
  terminal.out(`${table}\nWritten: scripts/measure/results/frontier.md and frontier.svg\n`);
  return points.every(({ validCount, runCount }) => validCount === runCount);
}

async function delays(seedCount: number, terminal: Terminal): Promise<boolean> {
  const points = await measureDelays(seedCount, terminal);
  const table = delayTable(points);
  const what =
    `\`deno task measure frontier --delay-seeds ${seedCount}\`: the official options of each stage, virtual ` +
    "time. Figures are those of the middle seed, in brackets the worst seed; (own) is the window of the file.";
  Deno.writeTextFileSync(new URL("delays.md", RESULTS), `${what}\n\n${table}`);
  Deno.writeTextFileSync(new URL("delays.svg", RESULTS), plotDelays(points, delayRivals()));
  terminal.out(`${table}\nWritten: scripts/measure/results/delays.md and delays.svg\n`);
  return points.every(({ validCount, runCount }) => validCount === runCount);
}
