/**
 * Runs a challenge in virtual time under the bench's own network, faults and checkers.
 *
 * @module
 */
import { makePlan } from "../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../scripts/workbench/options/parse_options.ts";
import { challengePath, selectStages } from "../../scripts/workbench/stages/stage_selection.ts";
import { judge, type Judgement } from "../../scripts/workbench/judge.ts";
import type { FaultEvent } from "../../scripts/workbench/nemesis/schedule.ts";
import type { Message } from "../../scripts/workbench/net/message.ts";
import type { RunPlan } from "../../scripts/workbench/run/plan.ts";
import { carryOut, type Recording } from "../../scripts/workbench/run/run.ts";
import { assertEquals } from "@std/assert";

/** What to run. */
export interface SimulateOptions {
  /** File name in challenges/, without its ending. */
  readonly challenge: string;
  readonly seed: number;
  /** Options after the official ones, which they override. */
  readonly args?: readonly string[];
  /** Arguments of the node. */
  readonly programArgs?: readonly string[];
  /** Faults instead of random ones. */
  readonly schedule?: readonly FaultEvent[];
  /** Changes the plan before the schedule is set. */
  readonly change?: (plan: RunPlan) => RunPlan;
}

/** What came of it. */
export interface Simulation {
  readonly recording: Recording;
  readonly judgement: Judgement;
  /** What the nodes logged, line by line. */
  readonly logs: readonly string[];
  /** `servers.msgs-per-op`. */
  readonly messagesPerOperation: number;
}

/** Runs a challenge with the official options. */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  const { challenge, seed, args = [], programArgs = [], schedule, change = (plan) => plan } = options;
  const [stage] = selectStages([challenge]);
  const file = challengePath(stage!);
  const { values } = parseOptions(TEST_OPTIONS, ["--bin", file, ...stage!.args, ...args]);
  const plan = change(makePlan({ options: values, program: file, programArgs, defaultMode: "sim", seed }));
  const logs: string[] = [];
  const recording = await carryOut({
    ...plan,
    mode: "sim",
    ...(schedule && { schedule, hasNemesis: plan.hasNemesis || schedule.length > 0 }),
  }, { onLog: (_node, line) => logs.push(line) });
  const judgement = judge(recording);
  const { servers } = judgement.results.net as unknown as { servers: { "msgs-per-op": number } };
  return { recording, judgement, logs, messagesPerOperation: servers["msgs-per-op"] };
}

/** Runs seeds 1 to `count`, asserts that all are valid, and gives the runs. */
export async function simulateSeeds(count: number, options: Omit<SimulateOptions, "seed">): Promise<Simulation[]> {
  const runs: Simulation[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const run = await simulate({ ...options, seed });
    const { valid } = run.judgement.results.workload;
    assertEquals(valid, true, `seed ${seed}: ${JSON.stringify(run.judgement.explanations.slice(0, 2))}`);
    assertEquals(run.recording.failure, undefined);
    runs.push(run);
  }
  return runs;
}

/** Median and maximum stable latency in ms. */
export function stableLatencies({ judgement }: Simulation): { medianMs: number; maxMs: number } {
  const found = judgement.results.workload["stable-latencies"] as Record<string, number>;
  return { medianMs: found["0.5"]!, maxMs: found["1"]! };
}

/** A message with the time of its sending. */
export interface SentMessage {
  readonly timeNs: number;
  readonly message: Message;
}

/** The messages that nodes sent to each other, in order. */
export function messagesBetweenNodes({ recording: { journal, plan } }: Simulation): SentMessage[] {
  const isNode = (name: string) => plan.nodes.includes(name);
  return [...journal]
    .filter(({ type, message }) => type === "send" && isNode(message.src) && isNode(message.dest))
    .map(({ time, message }) => ({ timeNs: time, message }));
}

/** A partition that cuts every node off from every other one, from the start to the end of the main phase. */
export function totalPartition(nodes: readonly string[]): FaultEvent[] {
  const drops = Object.fromEntries(nodes.map((node) => [node, nodes.filter((other) => other !== node)]));
  return [{ timeNs: 0, id: "partition-0", fault: "partition", action: "start", value: { kind: "total", drops } }];
}
