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
import { flag, text } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { UsageError } from "../workbench/usage_error.ts";
import type { Experiment, Figures } from "./experiment.ts";
import { runExperiments } from "./pool.ts";
import { formatFigure, markdownTable, seeds, spreadOf } from "./summary.ts";

const GROUP = "Options";

const SCALE_OPTIONS = {
  "only": text({ group: GROUP, valueName: "TABLE", description: "One of the two tables: broadcast or replicated." }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const SCALE_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "scale [--only TABLE]",
  description:
    "Measures broadcast (3d, 3e), and what is replicated (4, 5c, 6b, 6c, also through a hub), at other numbers " +
    "of nodes and rates, and writes scale_broadcast.md and scale_replicated.md in scripts/measure/results/.",
  options: SCALE_OPTIONS,
};

const RESULTS = new URL("./results/", import.meta.url);

/** One row of the table. */
interface ScaleCase {
  readonly stage: string;
  readonly program: string;
  readonly programArgs?: readonly string[];
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

/** The tables by their names, with the files that they go to. */
const TABLES: ReadonlyMap<string, { readonly file: string; readonly cases: readonly ScaleCase[] }> = new Map([
  ["broadcast", { file: "scale.md", cases: broadcasts() }],
  ["replicated", { file: "scale_replicated.md", cases: replicated() }],
]);

function broadcasts(): readonly ScaleCase[] {
  return [
    ...BROADCAST_SIZES.map(low),
    ...["3e_broadcast_few_messages", "3e_broadcast_hub_tree"].flatMap((program) =>
      BROADCAST_SIZES.map((size) => ({ stage: "3e", program, ...size }))
    ),
  ];
}

/** The CRDT goes through a hub always, the turns go round; the others go through a hub with `--hub`, else from all to all. */
function replicated(): readonly ScaleCase[] {
  const sizes = [
    { nodes: 5, rateHz: 1000, timeLimitS: 10 },
    { nodes: 25, rateHz: 1000, timeLimitS: 5 },
    { nodes: 100, rateHz: 100, timeLimitS: 4 },
  ];
  const programs = ["5c_kafka_efficient", "6b_txn_read_uncommitted", "6c_txn_read_committed"];
  const counters = [
    { program: "4_g_counter_seq_kv" },
    { program: "4_g_counter_seq_kv", programArgs: ["--hub"] },
    { program: "4_g_counter_turns" },
    { program: "4_g_counter_crdt" },
  ];
  return [
    ...counters.flatMap((counter) =>
      [3, 25, 100].map((nodes) => ({ stage: "4", ...counter, nodes, rateHz: 100, timeLimitS: 10, seedCount: 1 }))
    ),
    ...programs.flatMap((program) =>
      sizes.flatMap((size) =>
        [[], ["--hub"]].map((programArgs) => ({
          ...{ stage: program.slice(0, 2), program, programArgs, ...size, seedCount: 1 },
        }))
      )
    ),
  ];
}

function low(size: typeof BROADCAST_SIZES[number]): ScaleCase {
  // 400 nodes at 1,000 operations a second: 200,000 messages a second and as many acknowledgements.
  const timeLimitS = size.nodes * size.rateHz > 50_000 ? 2 : size.timeLimitS;
  return { stage: "3d", program: "3d_broadcast_low_latency", ...size, timeLimitS };
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function scale(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values } = parseOptions(SCALE_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(SCALE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const { only } = values;
  if (only !== undefined && !TABLES.has(only)) {
    throw new UsageError(`Cannot measure --only ${only}: expected ${[...TABLES.keys()].join(" or ")}`);
  }
  let isValid = true;
  for (const [name, { file, cases }] of TABLES) {
    if (only === undefined || only === name) isValid = await measureTable(name, { file, cases, terminal }) && isValid;
  }
  return isValid ? EXIT_VALID : EXIT_INVALID;
}

interface TableOptions {
  readonly file: string;
  readonly cases: readonly ScaleCase[];
  readonly terminal: Terminal;
}

/** Writes one table. Gives whether all runs were valid. */
async function measureTable(name: string, { file, cases, terminal }: TableOptions): Promise<boolean> {
  const experiments = cases.map((each) => seeds(each.seedCount).map((seed) => experimentOf(each, seed)));
  const figures = await runExperiments(experiments.flat(), { terminal });
  const groups = experiments.map((group) => figures.splice(0, group.length));
  const table = markdownTable(
    [
      ...["program", "nodes:", "ops/s:", "msgs/op:", "median ms:", "max ms:"],
      ...["busiest msgs/s:", "busiest kB/s:", "of all bytes:", "valid:"],
    ],
    cases.map((each, position) => rowOf(each, groups[position] ?? [])),
  );
  const what =
    `\`deno task measure scale --only ${name}\`: 100 ms per hop for broadcast, none for the others, virtual time; the ` +
    "worst of 1 to 3 seeds. Busiest: the node with the most bytes sent and received, without clients.";
  Deno.writeTextFileSync(new URL(file, RESULTS), `${what}\n\n${table}`);
  terminal.out(`${table}\nWritten: scripts/measure/results/${file}\n`);
  return groups.flat().every(({ valid }) => valid === true);
}

function experimentOf(each: ScaleCase, seed: number): Experiment {
  const { stage, program, programArgs = [], nodes, rateHz, timeLimitS } = each;
  const size = ["--node-count", String(nodes), "--rate", String(rateHz), "--time-limit", String(timeLimitS)];
  return { stage, program, programArgs, args: size, seed, mode: "sim" };
}

function rowOf({ program, programArgs = [], nodes, rateHz }: ScaleCase, runs: readonly Figures[]): string[] {
  const worst = (figure: (run: Figures) => number | undefined) => {
    const value = spreadOf(runs, figure).worst;
    return Number.isFinite(value) ? formatFigure(value) : "-";
  };
  return [
    [program, ...programArgs].join(" "),
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
