/**
 * `workbench test`: runs one workload against one program, with the options of the original.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import type { RunPlan } from "../../run/plan.ts";
import { UsageError } from "../../usage_error.ts";
import { defaultModeOf, programName } from "../../nodes/program_source.ts";
import { compareWithOriginal, type OriginalComparison } from "../../original/compare_with_original.ts";
import { programNamed } from "../../stages/stage_selection.ts";
import { parseExpectations } from "../../stages/expectations.ts";
import { buildProgram, refuseForOriginal } from "../build_program.ts";
import { execute, save, withoutRecords } from "../execute.ts";
import type { ExecuteOptions, FinishedTask, JudgedTask, Task } from "../task.ts";
import { combineStatuses, EXIT_INTERRUPTED, EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { interruptible } from "../../terminal/interrupt.ts";
import { checkJunit, writeJunit } from "../junit_report.ts";
import { findOriginal } from "../../original/maelstrom.ts";
import { makePlan } from "../../options/make_plan.ts";
import { SEED_MAX, TEST_OPTIONS } from "../../options/options.ts";
import { type ParsedOptions, parseOptions } from "../../options/parse_options.ts";
import type { RunWorker } from "../start_worker.ts";
import { RunWorkers } from "../run_apart.ts";
import { checkReplay, finish, refuseUselessHash } from "../replay.ts";
import { accountJson } from "../../report/account_json.ts";
import { banner, renderFindings, renderRun, renderSaved, renderSummary, runColumns } from "../render.ts";
import { reproduction } from "../../options/reproduce.ts";
import { resolvedCommand, resolvedOptions } from "../../options/resolved_options.ts";
import { freshSeed } from "../../options/seed.ts";
import { renderHead } from "../../terminal/table.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

/** What `test --help` says. */
export const TEST_HELP: CommandHelp = {
  usage: "test -w WORKLOAD --bin FILE [OPTIONS] [-- ARGUMENTS OF THE PROGRAM]",
  description: "Runs nodes, sends them requests, injects faults, and judges what came of it. Names, defaults and " +
    "meanings of the options are those of Maelstrom; the ones marked (ours) are additions. " +
    "Exit status: 0 valid and all limits are met, 1 invalid or a limit is missed, 2 unknown, " +
    "3 the bench could not run, 130 interrupted.",
  options: TEST_OPTIONS,
  examples: [
    ["test -w echo --bin challenges/1_echo.ts --node-count 1 --time-limit 10", "One process per node, in real time."],
    [
      "test -w broadcast --bin challenges/3c_broadcast_fault_tolerant.ts --mode sim --nemesis partition --seed 7",
      "Virtual time: over in a moment, and the same seed gives the same run.",
    ],
    [
      "test -w unique-ids --bin ./my-node --rate 1000 --expect 'ok-fraction=1' -- --verbose",
      "Any program; what follows after -- goes to it.",
    ],
  ],
};

type TestOptions = ParsedOptions<typeof TEST_OPTIONS>;

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the options. */
export async function runTest(
  args: readonly string[],
  terminal: Terminal = systemTerminal(),
  worker?: RunWorker,
): Promise<number> {
  const parsed = parseOptions(TEST_OPTIONS, args);
  if (parsed.values.help) {
    terminal.out(renderHelp(TEST_HELP, terminal.columns));
    return EXIT_VALID;
  }
  for (const note of parsed.notes) terminal.err(`${note}\n`);
  checkJunit(parsed.values.junit);
  const seed = parsed.values.seed ?? freshSeed();
  const original = findOriginal(parsed.values);
  const { bin, mode } = parsed.values;
  if (bin !== undefined && original !== undefined) refuseForOriginal(bin);
  if (bin !== undefined) await buildProgram(bin, mode, terminal);
  return await interruptible(async (signal) => {
    const runs: FinishedTask[] = [];
    using workers = new RunWorkers({ worker });
    for (let round = 0; round < parsed.values["test-count"]; round++) {
      const run = await runOne(makeTask(parsed, (seed + round) % (SEED_MAX + 1)), parsed, {
        terminal,
        signal,
        workers,
      });
      runs.push(withoutRecords(run));
      if (run.status !== EXIT_VALID) break;
    }
    const status = combineStatuses(runs.map((run) => run.status));
    const last = runs.at(-1);
    const comparison = original === undefined || last === undefined || status === EXIT_INTERRUPTED
      ? undefined
      : await compareWithOriginal(last, original, {
        options: parsed.values,
        json: parsed.values.json,
        terminal,
        signal,
      });
    if (parsed.values.json) terminal.out(`${JSON.stringify(outcomeAsJson(runs, parsed, comparison))}\n`);
    if (parsed.values.junit !== undefined) writeJunit(parsed.values.junit, runs);
    return combineStatuses([status, comparison?.status ?? EXIT_VALID]);
  });
}

type RunContext = Omit<ExecuteOptions, "output">;

/** Runs one task and tells of it: the verdict as soon as it is known, where the files are, and how to repeat the run. */
async function runOne(task: Task, parsed: TestOptions, context: RunContext): Promise<FinishedTask> {
  const { values } = parsed;
  const { terminal, workers } = context;
  const options = { ...context, output: values };
  const tell = (text: string) => values.json ? terminal.err(text) : terminal.out(text);
  const { plan, resolved } = task;
  if (!values.json) terminal.out(`Seed ${plan.seed}\nOptions ${resolvedCommand(resolved, plan.programArgs)}\n`);
  const judged = await execute(task, options);
  if (!values.json) terminal.out(renderVerdict(judged, terminal));
  const run = await finish(judged, (journalHash) => reproduceTest(parsed, plan, journalHash));
  const saved = await save(run, options);
  const compared = await checkReplay(run, { expected: values["expect-hash"], workers, tell });
  if (values.json) return compared;
  terminal.out(renderSaved(saved));
  terminal.out(`Again   ${run.reproduce}\n`);
  return compared;
}

/** The object of `--json`: that of the one run, or of several, and the comparison with the original. */
function outcomeAsJson(runs: readonly FinishedTask[], { values }: TestOptions, comparison?: OriginalComparison): Json {
  const [first] = runs.map(runAsJson);
  const outcome = values["test-count"] === 1 && first !== undefined ? first : { runs: runs.map(runAsJson) };
  return comparison === undefined ? outcome : { ...outcome, maelstrom: comparison.json };
}

function makeTask(parsed: TestOptions, seed: number): Task {
  const { values, words, rest } = parsed;
  if (values.bin === undefined) {
    throw new UsageError(
      "Cannot run a test: --bin is missing, expected --bin PATH_OF_PROGRAM; add --help for all options",
    );
  }
  const programArgs = [...words, ...rest];
  const program = programNamed(values.bin);
  const plan = makePlan({ options: values, program, programArgs, defaultMode: defaultModeOf(program), seed });
  refuseUselessHash(values["expect-hash"], plan, values["test-count"] > 1 ? "--test-count" : undefined);
  return {
    plan,
    challenge: programName(values.bin),
    title: `${values.workload}, ${programName(values.bin)}`,
    expectations: parseExpectations(values.expect),
    resolved: resolvedOptions(values, plan, values.bin),
    reproduce: reproduceTest(parsed, plan),
  };
}

function reproduceTest(parsed: TestOptions, { seed, programArgs }: RunPlan, journalHash?: string): string {
  return reproduction(["test"], { table: TEST_OPTIONS, parsed, seed, programArgs, journalHash });
}

/** Table, findings, the original's banner, and the verdict last. */
function renderVerdict(run: JudgedTask, terminal: Terminal): string {
  const columns = runColumns([run.challenge], terminal.columns);
  const parts = [`${renderHead(columns)}${renderRun(columns, run, terminal.colour)}`, renderFindings(run)];
  if (run.status !== EXIT_INTERRUPTED) parts.push(`${banner(run.judgement.results.valid)}\n`);
  parts.push(`Verdict ${renderSummary([run], run.tookMs)}\n`);
  return parts.filter((part) => part !== "").map((part) => `\n${part}`).join("");
}

/** One run in the object of `--json`. */
export function runAsJson(run: FinishedTask): Record<string, Json> {
  return {
    ...(run.stage === undefined ? {} : { stage: run.stage }),
    challenge: run.challenge,
    valid: run.judgement.results.valid,
    "targets-met": run.targetsMet,
    seed: run.plan.seed,
    "journal-sha256": run.journalHash,
    results: run.account === undefined
      ? run.judgement.results
      : { ...run.judgement.results, explained: accountJson(run.account) },
    ...(run.recording.failure === undefined ? {} : { error: run.recording.failure.text }),
  };
}
