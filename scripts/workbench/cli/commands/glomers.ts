/**
 * `workbench glomers`: runs official stages of Gossip Glomers with the official options and Fly.io's targets.
 *
 * @module
 */
import { callersFolder } from "../../files.ts";
import { resolve } from "node:path";
import type { Json } from "../../history.ts";
import { UsageError } from "../../usage_error.ts";
import { defaultModeOf, programName } from "../../nodes/program_source.ts";
import { linkLatest } from "../../report/store.ts";
import { compareWithOriginal, type OriginalComparison, renderOriginals } from "../../original/compare_with_original.ts";
import { parseExpectations } from "../../stages/expectations.ts";
import { buildProgram, refuseForOriginal } from "../build_program.ts";
import { execute, save, withoutRecords } from "../execute.ts";
import type { FinishedTask, JudgedTask, SavedRun, Task } from "../task.ts";
import { combineStatuses, EXIT_INTERRUPTED, EXIT_TOOL, EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { interruptible } from "../../terminal/interrupt.ts";
import { checkJunit, writeJunit } from "../junit_report.ts";
import { runBuilds } from "../build_command.ts";
import { renderMarkdown } from "../render_markdown.ts";
import { ChangeWatcher, concerns } from "../watch.ts";
import { flag } from "../../options/option.ts";
import { findOwnSet, OWN_SET_NAME, ownProgramFor, type OwnSet, readOwnSet, stagesOf } from "../../stages/own_set.ts";
import { findOriginal } from "../../original/maelstrom.ts";
import { makePlan } from "../../options/make_plan.ts";
import { COMPATIBLE_OPTIONS, ORIGINAL_OPTIONS, OUTPUT_OPTIONS, RUN_OPTIONS } from "../../options/options.ts";
import { type ParsedOptions, parseOptions } from "../../options/parse_options.ts";
import { challengeFile, type Stage, STAGES } from "../../stages/stages.ts";
import { renderFindings, renderRun, renderSaved, renderSummary, runColumns } from "../render.ts";
import type { RunWorker } from "../start_worker.ts";
import { RunLanes } from "../run_lanes.ts";
import { checkReplay, finish, refuseUselessHash } from "../replay.ts";
import { ownArguments, reproduction } from "../../options/reproduce.ts";
import { resolvedOptions } from "../../options/resolved_options.ts";
import { freshSeed } from "../../options/seed.ts";
import { challengePath, programNamed, selectStages } from "../../stages/stage_selection.ts";
import { renderHead } from "../../terminal/table.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";
import { runAsJson } from "./test.ts";

const OWN_SET_OPTIONS = {
  "watch": flag({
    group: "Output",
    description: `Runs stages again whenever a file changes that concerns them (ours); needs a ${OWN_SET_NAME}.`,
  }),
  "markdown": flag({
    group: "Output",
    description: "Prints the results as a Markdown table on stdout, and nothing else there (ours).",
  }),
};

const GLOMERS_OPTIONS = {
  ...RUN_OPTIONS,
  ...OWN_SET_OPTIONS,
  ...ORIGINAL_OPTIONS,
  ...OUTPUT_OPTIONS,
  ...COMPATIBLE_OPTIONS,
};

type GlomersOptions = ParsedOptions<typeof GLOMERS_OPTIONS>;

/** A stage to run. */
interface StageTask extends Task {
  /** The official options, and those given over them; `bin` is always there. */
  readonly options: GlomersOptions["values"] & { readonly bin: string };
}

/** What `glomers --help` says. */
export const GLOMERS_HELP: CommandHelp = {
  usage: "glomers [STAGE...] [OPTIONS] [-- ARGUMENTS OF THE PROGRAM]",
  description: "Runs official stages with the official options, which options given here override, and checks " +
    "Fly.io's targets. STAGE is a stage (3b), a challenge (3 or broadcast), a file of challenges/, or all. " +
    `Where a ${OWN_SET_NAME} stands in this folder or above it, its programs are run, without STAGE all of them. ` +
    "Exit status: 0 all are valid and meet their targets, 1 at least one is invalid or misses a target, " +
    "2 at least one is unknown, 3 the bench could not run, 130 interrupted.",
  options: GLOMERS_OPTIONS,
  examples: [
    ["glomers all", "Every stage, in virtual time."],
    ["glomers 3b --seed 7", "One stage; the same seed gives the same run."],
    ["glomers 3d 3e --nemesis partition", "More than the stages ask for."],
    ["glomers 3d --bin ./my-node", "Your own program in the place of ours, as processes."],
    ["glomers all --maelstrom ./maelstrom", "The original beside ours, stage by stage, in real time."],
    ["glomers --watch", `Your own set (${OWN_SET_NAME}), again whenever you save a file.`],
    ["glomers 1 --json", "The results as one JSON object on stdout."],
  ],
};

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function runGlomers(
  args: readonly string[],
  terminal: Terminal = systemTerminal(),
  worker?: RunWorker,
): Promise<number> {
  const calledIn = callersFolder();
  const parsed = parseOptions(GLOMERS_OPTIONS, args);
  if (parsed.values.help) {
    terminal.out(`${renderHelp(GLOMERS_HELP, terminal.columns)}${stageList()}`);
    return EXIT_VALID;
  }
  const set = parsed.values.bin === undefined ? ownSetAt(calledIn) : undefined;
  if (parsed.words.length === 0 && set === undefined) {
    throw new UsageError(
      `Cannot run glomers: no stage given, expected a stage such as 3b, or all, or a ${OWN_SET_NAME} with programs of ` +
        `your own here or above\n${stageList()}`,
    );
  }
  if (parsed.values.watch && set === undefined) {
    throw new UsageError(`Cannot use --watch: there is no ${OWN_SET_NAME} in ${calledIn} or above, expected one`);
  }
  for (const note of parsed.notes) terminal.err(`${note}\n`);
  checkJunit(parsed.values.junit);
  const seed = parsed.values.seed ?? freshSeed();
  const original = findOriginal(parsed.values);
  return await interruptible(async (signal) => {
    const context = { parsed, seed, set, original, terminal, signal, worker };
    const watcher = set === undefined || !parsed.values.watch ? undefined : watcherOf(set, context);
    const stages = stagesToRun(parsed, set);
    let status = await buildAndRun(stages, context);
    for (;;) {
      const changed = await watcher?.next();
      if (set === undefined || changed === undefined) return status;
      const concerned = stages.filter((stage) => {
        const program = ownProgramFor(set, stage);
        return program !== undefined && [...changed].some((path) => concerns(path, program, set));
      });
      if (concerned.length > 0) status = await buildAndRun(concerned, context);
    }
  });
}

/** Builds what the stages need and runs them. While files are watched, a program that cannot be built is no end. */
async function buildAndRun(stages: readonly Stage[], context: StagesRun): Promise<number> {
  const { parsed, seed, set, terminal } = context;
  try {
    const own = set === undefined ? [] : stages.flatMap((stage) => ownProgramFor(set, stage) ?? []);
    if (set !== undefined) await runBuilds(own.flatMap(({ builds }) => builds), set.folder, terminal);
    const { bin, mode } = parsed.values;
    const programs = bin === undefined ? new Set(own) : [{ bin: programNamed(bin), mode }];
    for (const program of programs) {
      if (context.original !== undefined) refuseForOriginal(program.bin);
      await buildProgram(program.bin, mode ?? program.mode, terminal);
    }
    const tasks = stages.map((stage) => stageTask(stage, { parsed, seed, set }));
    const several = tasks.length > 1 ? "several stages" : undefined;
    for (const { plan } of tasks) refuseUselessHash(parsed.values["expect-hash"], plan, several);
    return await runStages(tasks, context);
  } catch (error) {
    if (!parsed.values.watch || !(error instanceof UsageError)) throw error;
    terminal.err(`${error.message}\n`);
    return EXIT_TOOL;
  }
}

function ownSetAt(folder: string): OwnSet | undefined {
  const path = findOwnSet(folder);
  return path === undefined ? undefined : readOwnSet(path);
}

function watcherOf(set: OwnSet, { parsed: { values }, terminal, signal }: StagesRun): ChangeWatcher {
  const built = [...set.programs.values()].filter(({ builds }) => builds.length > 0).map(({ bin }) => bin);
  terminal.err(`Watch   ${set.folder}, until Ctrl-C\n`);
  return new ChangeWatcher({ folder: set.folder, ignored: [resolve(values.store), ...built], signal });
}

interface StagesRun {
  readonly parsed: GlomersOptions;
  readonly seed: number;
  /** Programs of the person's own, where these are run. */
  readonly set: OwnSet | undefined;
  /** Where the original is that runs as well. */
  readonly original: string | undefined;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** One that was started before. */
  readonly worker: RunWorker | undefined;
}

/** Runs stages one after another; each row of the table is written as soon as its verdict is known. */
async function runStages(tasks: readonly StageTask[], context: StagesRun): Promise<number> {
  const { parsed, seed, terminal, signal, worker } = context;
  const { values } = parsed;
  const columns = runColumns(tasks.map(({ challenge }) => challenge), terminal.columns);
  const show = (text: string) => values.json || values.markdown || terminal.out(text);
  show(`${renderStart(tasks, seed)}\n${renderHead(columns)}`);
  const startMs = performance.now();
  const again = (journalHash?: string) => reproduceStages(parsed.words, { parsed, seed }, journalHash);
  // Before the files of a single run are written, which may take a while.
  const showVerdict = (judged: readonly JudgedTask[]) => {
    const findings = judged.map(renderFindings).filter((text) => text !== "");
    show(findings.map((text) => `\n${text}`).join(""));
    show(`\nVerdict ${renderSummary(judged, performance.now() - startMs)}\n`);
  };
  const savedOf = new Map<StageTask, SavedRun>();
  let replayLine = "";
  using lanes = new RunLanes(tasks.length, worker);
  const runs = await lanes.run(tasks, async (task, { workers, turn }) => {
    const options = { terminal: heldBackUntil(turn, terminal), signal, output: values, workers };
    const judged = await execute(task, options);
    return {
      isLast: judged.status === EXIT_INTERRUPTED,
      show: () => {
        show(renderRun(columns, judged, terminal.colour));
        if (tasks.length === 1) showVerdict([judged]);
      },
      finish: async (isAlone) => {
        const run = await finish(judged, tasks.length === 1 ? again : undefined);
        const shown = isAlone ? terminal : { ...terminal, showsProgress: false };
        const saved = await save(run, { ...options, terminal: shown });
        if (saved !== undefined) savedOf.set(task, saved);
        const expected = values["expect-hash"];
        return withoutRecords(await checkReplay(run, { expected, workers, tell: (line) => replayLine = line }));
      },
    };
  });
  if (tasks.length > 1) showVerdict(runs);
  if (values.json) terminal.err(replayLine);
  else show(replayLine);
  const lastSaved = linkLast(tasks, savedOf, values.store);
  show(renderSaved(lastSaved, runs.length > 1 ? ", the last of several" : ""));
  const [first] = runs;
  show(`Again   ${tasks.length === 1 && first !== undefined ? first.reproduce : again()}\n`);
  const comparisons = await compareStages(tasks, runs, context);
  if (values.json) terminal.out(`${JSON.stringify(stagesAsJson(runs, comparisons))}\n`);
  else if (values.markdown) terminal.out(renderMarkdown(runs, ["glomers", ...parsed.words].join(" ")));
  if (values.junit !== undefined) writeJunit(values.junit, runs);
  return combineStatuses([...runs, ...comparisons].map(({ status }) => status));
}

/** Two runs may end in another order than they began: links to the last ones follow their order. */
function linkLast(tasks: readonly StageTask[], savedOf: ReadonlyMap<StageTask, SavedRun>, store: string) {
  const saved = tasks.flatMap((task) => {
    const folder = savedOf.get(task)?.folder;
    return folder === undefined ? [] : [{ workload: task.plan.workload.name, folder }];
  });
  if (saved.length > 1) linkLatest(store, saved);
  return tasks.map((task) => savedOf.get(task)).findLast((one) => one !== undefined);
}

/** A terminal on which nothing is said before what runs before this one have to say. */
function heldBackUntil(turn: Promise<boolean>, terminal: Terminal): Terminal {
  const held: string[] = [];
  let isHeldBack = true;
  turn.then((isOurs) => {
    if (!isOurs) return;
    isHeldBack = false;
    for (const text of held) terminal.err(text);
  });
  return { ...terminal, err: (text) => isHeldBack ? held.push(text) : terminal.err(text) };
}

function stagesAsJson(runs: readonly FinishedTask[], comparisons: readonly OriginalComparison[]): Json {
  const stages = runs.map((run, position) => {
    const comparison = comparisons[position];
    return { ...runAsJson(run), ...(comparison === undefined ? {} : { maelstrom: comparison.json }) };
  });
  return { stages };
}

/** Runs the stages under the original as well, where that is asked for, and shows both results. */
async function compareStages(
  tasks: readonly StageTask[],
  runs: readonly FinishedTask[],
  { parsed: { values: { json } }, original, terminal, signal }: StagesRun,
): Promise<readonly OriginalComparison[]> {
  if (original === undefined) return [];
  const comparisons: OriginalComparison[] = [];
  const isBrief = tasks.length > 1;
  for (const [position, { options }] of tasks.entries()) {
    const run = runs[position];
    if (run === undefined || signal.aborted) break;
    comparisons.push(await compareWithOriginal(run, original, { options, json, terminal, signal, isBrief }));
  }
  if (comparisons.length > 1) {
    const rows = runs.flatMap((run, position) => {
      const comparison = comparisons[position];
      return comparison === undefined ? [] : [{ ...run, comparison }];
    });
    const table = `\nMaelstrom / ours\n\n${renderOriginals(rows)}`;
    json ? terminal.err(table) : terminal.out(table);
  }
  return comparisons;
}

/** What the words name. A program of the user's own runs each command line of a stage once, also where we have two files. */
function stagesToRun({ words, values }: GlomersOptions, set: OwnSet | undefined): readonly Stage[] {
  if (set !== undefined && words.length === 0) return stagesOf(set);
  const lineOf = ({ stage, args }: Stage) => `${stage} ${args.join(" ")}`;
  const stages = selectStages(words);
  if (values.bin === undefined && set === undefined) return stages;
  const lines = stages.map(lineOf);
  return stages.filter((_, position) => lines.indexOf(lines[position] ?? "") === position);
}

/** The task for one stage: official options first, so that options given here win. */
function stageTask(stage: Stage, { parsed, seed, set }: Pick<StagesRun, "parsed" | "seed" | "set">): StageTask {
  const own = ownArguments(GLOMERS_OPTIONS, parsed);
  const { values: options } = parseOptions(GLOMERS_OPTIONS, [...stage.args, ...own]);
  const ofSet = set === undefined ? undefined : ownProgramFor(set, stage);
  if (set !== undefined && ofSet === undefined) {
    throw new UsageError(`Cannot run ${stage.stage}: ${set.path} has no program for it; --bin names one`);
  }
  const bin = options.bin ?? ofSet?.bin;
  const program = bin === undefined ? challengePath(stage) : programNamed(bin);
  const plan = makePlan({
    options,
    program,
    programArgs: [...ofSet?.args ?? [], ...parsed.rest],
    defaultMode: ofSet?.mode ?? (bin === undefined ? "sim" : defaultModeOf(program)),
    seed,
  });
  const isOurs = bin === undefined;
  return {
    plan,
    options: { ...options, bin: program },
    stage: stage.stage,
    challenge: isOurs ? stage.challenge : programName(program),
    title: `${stage.stage} ${stage.title}`,
    expectations: [...stage.targets, ...parseExpectations(options.expect)],
    ...(stage.publicBest === undefined ? {} : { publicBest: stage.publicBest }),
    resolved: resolvedOptions(options, plan, isOurs ? challengeFile(stage) : program),
    reproduce: reproduceStages([isOurs ? stage.challenge : stage.stage], { parsed, seed }),
  };
}

/** @param journalHash Of the one run that the words mean; absent where they mean several, or real time passes. */
function reproduceStages(
  words: readonly string[],
  { parsed, seed }: Pick<StagesRun, "parsed" | "seed">,
  journalHash?: string,
): string {
  const again = { table: GLOMERS_OPTIONS, parsed, seed, programArgs: parsed.rest, journalHash };
  return reproduction(["glomers", ...words], again);
}

/** So many stages are told with their options; of more the help has a list. */
const TOLD_STAGES_MAX = 3;

function renderStart(tasks: readonly Task[], seed: number): string {
  if (tasks.length > TOLD_STAGES_MAX) {
    const modes = [...new Set(tasks.map(({ plan }) => plan.mode))].join(" and ");
    return `Seed ${seed}\n${tasks.length} official command lines in ${modes} mode; glomers --help lists them\n`;
  }
  const lines = tasks.map(({ plan, stage, challenge, resolved }) =>
    `${(stage ?? "").padEnd(3)} ${challenge}: ${plan.mode} mode, ${describeLoad(resolved)}`
  );
  return `Seed ${seed}\n${lines.join("\n")}\n`;
}

/** The options that tell stages apart. */
function describeLoad(resolved: Task["resolved"]): string {
  const shown = ["workload", "node-count", "concurrency", "rate", "time-limit", "latency", "availability", "nemesis"];
  return shown.flatMap((name) => resolved[name] === undefined ? [] : [`${name} ${resolved[name]}`]).join(", ");
}

function stageList(): string {
  const lines = STAGES.map(({ stage, challenge, args }) =>
    `  ${stage.padEnd(3)} ${challenge.padEnd(28)} ${args.join(" ")}`
  );
  return `Stages:\n${lines.join("\n")}\n`;
}
