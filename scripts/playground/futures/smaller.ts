/**
 * Makes a failing run smaller, with the bench's own search.
 *
 * @module
 */
import { count } from "../../workbench/checkers/wording.ts";
import { TEST_OPTIONS } from "../../workbench/options/options.ts";
import { parseOptions, toArguments } from "../../workbench/options/parse_options.ts";
import type { Beat } from "../../workbench/nodes/cause.ts";
import type { PlannedProgram } from "../../workbench/run/plan.ts";
import { runScenario, type ScenarioRun } from "../../workbench/sweep/run_scenario.ts";
import { mergeArgs, type Scenario } from "../../workbench/sweep/scenario.ts";
import { failsFor, reasonsOf, shrink } from "../../workbench/sweep/shrink.ts";
import { UsageError } from "../../workbench/usage_error.ts";
import type { Future } from "./protocol.ts";

/** What to search with. */
export interface ShrinkContext {
  readonly program: PlannedProgram;
  readonly programArgs: readonly string[];
  readonly heartbeat: Beat;
  /** Ends the search; the smallest run so far is the answer. */
  readonly signal: AbortSignal;
  onProgress(text: string): void;
}

/** Searches for the smallest run that fails for the same reason. @throws {UsageError} Where nothing fails. */
export async function makeSmaller(args: readonly string[], context: ShrinkContext): Promise<Future> {
  const { program, heartbeat, signal } = context;
  const runner = { run: (scenario: Scenario) => runScenario(scenario, { heartbeat, program }) };
  const failing = await runner.run(scenarioOf(args, context.programArgs));
  const reasons = reasonsOf(failing.outcome);
  if (reasons.length === 0) throw new UsageError("Cannot make this run smaller: it is valid, expected one that fails");
  let tried = 0;
  let smallest = failing;
  const shrunk = await shrink(failing, {
    reasons,
    signal,
    runner: {
      run: async (scenario) => {
        const run = await runner.run(scenario);
        if (failsFor(run, reasons) && run.outcome.operations < smallest.outcome.operations) smallest = run;
        return run;
      },
    },
    onAttempt(count) {
      tried = count;
      context.onProgress(`${count} runs tried, the smallest that fails: ${describeSize(smallest)}`);
    },
  });
  const { scenario } = shrunk.run.outcome;
  return {
    label: `smallest of ${tried} tried: ${describeSize(shrunk.run)}`,
    args: [...scenario.args, "--seed", String(scenario.seed)],
  };
}

function scenarioOf(args: readonly string[], programArgs: readonly string[]): Scenario {
  const { values, given } = parseOptions(TEST_OPTIONS, args);
  const others = new Map([...given].filter(([name]) => name !== "seed"));
  return {
    seed: values.seed ?? 1,
    program: "program.ts",
    programArgs,
    args: mergeArgs(toArguments(TEST_OPTIONS, others)),
  };
}

function describeSize({ recording, outcome }: ScenarioRun): string {
  const faults = outcome.faults.length === 0 ? "no faults" : `faults ${outcome.faults.join(", ")}`;
  return `${count(recording.plan.nodes.length, "node")}, ${count(outcome.operations, "operation")}, ${faults}`;
}
