/**
 * `deno task measure large`: runs that are large, as a person would start them: time to the end, memory, disk, verdict.
 *
 * Each run is a process of its own, whose memory is looked at twice a second and drawn over time. With `--old` every run
 * is carried out by another working tree of the project as well, in turn, so that both meet the same machine; what an old
 * version cannot do shows as its verdict.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer, list, text } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { EXIT_INVALID, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { sizeOf } from "../workbench/report/prune_store.ts";
import { UsageError } from "../workbench/usage_error.ts";
import { type MemorySample, plotMemory } from "./memory_plot.ts";
import { formatFigure, markdownTable } from "./summary.ts";

/** One run, or the stages together. */
interface LargeRun {
  readonly what: string;
  /** After `workbench glomers`. */
  readonly args: readonly string[];
  /** What it is to reach, for people. */
  readonly goal: string;
  /** Repetitions where it is short, of which the median counts. */
  readonly isShort: boolean;
}

const BROADCAST = ["3d", "--node-count", "25", "--rate", "1000", "--seed", "3"];

/** By their names, in the order of the table. */
const RUNS: Readonly<Record<string, LargeRun>> = {
  "3d-60": {
    what: "3d, 25 nodes, 1,000 op/s, 60 s",
    args: [...BROADCAST, "--time-limit", "60"],
    goal: "valid, 60 s, 1.5 GB, 150 MB",
    isShort: false,
  },
  "5c-600": {
    what: "5c, 1,000 op/s, 600 s",
    args: ["5c", "--rate", "1000", "--time-limit", "600", "--seed", "3"],
    goal: "a verdict, 2 GB",
    isShort: false,
  },
  "3d-600": {
    what: "3d, 25 nodes, 1,000 op/s, 600 s",
    args: [...BROADCAST, "--time-limit", "600"],
    goal: "valid, 2 GB",
    isShort: false,
  },
  "hour": {
    what: "5c, 100 op/s, an hour",
    args: ["5c", "--rate", "100", "--time-limit", "3600", "--seed", "3"],
    goal: "valid, 1 GB",
    isShort: false,
  },
  "3d": { what: "3d, official", args: ["3d", "--seed", "3"], goal: "0.6 s", isShort: true },
  "5b": { what: "5b, official", args: ["5b", "--seed", "3"], goal: "1.4 s", isShort: true },
  "all": { what: "all official stages", args: ["all", "--seed", "3"], goal: "5.5 s", isShort: true },
};

const GROUP = "Options";

const LARGE_OPTIONS = {
  "only": list({
    group: GROUP,
    valueName: "NAMES",
    description: "The rows to measure.",
    default: Object.keys(RUNS),
    choices: Object.keys(RUNS),
  }),
  "old": text({ group: GROUP, valueName: "DIR", description: "Another working tree, measured in turn with this one." }),
  "rounds": integer({ group: GROUP, valueName: "N", description: "Repetitions of short runs.", default: 5, min: 1 }),
  "plot": text({ group: GROUP, valueName: "FILE", description: "Draws memory over time of the long runs as SVG." }),
  "help": flag({ alias: "h", group: GROUP, description: "Shows this text." }),
};

const LARGE_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "large [OPTIONS]",
  description:
    "Measures large runs with all files that they leave: real time from the command line to the end and to " +
    "the verdict, time of all cores, most memory, size of the files. Needs Linux, which tells the memory of a process. Exit status 1 where " +
    "a run of this tree is not valid.",
  options: LARGE_OPTIONS,
  examples: [
    ["large --old ../before", "This tree beside another, run by run."],
    ["large --only 3d-600 --plot /tmp/memory.svg", "Ten minutes of cluster time, and the memory that they take."],
  ],
};

/** How often the memory is looked at, in ms. */
const LOOK_MS = 500;

const MEGABYTE = 1e6;
const BYTES_PER_KILOBYTE = 1024;

/** Units of processor time in Linux. */
const TICKS_PER_S = 100;

/** What came of a run. */
interface Outcome {
  readonly verdict: string;
  readonly tookS: number;
  readonly verdictAfterS: number;
  /** Of all cores together, without the last half second. */
  readonly processorS: number;
  readonly peakBytes: number;
  readonly storeBytes: number;
  readonly samples: readonly MemorySample[];
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function measureLarge(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values } = parseOptions(LARGE_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(LARGE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  if (Deno.build.os !== "linux") throw new UsageError("Cannot measure memory here: expected Linux");
  const own = resolve(new URL("../..", import.meta.url).pathname);
  const trees = values.old === undefined ? [own] : [resolve(values.old), own];
  const rows: string[][] = [];
  const curves: { name: string; samples: readonly MemorySample[] }[] = [];
  let areValid = true;
  for (const [name, run] of Object.entries(RUNS)) {
    if (!values.only.includes(name)) continue;
    const outcomes = await measureIn(trees, run, { rounds: values.rounds, terminal });
    rows.push([run.what, run.goal, ...columnsOf(outcomes)]);
    areValid &&= outcomes.at(-1)?.verdict.startsWith("valid") === true || run.args[0] === "all";
    if (run.isShort) continue;
    outcomes.forEach(({ samples }, tree) =>
      curves.push({ name: `${run.what}${trees.length > 1 ? [", old", ", new"][tree] : ""}`, samples })
    );
    // Already now: the next run may take an hour.
    if (values.plot !== undefined) Deno.writeTextFileSync(values.plot, plotMemory(curves));
  }
  const sides = trees.length > 1 ? ["old", "new"] : [""];
  const figures = ["verdict", "s to verdict", "s to end", "processor s", "peak MB", "files MB"];
  const headings = figures.flatMap((figure) => sides.map((side) => `${side} ${figure}`.trim()));
  terminal.out(`\n${markdownTable(["what", "goal", ...headings], rows)}`);
  return areValid ? EXIT_VALID : EXIT_INVALID;
}

/** One outcome for each tree; of short runs the one with the median time. */
async function measureIn(
  trees: readonly string[],
  run: LargeRun,
  { rounds, terminal }: { readonly rounds: number; readonly terminal: Terminal },
): Promise<Outcome[]> {
  const outcomes: Outcome[][] = trees.map(() => []);
  for (let round = 0; round < (run.isShort ? rounds : 1); round++) {
    for (const [place, tree] of trees.entries()) {
      const outcome = await runIn(tree, run.args);
      outcomes[place]?.push(outcome);
      terminal.err(`${run.what}, ${tree}: ${outcome.verdict}, ${formatFigure(outcome.tookS)} s\n`);
    }
  }
  return outcomes.map((all) => {
    const sorted = all.toSorted((a, b) => a.tookS - b.tookS);
    return sorted[Math.floor(sorted.length / 2)] as Outcome;
  });
}

function columnsOf(outcomes: readonly Outcome[]): string[] {
  return [
    ...outcomes.map(({ verdict }) => verdict),
    ...outcomes.map(({ verdictAfterS }) => formatFigure(verdictAfterS)),
    ...outcomes.map(({ tookS }) => formatFigure(tookS)),
    ...outcomes.map(({ processorS }) => formatFigure(processorS)),
    ...outcomes.map(({ peakBytes }) => formatFigure(peakBytes / MEGABYTE)),
    ...outcomes.map(({ storeBytes }) => formatFigure(storeBytes / MEGABYTE)),
  ];
}

/** Carries out a run in a process of its own, and looks at its memory until it is over. */
async function runIn(tree: string, args: readonly string[]): Promise<Outcome> {
  const store = Deno.makeTempDirSync({ prefix: "measure-large-" });
  try {
    const startMs = performance.now();
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", ...flagsOf(), "scripts/workbench.ts", "glomers", ...args, "--store", store],
      cwd: tree,
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const samples: MemorySample[] = [];
    let [isOver, peakBytes, processorS] = [false, 0, 0];
    const over = process.status.finally(() => isOver = true);
    const watch = async () => {
      while (!isOver) {
        const { nowBytes, mostBytes } = memoryOf(process.pid);
        if (nowBytes > 0) samples.push({ timeS: secondsSince(startMs), bytes: nowBytes });
        peakBytes = Math.max(peakBytes, mostBytes);
        processorS = Math.max(processorS, processorSecondsOf(process.pid));
        await Promise.race([over, setTimeout(LOOK_MS)]);
      }
    };
    const [{ verdict, verdictAfterS }] = await Promise.all([readVerdict(process.stdout, startMs), watch()]);
    const tookS = secondsSince(startMs);
    return { verdict, verdictAfterS, tookS, processorS, peakBytes, storeBytes: sizeOf(store), samples };
  } finally {
    Deno.removeSync(store, { recursive: true });
  }
}

/** How this process was told where @std is, which the others are told as well. */
function flagsOf(): string[] {
  const { stdout } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(import.meta.dirname ?? ".", "..", "std.ts")],
  }).outputSync();
  return new TextDecoder().decode(stdout).trim().split(/\s+/).filter((part) => part !== "");
}

async function readVerdict(stdout: ReadableStream<Uint8Array<ArrayBuffer>>, startMs: number) {
  let [output, verdict, verdictAfterS] = ["", "none", NaN];
  for await (const chunk of stdout.pipeThrough(new TextDecoderStream())) {
    output += chunk;
    const found = /^Verdict (.*?)(?: \([\d.]+ m?s\))?$/m.exec(output)?.[1];
    if (found === undefined || verdict !== "none") continue;
    verdict = found;
    verdictAfterS = secondsSince(startMs);
  }
  return { verdict, verdictAfterS };
}

function memoryOf(pid: number): { readonly nowBytes: number; readonly mostBytes: number } {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const bytes = (name: string) =>
      BYTES_PER_KILOBYTE * Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return { nowBytes: bytes("VmRSS"), mostBytes: bytes("VmHWM") };
  } catch {
    return { nowBytes: 0, mostBytes: 0 };
  }
}

/** What a process has used of all cores, 0 where it is over. */
function processorSecondsOf(pid: number): number {
  try {
    // The fields after the name, which stands in brackets; times of user and system are the 14th and 15th of all.
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /, "").split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
  } catch {
    return 0;
  }
}

function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}
