/**
 * Makes a failing scenario smaller while it still fails for the same reason.
 *
 * A drawn scenario is decided as a whole by its options and its seed, so smaller ones are found by search, each with
 * several seeds: what can be left out, then the fewest nodes, then the fewest operations. What is found is taken apart:
 * its faults become a schedule, of which events, targets and digits are left out one by one, and so are operations.
 *
 * @module
 */
import { formatPositions, TEST_OPTIONS } from "../options/options.ts";
import { parseOptions, toArguments } from "../options/parse_options.ts";
import type { OptionTable } from "../options/option.ts";
import { NS_PER_S } from "../clock.ts";
import { formatNemesis } from "../nemesis/fault_specs.ts";
import { type FaultEvent, restrictSchedule, sortEvents } from "../nemesis/schedule.ts";
import { scheduleArgument } from "../nemesis/schedule_file.ts";
import { SERVICE_NAMES } from "../services/registry.ts";
import { WorkerInterrupted } from "../run/watched_worker.ts";
import { UsageError } from "../usage_error.ts";
import { WORKLOADS } from "../workloads/registry.ts";
import { minimize } from "./minimize.ts";
import type { ScenarioOutcome, ScenarioRun } from "./run_scenario.ts";
import type { ScenarioRunner } from "./scenario_runner.ts";
import { mergeArgs, NO_FAULTS, type Scenario, STEADY_FAULTS } from "./scenario.ts";
import { withoutOneTarget, withoutOrphans, withRoundTimes } from "./smaller_schedules.ts";

/** Seeds tried for each simpler option: the failing one, and 1 up to this. */
const SEEDS_FOR_OPTIONS = 4;

/** Seeds tried for each number of nodes and of operations. */
const SEEDS_FOR_SIZES = 8;

/** A scenario with so many operations can be understood at a glance: the search for fewer ends there. */
const FEW_OPERATIONS = 10;

/** Where few operations do not fail by themselves: lengths of scenarios that are cut down, operation by operation. */
const LENGTHS_CUT = [12, 25, 50, 100];

/** Seeds tried for each of these lengths. */
const SEEDS_FOR_CUTS = 16;

/** More operations than this are not left out one by one. */
const OPERATIONS_CUT_MAX = 200;

/** Most nodes that are tried beside the original number. */
const NODES_TRIED_MAX = 5;

/** Steps of times that are tried, in seconds. */
const ROUND_STEPS_S = [1, 0.1, 0.01];

/** Every scenario tried counts; beyond this many the best one so far is the answer. */
export const ATTEMPTS_MAX = 4000;

/** What shrinking needs to know. */
export interface ShrinkOptions {
  /** Names of the findings, one of which must remain; warnings are allowed. */
  readonly reasons: readonly string[];
  readonly signal?: AbortSignal;
  /** Where scenarios are run. */
  readonly runner: Pick<ScenarioRunner, "run">;
  onAttempt?(count: number): void;
}

/** The smallest failing scenario that was found. */
export interface Shrunk {
  readonly run: ScenarioRun;
  readonly attempts: number;
}

/** Shrinks the scenario of a failing run. */
export async function shrink(failing: ScenarioRun, options: ShrinkOptions): Promise<Shrunk> {
  const search = new Search(failing, options);
  await search.simplify();
  await search.reduceNodes();
  await search.reduceOperations();
  await search.cutFaults();
  await search.cutOperations();
  return { run: withoutDefaults(search.best), attempts: search.attempts };
}

class Search {
  best: ScenarioRun;
  attempts = 0;
  readonly #options: ShrinkOptions;

  constructor(failing: ScenarioRun, options: ShrinkOptions) {
    this.best = failing;
    this.#options = options;
  }

  /** Leaves out what is not needed: one option after another. */
  async simplify(): Promise<void> {
    for (const alternatives of simplifications(this.best.outcome.scenario)) {
      for (const change of alternatives) if (await this.#try(change, SEEDS_FOR_OPTIONS)) break;
    }
  }

  /** Finds the fewest nodes that still fail. */
  async reduceNodes(): Promise<void> {
    const count = this.best.recording.plan.nodes.length;
    for (let nodes = 1; nodes < count && nodes <= NODES_TRIED_MAX; nodes++) {
      if (await this.#try(this.#withNodes(nodes), SEEDS_FOR_SIZES)) return;
    }
  }

  /** Finds few operations that still fail; those of the final phase count, too. */
  async reduceOperations(): Promise<void> {
    for (let count = 1; count <= FEW_OPERATIONS && this.best.outcome.operations > count; count++) {
      if (await this.#try(withLimit(count), SEEDS_FOR_SIZES)) break;
    }
    await this.#cutOperations(this.best);
    for (const length of LENGTHS_CUT) {
      for (let seed = 1; seed <= SEEDS_FOR_CUTS && this.best.outcome.operations > FEW_OPERATIONS; seed++) {
        const { scenario } = this.best.outcome;
        const run = await this.#attempt({
          ...scenario,
          seed,
          args: changedArgs(scenario, withLimit(length), LIMITS),
        });
        // A final phase without end is no good start.
        if (run !== undefined && run.outcome.operations <= 2 * length) await this.#cutOperations(run);
      }
    }
  }

  /** Leaves out single operations that the faults that are left do not need. */
  async cutOperations(): Promise<void> {
    await this.#cutOperations(this.best);
  }

  /** Leaves out single operations; keeps what comes of it where that is the smallest so far. */
  async #cutOperations(start: ScenarioRun): Promise<void> {
    const { onlyOperations, operationLimit } = start.recording.plan;
    const count = operationLimit ?? start.outcome.operations;
    if (count > OPERATIONS_CUT_MAX) return;
    let smallest = start;
    await minimize(onlyOperations ?? Array.from({ length: count }, (_, index) => index + 1), async (rest) => {
      const { scenario, operations } = smallest.outcome;
      const run = await this.#attempt({ ...scenario, args: changedArgs(scenario, withOnly(rest), LIMITS) });
      if (run === undefined || run.outcome.operations > operations) return false;
      smallest = run;
      return true;
    });
    if (smallest.outcome.operations < this.best.outcome.operations) this.best = smallest;
  }

  /** Writes the faults down as a schedule and leaves out events and targets. */
  async cutFaults(): Promise<void> {
    const { plan, history } = this.best.recording;
    const endNs = Math.min(plan.timeLimitS * NS_PER_S, history.at(-1)?.time ?? 0);
    const happened = plan.schedule.filter(({ timeNs }) => timeNs < endNs);
    if (happened.length === 0 || !await this.#trySchedule(happened)) return;
    const needed = await minimize(happened, async (rest) => await this.#trySchedule(withoutOrphans(rest)));
    let events = withoutOrphans(needed);
    for (let smaller: FaultEvent[] | undefined = events; smaller !== undefined;) {
      events = smaller;
      smaller = await this.#firstThatFails(withoutOneTarget(events));
    }
    await this.#firstThatFails(ROUND_STEPS_S.map((stepS) => sortEvents(withRoundTimes(events, stepS))));
  }

  async #firstThatFails(schedules: readonly FaultEvent[][]): Promise<FaultEvent[] | undefined> {
    for (const events of schedules) if (await this.#trySchedule(events)) return events;
    return undefined;
  }

  #trySchedule(events: readonly FaultEvent[]): Promise<boolean> {
    return this.#try(["--schedule", scheduleArgument(events)], 1, ["nemesis", "nemesis-interval"]);
  }

  #withNodes(count: number): string[] {
    const { scenario } = this.best.outcome;
    const change = ["--node-count", String(count)];
    if (!parseOptions(TEST_OPTIONS, scenario.args).given.has("schedule")) return change;
    const nodes = Array.from({ length: count }, (_, index) => `n${index}`);
    const events = restrictSchedule(this.best.recording.plan.schedule, [...nodes, ...SERVICE_NAMES]);
    return [...change, "--schedule", scheduleArgument(events)];
  }

  /** Tries options on top of the best scenario with several seeds; keeps the first that fails for the same reason. */
  async #try(change: readonly string[], seeds: number, dropped: readonly string[] = []): Promise<boolean> {
    const { scenario } = this.best.outcome;
    const args = changedArgs(scenario, change, dropped);
    const candidates = [scenario.seed, ...Array.from({ length: seeds - 1 }, (_, index) => index + 1)];
    for (const seed of new Set(candidates)) {
      const run = await this.#attempt({ ...scenario, seed, args });
      if (run === undefined) continue;
      this.best = run;
      return true;
    }
    return false;
  }

  /** Runs a candidate; undefined where it does not fail for the same reason, or where its options do not fit together. */
  async #attempt(scenario: Scenario): Promise<ScenarioRun | undefined> {
    if (this.attempts >= ATTEMPTS_MAX || this.#options.signal?.aborted) return undefined;
    this.attempts++;
    this.#options.onAttempt?.(this.attempts);
    try {
      const run = await this.#options.runner.run(scenario, this.#options.signal);
      return failsFor(run, this.#options.reasons) ? run : undefined;
    } catch (error) {
      if (error instanceof UsageError || error instanceof WorkerInterrupted) return undefined;
      throw error;
    }
  }
}

/** Options that say which operations there are. */
const LIMITS = ["operation-limit", "only-operations"];

/** The arguments of a scenario with some options replaced and some left out. */
function changedArgs({ args }: Scenario, change: readonly string[], dropped: readonly string[]): string[] {
  return mergeArgs([...withoutOptions(args, dropped), ...change]);
}

/** Restricts operations to some; the first N need no list of their own. */
function withOnly(positions: readonly number[]): string[] {
  if (positions.length > 0 && positions.length === positions.at(-1)) return withLimit(positions.length);
  return ["--only-operations", formatPositions(positions)];
}

function withLimit(count: number): string[] {
  return ["--operation-limit", String(count)];
}

/** Options that are simpler than those of the scenario, most effective first; of each list the first that fails is kept. */
function simplifications({ args }: Scenario): string[][][] {
  const { values, given } = parseOptions(TEST_OPTIONS, args);
  // Short scenarios make what follows quick.
  const changes: string[][][] = [[withLimit(50), withLimit(200)]];
  const noFaults = given.has("schedule") ? ["--schedule", NO_FAULTS] : ["--nemesis", ""];
  const oneFault = values.nemesis.map((spec) => ["--nemesis", formatNemesis([spec])]);
  changes.push([noFaults, ...(oneFault.length > 1 ? oneFault : [])]);
  for (const { option } of STEADY_FAULTS) if (values[option] > 0) changes.push([[`--${option}`, "0"]]);
  if (values.latency > 0) changes.push([["--latency", "0"]]);
  if (values["latency-dist"] !== "constant") changes.push([["--latency-dist", "constant"]]);
  if (given.has("concurrency")) changes.push([["--concurrency", "1n"], ["--concurrency", "2n"]]);
  if (values["time-limit"] > 5) changes.push([["--time-limit", "5"]]);
  const reads = WORKLOADS.get(values.workload)?.reads ?? [];
  if (reads.includes("key-count")) changes.push([["--key-count", "1"]]);
  if (reads.includes("max-txn-length")) changes.push([["--max-txn-length", "2"]]);
  // Fewer operations for each fault, so that few operations see one.
  if (values.nemesis.length > 0) {
    changes.push([["--rate", "2", "--nemesis-interval", "0.5"], ["--rate", "5", "--nemesis-interval", "1"]]);
  } else changes.push([["--rate", "2"], ["--rate", "5"]]);
  return changes;
}

function withoutOptions(args: readonly string[], names: readonly string[]): string[] {
  const table: OptionTable = TEST_OPTIONS;
  const { given } = parseOptions(TEST_OPTIONS, args);
  return toArguments(table, new Map([...given].filter(([name]) => !names.includes(name))));
}

/** The same scenario without options that say what holds anyway. */
function withoutDefaults(run: ScenarioRun): ScenarioRun {
  const { outcome } = run;
  const table: OptionTable = TEST_OPTIONS;
  const { values } = parseOptions(TEST_OPTIONS, outcome.scenario.args);
  const defaults = Object.entries(values).filter(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(table[name]?.absent)
  );
  const args = withoutOptions(outcome.scenario.args, defaults.map(([name]) => name));
  return { ...run, outcome: { ...outcome, scenario: { ...outcome.scenario, args } } };
}

/** Findings that any run without enough operations shows, so that they say nothing of what went wrong. */
const UNSPECIFIC = ["no-success", "availability", "empty-transaction-graph"];

/** The findings that a smaller scenario should show, too: unspecific ones only where there are no others. */
export function reasonsOf({ anomalies }: ScenarioOutcome): readonly string[] {
  const specific = anomalies.filter((name) => !UNSPECIFIC.includes(name));
  return specific.length > 0 ? specific : anomalies;
}

/** Tells whether a run shows one of the findings. */
export function failsFor({ outcome }: ScenarioRun, reasons: readonly string[]): boolean {
  return [...outcome.anomalies, ...outcome.warnings].some((name) => reasons.includes(name));
}
