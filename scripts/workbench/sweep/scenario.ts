/**
 * Scenarios: command lines of `workbench test`, drawn from a seed. What fails is repeated by that very line.
 *
 * Swarm testing (Groce et al., "Swarm Testing", ISSTA 2012): each scenario has only some of the faults that the
 * challenge claims to survive, since faults hide each other, and sizes and rates of its own.
 *
 * @module
 */
import { makePlan } from "../options/make_plan.ts";
import type { OptionTable } from "../options/option.ts";
import { type RunOptions, TEST_OPTIONS } from "../options/options.ts";
import { parseOptions, toArguments } from "../options/parse_options.ts";
import { parseNemesis } from "../nemesis/fault_specs.ts";
import { FAULT_KINDS, FAULTS } from "../nemesis/faults/registry.ts";
import type { RunPlan } from "../run/plan.ts";
import { type Random, RandomStreams } from "../random.ts";
import { WORKLOADS } from "../workloads/registry.ts";
import { answerableOperations, stopsSomebody } from "./answerable.ts";
import type { Claims } from "../stages/challenge.ts";

/** One run to be done. Plain data: it travels to workers and into files. */
export interface Scenario {
  readonly seed: number;
  /** Path of the program. */
  readonly program: string;
  /** Options of `workbench test` without `--bin`, `--seed` and `--mode`. */
  readonly args: readonly string[];
  /** Arguments of the program. */
  readonly programArgs: readonly string[];
}

/** What scenarios are drawn for. */
export interface ScenarioBase {
  readonly program: string;
  readonly programArgs: readonly string[];
  /** The official options of the stage. */
  readonly officialArgs: readonly string[];
  /** Options given by the user, which nothing overrides. */
  readonly ownArgs: readonly string[];
  /** What to draw faults from; undefined leaves everything official but the seed. */
  readonly claims: Claims | undefined;
}

/** Faster load than this makes a scenario slower without making it any rarer. */
const RATE_MAX = 300;

/** Steady loss and duplication, where they are claimed, happen in this part of the scenarios. */
const STEADY_PROBABILITY = 0.3;

/** The faults that an option brings about all the time. */
export const STEADY_FAULTS = FAULT_KINDS.flatMap((fault) => {
  const { steady } = FAULTS[fault];
  return steady === undefined ? [] : [{ fault, ...steady }];
});

/** Clients where nodes are stopped, so that some are free, and ask, whenever a node works. */
const CLIENTS_MIN = 20;

/** Operations that a scenario must let its nodes answer. A workload has up to three kinds, of which each must succeed. */
const ANSWERABLE_MIN = 30;

/** Scenarios drawn for one seed; where options of the user leave nothing better, the last one is taken. */
const DRAWS_MAX = 100;

/** A schedule without faults, as the value of `--schedule`. */
export const NO_FAULTS = "[]";

/**
 * Draws the scenario for a seed. Where faults would leave next to nothing that a perfect node could answer, another one is
 * drawn: its verdict would be about the faults and not about the node.
 */
export function drawScenario(base: ScenarioBase, seed: number): Scenario {
  const { program, programArgs, officialArgs, ownArgs, claims } = base;
  const random = new RandomStreams(seed).stream("scenario");
  const draw = () =>
    mergeArgs([...officialArgs, ...(claims === undefined ? [] : drawArgs(officialArgs, claims, random)), ...ownArgs]);
  let args = draw();
  for (let again = 1; claims !== undefined && again < DRAWS_MAX && saysNothing(args, seed); again++) args = draw();
  return { seed, program, programArgs, args };
}

function saysNothing(args: readonly string[], seed: number): boolean {
  const { values } = parseOptions(TEST_OPTIONS, args);
  const program = { kind: "module", url: "" } as const;
  const plan = makePlan({ options: values, program, programArgs: [], defaultMode: "sim", seed });
  return stopsSomebody(plan) && answerableOperations(plan) < ANSWERABLE_MIN;
}

/** Keeps the last of each option, and no availability demand where faults make it impossible. */
export function mergeArgs(args: readonly string[]): string[] {
  const table: OptionTable = TEST_OPTIONS;
  const { given } = parseOptions(TEST_OPTIONS, args);
  const kept = new Map([...given].map(([name, texts]) => [name, texts.slice(-1)]));
  const faults = parseNemesis(kept.get("nemesis")?.[0] ?? "").map(({ fault }) => fault);
  if (faults.some((fault) => FAULTS[fault].stopsNodes)) kept.delete("availability");
  if (faults.length === 0) kept.delete("nemesis");
  if (kept.get("schedule")?.[0] === NO_FAULTS) kept.delete("schedule");
  return toArguments(table, kept);
}

function drawArgs(officialArgs: readonly string[], claims: Claims, random: Random): string[] {
  const { values: official } = parseOptions(TEST_OPTIONS, officialArgs);
  // A client waits up to 5 s for a node whose service is cut off, so that little happens in a short run.
  const isOnService = claims.faults.includes("partition:services");
  const timeLimitS = random.pick(isOnService ? [20] : [5, 10, 20]);
  // A fault that lasts as long as the run could let a perfect node answer nothing.
  const intervalS = random.pick([1, 3, 10].filter((seconds) => seconds <= timeLimitS / (isOnService ? 4 : 2)));
  const nodeCount = drawNodeCount(official, random);
  const args = [
    ...["--node-count", String(nodeCount)],
    ...["--rate", String(drawRate(official.rate, random))],
    ...["--time-limit", String(timeLimitS)],
  ];
  if (WORKLOADS.get(official.workload)?.reads.includes("topology")) {
    args.push("--topology", random.pick(["grid", "line", "tree2", "tree4", "total"]));
  }
  if ((official["node-count"] ?? 1) > 1) {
    args.push("--latency", String(random.pick([0, 10, 50, 100])));
    args.push("--latency-dist", random.pick(["constant", "uniform", "exponential"]));
  }
  const chosen = claims.faults.filter(() => random.chance(0.4));
  if (stopsClients(chosen) && nodeCount * official.concurrency.count < CLIENTS_MIN) {
    args.push("--concurrency", `${Math.ceil(CLIENTS_MIN / nodeCount)}n`);
  }
  return [...args, ...drawFaults(chosen, claims, { intervalS, random })];
}

function stopsClients(chosen: readonly string[]): boolean {
  return parseNemesis(chosen.join(",")).some(({ fault, choices }) =>
    FAULTS[fault].stopsNodes || choices.some((choice) => choice === "services")
  );
}

function drawFaults(
  chosen: readonly string[],
  claims: Claims,
  { intervalS, random }: { readonly intervalS: number; readonly random: Random },
): string[] {
  const args = ["--nemesis", chosen.join(","), "--nemesis-interval", String(intervalS)];
  const claimed = new Set(parseNemesis(claims.faults.join(",")).map(({ fault }) => fault));
  for (const { fault, option, drawn } of STEADY_FAULTS) {
    if (claimed.has(fault) && random.chance(STEADY_PROBABILITY)) args.push(`--${option}`, drawn);
  }
  return chosen.length === 0 ? args.slice(2) : args;
}

/** Numbers of nodes around the official one; one node stays one. */
function drawNodeCount(official: RunOptions, random: Random): number {
  const count = official["node-count"] ?? 5;
  if (count === 1) return 1;
  if (count <= 5) return random.integer(2, 5);
  return random.pick([3, 5, 9, 16, count]);
}

function drawRate(official: number, random: Random): number {
  return Math.min(RATE_MAX, official * random.pick([0.3, 1, 1, 2]));
}

/** The faults of a scenario, for the summary. */
export function faultKindsOf(values: RunOptions, schedule: RunPlan["schedule"]): string[] {
  const steady = STEADY_FAULTS.filter(({ option }) => values[option] > 0).map(({ fault }) => fault);
  // A drawn schedule may be empty although faults are on.
  return [...new Set([...[...values.nemesis, ...schedule].map(({ fault }) => fault), ...steady])].toSorted();
}
