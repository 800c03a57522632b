/**
 * `deno task measure frontier`: measures messages against latency at the official options of 3d and 3e, for the designs of 3b,
 * 3c and 3d and for 3e with windows of 50 ms to 1.6 s, and writes table and plot into scripts/measure/results/.
 *
 * @module
 */
import { EXIT_INVALID, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { plotFrontier } from "./frontier_plot.ts";
import { frontierTable, measureFrontier } from "./frontier_runs.ts";

const GROUP = "Options";

const FRONTIER_OPTIONS = {
  "seeds": integer({ group: GROUP, valueName: "N", description: "Runs of each design.", default: 20, min: 1 }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const FRONTIER_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "frontier [--seeds N]",
  description:
    "Measures messages an operation against stable latency for all designs and window lengths of broadcast, " +
    "in virtual time, and writes scripts/measure/results/frontier.md and .svg.",
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
  const points = await measureFrontier(values.seeds, terminal);
  const table = frontierTable(points);
  const what =
    `\`deno task measure frontier --seeds ${values.seeds}\`: 25 nodes, 100 operations a second for 20 s, 100 ms a ` +
    "hop, virtual time. Figures are those of the middle seed, in brackets the worst seed.";
  Deno.writeTextFileSync(new URL("frontier.md", RESULTS), `${what}\n\n${table}`);
  Deno.writeTextFileSync(new URL("frontier.svg", RESULTS), plotFrontier(points));
  terminal.out(`${table}\nWritten: scripts/measure/results/frontier.md and frontier.svg\n`);
  return points.every(({ validCount, runCount }) => validCount === runCount) ? EXIT_VALID : EXIT_INVALID;
}
