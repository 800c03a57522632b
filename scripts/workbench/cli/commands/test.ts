/**
 * `workbench test`: runs one workload against one program, with the options of the original.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Json } from "../../history.ts";
import { UsageError } from "../../usage_error.ts";
import { compareResults, renderComparison } from "../compare_results.ts";
import { parseExpectations } from "../expectations.ts";
import { execute, type FinishedTask, reportPath, save, type Task, withoutRecords } from "../execute.ts";
import { combineStatuses, EXIT_INTERRUPTED, EXIT_INVALID, EXIT_TOOL, EXIT_VALID } from "../exit_status.ts";
import { type CommandHelp, renderHelp } from "../help.ts";
import { interruptible } from "../interrupt.ts";
import { writeJunit } from "../junit_report.ts";
import { maelstromPath, runMaelstrom } from "../maelstrom.ts";
import { makePlan } from "../make_plan.ts";
import { SEED_MAX, TEST_OPTIONS } from "../options.ts";
import { type ParsedOptions, parseOptions } from "../parse_options.ts";
import { compareReplay } from "../replay.ts";
import { banner, renderFindings, renderRun, renderSummary, runColumns } from "../render.ts";
import { reproduction } from "../reproduce.ts";
import { resolvedCommand, resolvedOptions } from "../resolved_options.ts";
import { freshSeed } from "../seed.ts";
import { renderHead } from "../table.ts";
import { systemTerminal, type Terminal } from "../terminal.ts";

/** What `test --help` says. */
export const TEST_HELP: CommandHelp = {
  usage: "test -w WORKLOAD --bin FILE [OPTIONS] [-- ARGUMENTS OF THE PROGRAM]",
  description: "Runs nodes, sends them requests, injects faults, and judges what came of it. Names, defaults and " +
    "meanings of the options are those of Maelstrom; the ones marked (ours) are additions. " +
    "Exit status: 0 valid and expectations met, 1 invalid or an expectation missed, 2 unknown, " +
    "3 the bench could not run, 130 interrupted.",
  options: TEST_OPTIONS,
  examples: [
    ["test -w echo --bin challenges/1_echo.ts --node-count 1 --time-limit 10", "Processes, in real time."],
    [
      "test -w broadcast --bin challenges/3c_broadcast_fault_tolerant.ts --mode sim --nemesis partition --seed 7",
      "Virtual time: over in a moment, and the same again for the same seed.",
    ],
    ["test -w unique-ids --bin ./my-node --rate 1000 --expect 'ok-fraction=1' -- --verbose", "Any program."],
  ],
};

type TestOptions = ParsedOptions<typeof TEST_OPTIONS>;

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the options. */
export async function runTest(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const parsed = parseOptions(TEST_OPTIONS, args);
  if (parsed.values.help) {
    terminal.out(renderHelp(TEST_HELP));
    return EXIT_VALID;
  }
  for (const note of parsed.notes) terminal.err(`${note}\n`);
  const seed = parsed.values.seed ?? freshSeed();
  const original = parsed.values.maelstrom === undefined ? undefined : maelstromPath(parsed.values.maelstrom);
  return await interruptible(async (signal) => {
    const runs: FinishedTask[] = [];
    for (let round = 0; round < parsed.values["test-count"]; round++) {
      const run = await runOne(makeTask(parsed, (seed + round) % (SEED_MAX + 1)), parsed, { terminal, signal });
      runs.push(withoutRecords(run));
      if (run.status !== EXIT_VALID) break;
    }
    const status = finish(runs, parsed, terminal);
    const last = runs.at(-1);
    if (original === undefined || last === undefined || status === EXIT_INTERRUPTED) return status;
    return combineStatuses([status, await compareWithOriginal(last, original, parsed, { terminal, signal })]);
  });
}

interface RunContext {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Runs one task and tells of it: the verdict as soon as it is known, where the files are, and how to repeat the run. */
async function runOne(task: Task, parsed: TestOptions, { terminal, signal }: RunContext): Promise<FinishedTask> {
  const { values } = parsed;
  const options = { terminal, signal, output: values };
  const tell = (text: string) => values.json ? terminal.err(text) : terminal.out(text);
  const { plan, resolved } = task;
  if (!values.json) terminal.out(`Seed ${plan.seed}\nOptions ${resolvedCommand(resolved, plan.programArgs)}\n`);
  const run = repeatable(await execute(task, options), parsed);
  if (!values.json) terminal.out(renderVerdict(run, terminal));
  const folder = await save(run, options);
  const replay = await compareReplay(run, values["expect-hash"]);
  if (replay !== undefined) tell(`Replay  ${replay.text}\n`);
  const compared = replay === undefined ? run : { ...run, status: combineStatuses([run.status, replay.status]) };
  if (values.json) return compared;
  if (folder !== undefined) terminal.out(`Report  ${reportPath(folder)}\n`);
  terminal.out(`Again   ${run.reproduce}\n`);
  return compared;
}

/** The same run with the hash of its journal in the line that repeats it, where a repetition can have the same. */
function repeatable(run: FinishedTask, parsed: TestOptions): FinishedTask {
  const { plan, recording: { failure }, judgement: { journalHash } } = run;
  if (plan.mode !== "sim" || failure?.kind === "interrupted") return run;
  const { seed, programArgs } = plan;
  return {
    ...run,
    reproduce: reproduction(["test"], { table: TEST_OPTIONS, parsed, seed, programArgs, journalHash }),
  };
}

function finish(runs: readonly FinishedTask[], { values }: TestOptions, terminal: Terminal): number {
  if (values.json) {
    const objects = runs.map(runAsJson);
    terminal.out(`${JSON.stringify(values["test-count"] === 1 ? objects[0] : { runs: objects })}\n`);
  }
  if (values.junit !== undefined) writeJunit(values.junit, runs);
  return combineStatuses(runs.map(({ status }) => status));
}

/** Runs the original with the same plan and shows both results; the status says if the verdicts agree. */
async function compareWithOriginal(
  run: FinishedTask,
  path: string,
  { values }: TestOptions,
  { terminal, signal }: RunContext,
): Promise<number> {
  const show = (text: string) => values.json ? terminal.err(text) : terminal.out(text);
  show(`\nRunning ${path} with the same plan\n`);
  const keepIn = run.folder?.path === undefined ? undefined : join(run.folder.path, "maelstrom");
  const original = await runMaelstrom({
    ...{ path, options: values, plan: run.plan, bin: values.bin ?? "", signal },
    ...(keepIn === undefined ? {} : { keepIn }),
  });
  if (signal.aborted) return EXIT_INTERRUPTED;
  if (original.results === undefined) {
    show(`Maelstrom ended with status ${original.status} and without results; it said last:\n`);
    show(`${original.lastLines.join("\n")}\n`);
    return EXIT_TOOL;
  }
  const fields = compareResults(original.results, run.judgement.results);
  show(`\n${renderComparison(fields)}`);
  if (keepIn !== undefined) show(`Files of Maelstrom: ${keepIn}\n`);
  return fields.every(({ agrees }) => agrees) ? EXIT_VALID : EXIT_INVALID;
}

function makeTask(parsed: TestOptions, seed: number): Task {
  const { values, words, rest } = parsed;
  if (values.bin === undefined) {
    throw new UsageError(
      "Cannot run a test: --bin is missing, expected --bin PATH_OF_PROGRAM; add --help for all options",
    );
  }
  const programArgs = [...words, ...rest];
  if (values["expect-hash"] !== undefined && values["test-count"] > 1) {
    throw new UsageError(
      "Cannot use --expect-hash with --test-count: each seed has a hash of its own, expected one run",
    );
  }
  const plan = makePlan({ options: values, program: values.bin, programArgs, defaultMode: "process", seed });
  if (values["expect-hash"] !== undefined && plan.mode !== "sim") {
    throw new UsageError(
      "Cannot use --expect-hash with --mode process: real time does not repeat itself, expected --mode sim",
    );
  }
  return {
    plan,
    challenge: basename(values.bin),
    title: `${values.workload}, ${basename(values.bin)}`,
    expectations: parseExpectations(values.expect),
    resolved: resolvedOptions(values, plan, values.bin),
    reproduce: reproduction(["test"], { table: TEST_OPTIONS, parsed, seed, programArgs }),
  };
}

/** Table, findings, the original's banner, and the verdict last. */
function renderVerdict(run: FinishedTask, terminal: Terminal): string {
  const columns = runColumns([run.challenge]);
  const parts = [`${renderHead(columns)}${renderRun(columns, run, terminal.colour)}`, renderFindings(run)];
  if (run.status !== EXIT_INTERRUPTED) parts.push(`${banner(run.judgement.results.valid)}\n`);
  parts.push(`Verdict ${renderSummary([run], run.tookMs)}\n`);
  return parts.filter((part) => part !== "").map((part) => `\n${part}`).join("");
}

/** The object of `--json`. */
export function runAsJson(run: FinishedTask): Record<string, Json> {
  return {
    ...(run.stage === undefined ? {} : { stage: run.stage }),
    challenge: run.challenge,
    valid: run.judgement.results.valid,
    "targets-met": run.targetsMet,
    seed: run.plan.seed,
    "journal-sha256": run.judgement.journalHash,
    results: run.judgement.results,
    ...(run.recording.failure === undefined ? {} : { error: run.recording.failure.text }),
  };
}
