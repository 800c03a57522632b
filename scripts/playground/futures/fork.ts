/**
 * Carries out a run that is the same as another until a moment, and compares the two.
 *
 * @module
 */
import { NS_PER_S } from "../../workbench/clock.ts";
import { FAULTS } from "../../workbench/nemesis/faults/registry.ts";
import type { FaultEvent } from "../../workbench/nemesis/schedule.ts";
import { scheduleArgument } from "../../workbench/nemesis/schedule_file.ts";
import { RUN_OPTIONS } from "../../workbench/options/options.ts";
import { parseOptions, toArguments } from "../../workbench/options/parse_options.ts";
import { testCommand } from "../options_form.ts";
import type { RunDone, RunRequest } from "../protocol.ts";
import { judgedRun, planRequest, simulate, type SimulateContext } from "../simulate.ts";
import { compareRuns } from "./compare_runs.ts";
import { forkSchedule } from "./fork_events.ts";
import type { ForkRequest } from "./protocol.ts";

/** Carries out the run, and then the other. @throws {UsageError} Where nothing can be done at that moment. */
export async function simulateFork(
  request: RunRequest,
  fork: ForkRequest,
  context: SimulateContext,
): Promise<RunDone> {
  const { plan } = planRequest(request, context.program);
  const { onLog: _, ...quiet } = context.hooks;
  const before = await judgedRun(plan, quiet);
  const { args, label, forkNs } = "act" in fork
    ? forked(
      request.args,
      forkSchedule({
        schedule: plan.schedule,
        nodes: plan.nodes,
        journal: before.recording.journal,
        limitNs: plan.timeLimitS * NS_PER_S,
      }, fork),
    )
    : fork;
  const command = testCommand(args, { program: request.programName, programArgs: request.compiled?.args ?? [] });
  const { done, run } = await simulate({ ...request, args, command }, context);
  const comparison = compareRuns(before, run, forkNs);
  return { ...done, command, future: { label, args, forkNs, comparison } };
}

function forked(
  args: readonly string[],
  { schedule, ...rest }: { readonly schedule: readonly FaultEvent[]; readonly label: string; readonly forkNs: number },
) {
  return { ...rest, args: withSchedule(args, schedule) };
}

/** The same options with a schedule of faults in the place of drawn ones. */
export function withSchedule(args: readonly string[], schedule: readonly FaultEvent[]): string[] {
  const { given } = parseOptions(RUN_OPTIONS, args);
  const kept = new Map(given);
  for (const name of ["nemesis", "nemesis-interval"]) kept.delete(name);
  // Nobody can answer while nodes are stopped: then no availability may be demanded.
  if (schedule.some(({ fault }) => FAULTS[fault].stopsNodes)) kept.delete("availability");
  return toArguments(RUN_OPTIONS, new Map([...kept, ["schedule", [scheduleArgument(schedule)]]]));
}
