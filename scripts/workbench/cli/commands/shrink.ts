/**
 * `workbench shrink`: the smallest scenario that still shows a failure, with its history and its messages.
 *
 * @module
 */
import { count } from "../../checkers/wording.ts";
import { seconds } from "../../clock.ts";
import { withEvidence } from "../../explain/evidence.ts";
import { isClient } from "../../net/message.ts";
import type { ScenarioRun } from "../../sweep/run_scenario.ts";
import { WorkerInterrupted } from "../../run/watched_worker.ts";
import { ScenarioRunner } from "../../sweep/scenario_runner.ts";
import { mergeArgs, type Scenario } from "../../sweep/scenario.ts";
import { reasonsOf, shrink, type Shrunk } from "../../sweep/shrink.ts";
import { reproduceScenario } from "../../sweep/summary.ts";
import { programNamed } from "../../stages/stage_selection.ts";
import { UsageError } from "../../usage_error.ts";
import { EXIT_INTERRUPTED, EXIT_INVALID, EXIT_UNKNOWN, EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { interruptible } from "../../terminal/interrupt.ts";
import { flag, integer } from "../../options/option.ts";
import { RUN_OPTIONS, SEED_MAX, TEST_OPTIONS } from "../../options/options.ts";
import { type ParsedOptions, parseOptions } from "../../options/parse_options.ts";
import { buildProgram } from "../build_program.ts";
import { ProgressLine } from "../../terminal/progress.ts";
import { evidenceLines } from "../render.ts";
import { ownArguments } from "../../options/reproduce.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

const SHRINK_GROUP = "Shrink";

/** Findings that are shown. */
const FINDINGS_SHOWN_MAX = 3;

/** Messages between nodes that are shown. */
const MESSAGES_SHOWN_MAX = 40;

/** Operations that are shown. */
const OPERATIONS_SHOWN_MAX = 60;

/** Longest line for an operation or a message, in characters. */
const LINE_LENGTH_MAX = 160;

const SHRINK_OPTIONS = {
  ...RUN_OPTIONS,
  "strict": flag({ group: SHRINK_GROUP, description: "Counts warnings as failures." }),
  "seed": integer({
    group: SHRINK_GROUP,
    valueName: "N",
    description: "The seed of the failing scenario.",
    default: 1,
    min: 0,
    max: SEED_MAX,
  }),
  "expect-hash": TEST_OPTIONS["expect-hash"],
  "help": flag({ alias: "h", group: SHRINK_GROUP, description: "Shows this text." }),
};

/** What `shrink --help` says. */
export const SHRINK_HELP: CommandHelp = {
  usage: "shrink --bin FILE --seed N [OPTIONS OF test] [-- ARGUMENTS OF THE PROGRAM]",
  description:
    "Takes the options of a test in virtual time that fails, and searches for a smaller test that fails for " +
    "the same reason, with fewer faults, nodes and operations. Exit status: 1 when it fails, as it should, 0 when " +
    "there is nothing to shrink, 3 when the bench could not run.",
  options: SHRINK_OPTIONS,
  examples: [[
    "shrink -w broadcast --bin my_node.ts --node-count 5 --nemesis partition --seed 7",
    "The smallest scenario in which a value is lost.",
  ]],
};

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the options. */
export async function runShrink(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const parsed = parseOptions(SHRINK_OPTIONS, args);
  if (parsed.values.help) {
    terminal.out(renderHelp(SHRINK_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const scenario = scenarioOf(parsed);
  await buildProgram(scenario.program, "sim", terminal);
  return await interruptible(async (signal) => {
    using runner = new ScenarioRunner();
    try {
      return await shrinkScenario(scenario, { parsed, terminal, signal, runner });
    } catch (error) {
      if (error instanceof WorkerInterrupted) return EXIT_INTERRUPTED;
      throw error;
    }
  });
}

interface ShrinkContext {
  readonly parsed: ParsedOptions<typeof SHRINK_OPTIONS>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly runner: ScenarioRunner;
}

async function shrinkScenario(
  scenario: Scenario,
  { parsed, terminal, signal, runner }: ShrinkContext,
): Promise<number> {
  const failing = await runner.run(scenario, signal);
  const { warnings, hash, reason } = failing.outcome;
  if (failing.recording.failure?.kind === "stuck") {
    terminal.out(`Nothing to shrink: this scenario did not come to its end\n${reason}\n`);
    return EXIT_UNKNOWN;
  }
  const expected = parsed.values["expect-hash"] ?? "";
  if (!hash.startsWith(expected)) {
    terminal.err(`Not the run with the journal ${expected}, but one with ${hash.slice(0, expected.length)}\n`);
  }
  const found = reasonsOf(failing.outcome);
  const reasons = parsed.values.strict ? [...found, ...warnings] : found;
  if (reasons.length === 0) {
    const hint = warnings.length > 0
      ? `; it has warnings (${warnings.join(", ")}), which --strict takes for failures`
      : "";
    terminal.out(`Nothing to shrink: this scenario is valid${hint}\n`);
    return EXIT_VALID;
  }
  terminal.out(`Fails for ${reasons.join(", ")} with ${describeSize(failing)}\n`);
  const progress = new ProgressLine(terminal);
  const onAttempt = (tried: number) => progress.show(() => `${tried} scenarios tried`);
  const shrunk = await shrink(failing, { reasons, signal, runner, onAttempt });
  progress.clear();
  terminal.out(renderShrunk(shrunk));
  return EXIT_INVALID;
}

function scenarioOf(parsed: ParsedOptions<typeof SHRINK_OPTIONS>): Scenario {
  const { values: { bin, seed, mode }, rest } = parsed;
  if (bin === undefined) throw new UsageError("Cannot shrink: --bin is missing, expected the file of the node");
  if (mode === "process") {
    throw new UsageError("Cannot shrink with --mode process: real time does not repeat itself, expected --mode sim");
  }
  const given = new Map([...parsed.given].filter(([name]) => !LEFT_OUT.includes(name)));
  const args = mergeArgs(ownArguments(RUN_OPTIONS, { ...parsed, given }));
  return { seed, program: programNamed(bin), programArgs: rest, args };
}

/** Options that are not part of a scenario's arguments. */
const LEFT_OUT = ["bin", "seed", "mode", "strict", "help"];

function describeSize({ recording, outcome }: ScenarioRun): string {
  const faults = outcome.faults.length === 0 ? "no faults" : `faults ${outcome.faults.join(", ")}`;
  return `${count(recording.plan.nodes.length, "node")}, ${count(outcome.operations, "operation")}, ${faults}`;
}

/** The smallest scenario in words: size, reason, history, messages, command line. */
function renderShrunk({ run, attempts }: Shrunk): string {
  const { outcome, judgement, recording } = run;
  const reasons = recording.failure === undefined
    ? withEvidence(judgement, recording).explanations.slice(0, FINDINGS_SHOWN_MAX).flatMap((explanation) => [
      `  ${explanation.anomaly}: ${explanation.text}`,
      ...evidenceLines(explanation).map((line) => `    ${line}`),
    ])
    : [`  ${recording.failure.text}`];
  const operations = recording.history.map(({ time, process, type, f, value, error }) =>
    cut(
      `  ${exactTime(time)}  ${String(process).padStart(7)}  ${type.padEnd(6)}  ${f} ${JSON.stringify(value)}` +
        (error === undefined ? "" : ` ${JSON.stringify(error)}`),
    )
  );
  const messages = [...recording.journal]
    .filter(({ message: { src, dest }, time }) => time >= 0 && !isClient(src) && !isClient(dest))
    .map(({ time, type, reason, message: { src, dest, body } }) =>
      cut(
        `  ${exactTime(time)}  ${(reason ?? type).padEnd(9)}  ${src} -> ${dest}  ${JSON.stringify(body)}`,
      )
    );
  return [
    `Smallest of ${attempts} tried: ${describeSize(run)}`,
    ...reasons,
    "History",
    ...firstOf(operations, OPERATIONS_SHOWN_MAX),
    "Messages between nodes",
    ...firstOf(messages, MESSAGES_SHOWN_MAX),
    `Again   ${reproduceScenario(outcome.scenario, outcome.hash)}`,
    "",
  ].join("\n");
}

function firstOf(lines: readonly string[], count: number): string[] {
  if (lines.length === 0) return ["  none"];
  return lines.length <= count ? [...lines] : [...lines.slice(0, count), `  and ${lines.length - count} more`];
}

function cut(line: string): string {
  return line.length <= LINE_LENGTH_MAX ? line : `${line.slice(0, LINE_LENGTH_MAX)}...`;
}

/** Seconds with four digits, under each other. */
function exactTime(timeNs: number): string {
  return seconds(timeNs, 4).padStart("123.4567 s".length);
}
