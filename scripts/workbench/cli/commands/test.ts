/**
 * `workbench test`: runs one workload against one program, with the options of the original.
 *
 * @module
 */
import { basename } from "node:path";
import type { Json } from "../../history.ts";
import { UsageError } from "../../usage_error.ts";
import { parseExpectation } from "../expectations.ts";
import { execute, type FinishedTask, type Task, taskStatus } from "../execute.ts";
import { EXIT_VALID } from "../exit_status.ts";
import { type CommandHelp, PROGRAM, renderHelp } from "../help.ts";
import { interruptible } from "../interrupt.ts";
import { makePlan } from "../make_plan.ts";
import { SEED_MAX, TEST_OPTIONS } from "../options.ts";
import { type ParsedOptions, parseOptions, toArguments } from "../parse_options.ts";
import { banner, renderFindings, renderRuns, renderSummary } from "../render.ts";
import { resolvedCommand, resolvedOptions } from "../resolved_options.ts";
import { freshSeed } from "../seed.ts";
import { shellCommand } from "../shell.ts";
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
  return await interruptible(async (signal) => {
    for (let round = 0;; round++) {
      const task = makeTask(parsed, (seed + round) % (SEED_MAX + 1));
      const status = await runOne(task, parsed, terminal, signal);
      if (status !== EXIT_VALID || round + 1 >= parsed.values["test-count"]) return status;
    }
  });
}

async function runOne(task: Task, parsed: TestOptions, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const { values } = parsed;
  if (!values.json) {
    terminal.out(`Seed ${task.plan.seed}\nOptions ${resolvedCommand(task.resolved, task.plan.programArgs)}\n`);
  }
  const run = await execute(task, { terminal, signal, output: values });
  for (const problem of run.problems) terminal.err(`${problem}\n`);
  if (values.json) terminal.out(`${JSON.stringify(runAsJson(run))}\n`);
  else showRun(run, terminal);
  return taskStatus(run);
}

function makeTask(parsed: TestOptions, seed: number): Task {
  const { values, words, rest } = parsed;
  if (values.bin === undefined) {
    throw new UsageError(
      "Cannot run a test: --bin is missing, expected --bin PATH_OF_PROGRAM; add --help for all options",
    );
  }
  const programArgs = [...words, ...rest];
  const plan = makePlan({ options: values, program: values.bin, programArgs, defaultMode: "process", seed });
  const given = toArguments(TEST_OPTIONS, new Map([...parsed.given].filter(([name]) => name !== "seed")));
  const tail = programArgs.length === 0 ? [] : ["--", ...programArgs];
  return {
    plan,
    challenge: basename(values.bin),
    title: `${values.workload}, ${basename(values.bin)}`,
    expectations: values.expect.map((text) => ({
      ...parseExpectation(text),
      label: text.split(/[<>=!]/, 1)[0] ?? text,
    })),
    resolved: resolvedOptions(values, plan, values.bin),
    reproduce: `${PROGRAM} ${shellCommand(["test", ...given, "--seed", String(seed), ...tail])}`,
  };
}

/** Table, findings, the original's banner, and last: verdict, folder, how to repeat the run. */
function showRun(run: FinishedTask, terminal: Terminal): void {
  const { valid } = run.judgement.results;
  const findings = renderFindings(run);
  terminal.out(
    `\n${renderRuns([run], terminal.colour)}${findings === "" ? "" : `\n${findings}`}\n${banner(valid)}\n\n`,
  );
  terminal.out(`Verdict ${renderSummary([run], run.tookMs)}\n`);
  if (run.folder !== undefined) terminal.out(`Results ${run.folder}\n`);
  terminal.out(`Again   ${run.reproduce}\n`);
}

/** The object of `--json`. */
export function runAsJson(run: FinishedTask): Record<string, Json> {
  return {
    ...(run.stage === undefined ? {} : { stage: run.stage }),
    challenge: run.challenge,
    valid: run.judgement.results.valid,
    "targets-met": run.targetsMet,
    seed: run.plan.seed,
    results: run.judgement.results,
    ...(run.recording.failure === undefined ? {} : { error: run.recording.failure.text }),
  };
}
