/**
 * `workbench sweep`: many scenarios of a challenge in virtual time, over all cores, or a part of them on each of
 * several machines.
 *
 * @module
 */
import { relative } from "node:path";
import { mergeFiles } from "../../sweep/merge.ts";
import { OutcomeFile } from "../../sweep/outcome_file.ts";
import { runScenarios } from "../../sweep/pool.ts";
import { drawScenario, type Scenario, type ScenarioBase } from "../../sweep/scenario.ts";
import { FROM_ENVIRONMENT, type Shard, shardFromEnvironment } from "../../sweep/shard.ts";
import { Summary } from "../../sweep/summary.ts";
import { isAddress } from "../../files.ts";
import { UsageError } from "../../usage_error.ts";
import { combineStatuses, EXIT_UNKNOWN, EXIT_VALID, statusOf } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { interruptible } from "../../terminal/interrupt.ts";
import { badValue, custom, flag, integer, text } from "../../options/option.ts";
import { RUN_OPTIONS, SEED_MAX } from "../../options/options.ts";
import { type ParsedOptions, parseOptions, toArguments } from "../../options/parse_options.ts";
import type { Stage } from "../../stages/stages.ts";
import { buildProgram } from "../build_program.ts";
import { ProgressLine } from "../../terminal/progress.ts";
import { ownArguments } from "../../options/reproduce.ts";
import { challengePath, programNamed, selectStages } from "../../stages/stage_selection.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

const SWEEP_GROUP = "Sweep";

/** First and last seed. */
interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** What of a command line says how a sweep is shared and shown, and not what it is. */
const SHARING_OPTIONS = ["shard", "jobs", "out", "merge", "strict", "help"];

const { bin, mode: _mode, seed: _seed, ...INHERITED_OPTIONS } = RUN_OPTIONS;

const SWEEP_OPTIONS = {
  "seeds": custom<SeedRange>({
    group: SWEEP_GROUP,
    valueName: "A..B",
    description: "The seeds, from the first to the last. Each challenge gets all of them.",
    absent: { first: 1, last: 100 },
    defaultText: "1..100",
    read: readSeeds,
  }),
  "jobs": integer({
    group: SWEEP_GROUP,
    valueName: "N",
    description: "How many scenarios run at the same time. Default: the number of cores.",
    min: 1,
    max: 1024,
  }),
  "official": flag({
    group: SWEEP_GROUP,
    description: "Keeps the official options, so that only the seed changes. Otherwise sizes, rates, latencies and " +
      "faults are drawn from the seed; the faults are those that the challenge claims to survive.",
  }),
  bin,
  "like": text({
    group: SWEEP_GROUP,
    valueName: "STAGE",
    description: "The stage that your own file should pass, for example 3c.",
  }),
  "strict": flag({ group: SWEEP_GROUP, description: "Counts warnings as failures." }),
  "shard": custom<() => Shard>({
    group: SWEEP_GROUP,
    valueName: "I/N|env",
    description: "Runs only the I-th of N parts, where several machines share a sweep. env: the part that Slurm, " +
      "Kubernetes, AWS Batch, GitLab CI, CircleCI or Buildkite has set in the environment, or SWEEP_PART of SWEEP_PARTS.",
    absent: () => ({ part: 1, parts: 1 }),
    defaultText: "1/1",
    read: readShard,
  }),
  "out": text({
    group: SWEEP_GROUP,
    valueName: "FILE",
    description: "Writes each outcome to a file, as a line of JSON. {part} in its name becomes the number of the part.",
  }),
  "merge": flag({
    group: SWEEP_GROUP,
    description: "Runs nothing, and adds up the files named, which --out has written or is writing; names the parts " +
      "that are missing.",
  }),
  "help": flag({ alias: "h", group: SWEEP_GROUP, description: "Shows this text." }),
  ...INHERITED_OPTIONS,
};

type SweepOptions = ParsedOptions<typeof SWEEP_OPTIONS>;

/** What `sweep --help` says. */
export const SWEEP_HELP: CommandHelp = {
  usage: "sweep STAGE|FILE... [OPTIONS] [-- ARGUMENTS OF THE PROGRAM]",
  description:
    "Runs one scenario per seed in virtual time, and adds up the verdicts. Options of a run that are given " +
    "here hold in every scenario. Exit status: 0 all are valid, 1 at least one is invalid, 2 at least one is unknown " +
    "or not there, " +
    "3 the bench could not run, 130 interrupted; then the sum so far is shown, and --out has its outcomes.",
  options: SWEEP_OPTIONS,
  examples: [
    ["sweep 3c --seeds 1..1000", "A thousand scenarios of 3c."],
    ["sweep all --seeds 1..700", "700 scenarios of each challenge."],
    ["sweep my_node.ts --like 3c", "Your own node, with what 3c must survive."],
    ["sweep ./my-go-node --like 3c", "The same for a folder with a go.mod or a Cargo.toml, or for a .wasm file."],
    ["sweep 3c --shard 3/16 --out part3.jsonl", "The third of sixteen parts."],
    ["sweep 3c --shard env --out part{part}.jsonl", "The part that the batch system names."],
    ["sweep --merge part*.jsonl", "The sum of all parts."],
  ],
};

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function runSweep(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const parsed = parseOptions(SWEEP_OPTIONS, args);
  if (parsed.values.help) {
    terminal.out(renderHelp(SWEEP_HELP, terminal.columns));
    return EXIT_VALID;
  }
  if (parsed.words.length === 0) {
    throw new UsageError(
      parsed.values.merge
        ? "Cannot merge: no file given, expected files that sweep --out wrote, such as part*.jsonl"
        : "Cannot sweep: no stage given, expected a stage such as 3c, a file, or all",
    );
  }
  const summary = new Summary({ isStrict: parsed.values.strict, drawsFaults: !parsed.values.official });
  if (parsed.values.merge) {
    return merge(parsed.words, summary, terminal);
  }
  const { like, bin } = parsed.values;
  for (const program of bin === undefined ? like === undefined ? [] : parsed.words : [bin]) {
    await buildProgram(program, "sim", terminal);
  }
  const scenarios = planScenarios(parsed);
  return await interruptible((signal) => sweep(scenarios, { parsed, summary, terminal, signal }));
}

function merge(paths: readonly string[], summary: Summary, terminal: Terminal): number {
  const { outcomes, gaps } = mergeFiles(paths);
  for (const outcome of outcomes) summary.add(outcome);
  if (summary.total.scenarios === 0) {
    throw new UsageError(
      `Cannot merge ${paths.join(", ")}: no outcome in there, expected lines written by sweep --out`,
    );
  }
  const status = tell(summary, terminal);
  if (gaps === "") return status;
  terminal.out(`\n${gaps}`);
  return combineStatuses([status, EXIT_UNKNOWN]);
}

interface SweepContext {
  readonly parsed: SweepOptions;
  readonly summary: Summary;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function sweep(scenarios: ScenarioPlan, context: SweepContext): Promise<number> {
  const { parsed, summary, terminal, signal } = context;
  const { seeds, out } = parsed.values;
  const shard = parsed.values.shard();
  const jobs = Math.min(parsed.values.jobs ?? navigator.hardwareConcurrency, scenarios.count);
  terminal.out(
    `Sweep ${parsed.words.join(" ")}: seeds ${seeds.first}..${seeds.last}, part ${shard.part} of ${shard.parts}` +
      `${shard.from === undefined ? "" : ` (${shard.from})`}, ${scenarios.count} scenarios, ${jobs} at a time\n\n`,
  );
  const file = out === undefined ? undefined : new OutcomeFile(out.replaceAll("{part}", String(shard.part)), {
    ...{ sweep: wholeSweep(parsed), part: shard.part, parts: shard.parts, scenarios: scenarios.count },
  });
  const progress = new ProgressLine(terminal);
  const startMs = performance.now();
  let done = 0;
  try {
    await runScenarios(scenarios.draw(), {
      jobs,
      signal,
      onOutcome: (outcome) => {
        summary.add(outcome);
        file?.write(outcome);
        done++;
        const { invalid, unknown } = summary.total;
        progress.show(() => `${done} of ${scenarios.count} scenarios, ${invalid} invalid, ${unknown} unknown`);
      },
    });
  } finally {
    progress.clear();
    file?.close();
  }
  const minutes = (performance.now() - startMs) / 60_000;
  const status = tell(summary, terminal);
  if (signal.aborted) terminal.out(`Interrupted after ${done} of ${scenarios.count} scenarios\n`);
  terminal.out(`Took ${(minutes * 60).toFixed(1)} s, ${(done / minutes).toFixed(0)} scenarios per minute\n`);
  return status;
}

/** The command line of the whole sweep. */
function wholeSweep({ given, words, rest, values: { seeds } }: SweepOptions): string[] {
  const own = new Map([...given].filter(([name]) => !SHARING_OPTIONS.includes(name)));
  own.set("seeds", [`${seeds.first}..${seeds.last}`]);
  return ["sweep", ...words, ...toArguments(SWEEP_OPTIONS, own), ...(rest.length === 0 ? [] : ["--", ...rest])];
}

function tell(summary: Summary, terminal: Terminal): number {
  terminal.out(`${summary.render()}\nHash of all journals ${summary.hash}\n`);
  return statusOf(summary.valid, true);
}

/** Scenarios that are drawn one by one as they are needed, since there may be millions. */
interface ScenarioPlan {
  readonly count: number;
  draw(): Iterable<Scenario>;
}

/** All scenarios of the shard, challenge by challenge. @throws {UsageError} For options that do not fit a challenge. */
function planScenarios(parsed: SweepOptions): ScenarioPlan {
  const { first, last } = parsed.values.seeds;
  const { part, parts } = parsed.values.shard();
  const bases = scenarioBases(parsed);
  for (const base of bases) drawScenario(base, first);
  return {
    count: bases.length * Math.max(0, Math.ceil((last - first + 2 - part) / parts)),
    *draw() {
      for (const base of bases) {
        for (let seed = first + part - 1; seed <= last; seed += parts) yield drawScenario(base, seed);
      }
    },
  };
}

/** What to draw for: challenges by stage, or files of the user. A challenge with two command lines gets the last. */
function scenarioBases(parsed: SweepOptions): ScenarioBase[] {
  const { values: { official, like, bin }, words, rest } = parsed;
  const options = Object.fromEntries(Object.entries(SWEEP_OPTIONS).filter(([name]) => name in INHERITED_OPTIONS));
  const given = new Map([...parsed.given].filter(([name]) => name in INHERITED_OPTIONS));
  const common = { programArgs: rest, ownArgs: ownArguments(options, { ...parsed, given, values: {} }) };
  if (like !== undefined && bin !== undefined) {
    throw new UsageError(
      "Cannot use --like and --bin together: expected sweep STAGE --bin FILE or sweep FILE --like STAGE",
    );
  }
  if (like !== undefined) {
    const stage = selectStages([like]).at(-1);
    if (stage === undefined) throw new UsageError(`Cannot find the stage "${like}" of --like`);
    return words.map((word) => ({ ...common, ...stageBase(stage, official), program: programNamed(word) }));
  }
  const byChallenge = new Map(selectStages(words).map((stage) => [stage.challenge, stage]));
  const program = bin === undefined ? {} : { program: bin };
  return [...byChallenge.values()].map((stage) => ({ ...common, ...stageBase(stage, official), ...program }));
}

function stageBase(stage: Stage, isOfficial: boolean): Pick<ScenarioBase, "program" | "officialArgs" | "claims"> {
  return {
    program: relativePath(challengePath(stage)),
    officialArgs: stage.args,
    claims: isOfficial ? undefined : stage.claims,
  };
}

/** A path as a person would type it here; an address as it is. */
function relativePath(program: string): string {
  return isAddress(program) ? program : relative(Deno.cwd(), program);
}

function readSeeds(name: string, given: string): SeedRange {
  const match = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(given);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || last < first || last > SEED_MAX) {
    throw badValue(name, given, `a seed, or two such as 1..1000, up to ${SEED_MAX}`);
  }
  return { first, last };
}

function readShard(name: string, given: string): () => Shard {
  if (given === FROM_ENVIRONMENT) return () => shardFromEnvironment((variable) => Deno.env.get(variable));
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(given);
  const part = Number(match?.[1]);
  const parts = Number(match?.[2]);
  if (match === null || part < 1 || part > parts) {
    throw badValue(name, given, "a part of several, such as 3/16, or env");
  }
  return () => ({ part, parts });
}
