/**
 * `deno task measure scale`: the algorithms at other sizes and rates, in virtual time, and what the busiest node carries.
 *
 * Virtual time models latency, not bandwidth or processors: a bottleneck shows in the columns of the busiest node, not
 * in the latencies.
 *
 * @module
 */
import { EXIT_INVALID, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import type { Experiment, Figures } from "./experiment.ts";
import { runExperiments } from "./pool.ts";
import { formatFigure, markdownTable, seeds, spreadOf } from "./summary.ts";

const GROUP = "Options";

const SCALE_OPTIONS = { "help": flag({ alias: "h", group: GROUP, description: "Show this text." }) };

const SCALE_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "scale",
  description: "Measures broadcast, counter, log and transactions at other numbers of nodes and rates, and writes " +
    "scripts/measure/results/scale.md.",
  options: SCALE_OPTIONS,
};

const RESULTS = new URL("./results/", import.meta.url);

/** One row of the table. */
interface ScaleCase {
  readonly stage: string;
  readonly program: string;
  readonly nodes: number;
  readonly rateHz: number;
  readonly timeLimitS: number;
  readonly seedCount: number;
}

/** Sizes with seeds and seconds: all-to-all designs send n^2 messages, so big ones run shorter and less often. */
const BROADCAST_SIZES = [
  { nodes: 5, rateHz: 100, timeLimitS: 20, seedCount: 3 },
  { nodes: 5, rateHz: 1000, timeLimitS: 10, seedCount: 2 },
  { nodes: 25, rateHz: 100, timeLimitS: 20, seedCount: 3 },
  { nodes: 25, rateHz: 1000, timeLimitS: 10, seedCount: 2 },
  { nodes: 100, rateHz: 100, timeLimitS: 10, seedCount: 2 },
  { nodes: 100, rateHz: 1000, timeLimitS: 10, seedCount: 2 },
  { nodes: 400, rateHz: 100, timeLimitS: 10, seedCount: 1 },
  { nodes: 400, rateHz: 1000, timeLimitS: 10, seedCount: 1 },
] as const;

const CASES: readonly ScaleCase[] = [
  ...BROADCAST_SIZES.map(low),
  ...["3e_broadcast_few_messages", "3e_broadcast_hub_tree"].flatMap((program) =>
    BROADCAST_SIZES.map((size) => ({ stage: "3e", program, ...size }))
  ),
  ...[3, 25, 100].map((nodes) => fixed("4", "4_g_counter_crdt", { nodes, rateHz: 100 })),
  fixed("4", "4_g_counter_crdt", { nodes: 3, rateHz: 1000 }),
  ...[2, 5, 25].map((nodes) => fixed("5c", "5c_kafka_efficient", { nodes, rateHz: 1000 })),
  fixed("5c", "5c_kafka_efficient", { nodes: 2, rateHz: 10_000 }),
  ...[2, 5, 25].map((nodes) => fixed("6c", "6c_txn_read_committed", { nodes, rateHz: 1000 })),
  fixed("6c", "6c_txn_read_committed", { nodes: 2, rateHz: 10_000 }),
];

function low(size: typeof BROADCAST_SIZES[number]): ScaleCase {
  // 400 nodes at 1,000 operations a second: 200,000 messages a second and as many acknowledgements.
  const timeLimitS = size.nodes * size.rateHz > 50_000 ? 2 : size.timeLimitS;
  return { stage: "3d", program: "3d_broadcast_low_latency", ...size, timeLimitS };
}

function fixed(stage: string, program: string, { nodes, rateHz }: { nodes: number; rateHz: number }): ScaleCase {
  return { stage, program, nodes, rateHz, timeLimitS: nodes * rateHz > 10_000 ? 5 : 10, seedCount: 2 };
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function scale(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values } = parseOptions(SCALE_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(SCALE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const experiments = CASES.map((each) => seeds(each.seedCount).map((seed) => experimentOf(each, seed)));
  const figures = await runExperiments(experiments.flat(), { terminal });
  const groups = experiments.map((group) => figures.splice(0, group.length));
  const table = markdownTable(
    [
      ...["program", "nodes:", "ops/s:", "msgs/op:", "median ms:", "max ms:"],
      ...["busiest msgs/s:", "busiest kB/s:", "of all bytes:", "valid:"],
    ],
    CASES.map((each, position) => rowOf(each, groups[position] ?? [])),
  );
  const what =
    "`deno task measure scale`: 100 ms a hop for broadcast, none for the others, virtual time; the worst of 1 to 3 " +
    "seeds. Busiest: the node with the most bytes sent and received, without clients.";
  Deno.writeTextFileSync(new URL("scale.md", RESULTS), `${what}\n\n${table}`);
  terminal.out(`${table}\nWritten: scripts/measure/results/scale.md\n`);
  return groups.flat().every(({ valid }) => valid === true) ? EXIT_VALID : EXIT_INVALID;
}

function experimentOf({ stage, program, nodes, rateHz, timeLimitS }: ScaleCase, seed: number): Experiment {
  const size = ["--node-count", String(nodes), "--rate", String(rateHz), "--time-limit", String(timeLimitS)];
  return { stage, program, args: size, seed, mode: "sim" };
}

function rowOf({ program, nodes, rateHz }: ScaleCase, runs: readonly Figures[]): string[] {
  const worst = (figure: (run: Figures) => number | undefined) => {
    const value = spreadOf(runs, figure).worst;
    return Number.isFinite(value) ? formatFigure(value) : "-";
  };
  return [
    program,
    String(nodes),
    String(rateHz),
    worst((run) => run.messagesPerOperation),
    worst((run) => run.medianMs),
    worst((run) => run.maxMs),
    worst(({ busiest }) => busiest.messagesPerS),
    worst(({ busiest }) => busiest.bytesPerS / 1000),
    `${formatFigure(spreadOf(runs, ({ busiest }) => busiest.share * 100).worst)} %`,
    `${runs.filter(({ valid }) => valid === true).length} of ${runs.length}`,
  ];
}
