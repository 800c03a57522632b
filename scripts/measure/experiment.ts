/**
 * One experiment: a challenge under some options, run once, and the figures that came of it.
 *
 * @module
 */
import { figureAt, FIGURES } from "../workbench/figures.ts";
import { makePlan } from "../workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../workbench/options/options.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { challengePath, selectStages } from "../workbench/stages/stage_selection.ts";
import { judge } from "../workbench/judge.ts";
import type { RunPlan } from "../workbench/run/plan.ts";
import { carryOut, type Recording } from "../workbench/run/run.ts";
import { UsageError } from "../workbench/usage_error.ts";
import type { Validity } from "../workbench/verdict.ts";
import { busiestNode, type NodeLoad } from "./busiest_node.ts";
import { convergenceMs, withConvergenceProbe } from "./convergence_probe.ts";
import { counterConvergenceMs, latencyMs, readAgeMs, withCounterProbe } from "./counter_probe.ts";
import { replicationLagMs, withLagProbe } from "./lag_probe.ts";

/** What else to find out, at the cost of a load that is not the official one any more. */
export type Probe = "replication-lag" | "convergence" | "counter-convergence";

/** What to run. Plain data: it travels to workers. */
export interface Experiment {
  /** File name in challenges/ without its ending. */
  readonly program: string;
  /** The stage whose official options to use. */
  readonly stage: string;
  /** Options after the official ones, which they override. */
  readonly args?: readonly string[];
  readonly programArgs?: readonly string[];
  readonly seed: number;
  readonly mode: RunPlan["mode"];
  readonly probe?: Probe;
}

/** What came of it. Times in milliseconds. */
export interface Figures {
  readonly valid: Validity;
  /** First finding where the run is not valid. */
  readonly reason: string;
  readonly operations: number;
  readonly messagesPerOperation: number;
  /** Stable latencies, for broadcast. */
  readonly medianMs: number | undefined;
  readonly maxMs: number | undefined;
  /** Part of the operations that were answered with success. */
  readonly okFraction: number;
  /** The same for sends, which unlike kafka's other operations are never given up by the client. */
  readonly sendOkFraction: number;
  /** Probe `replication-lag`: 99th percentile. */
  readonly lagP99Ms: number | undefined;
  /** The middle send that was acknowledged, and the slowest add. */
  readonly sendMs: number | undefined;
  readonly addMsMax: number | undefined;
  /** The oldest read of a counter. */
  readonly readAgeMsMax: number | undefined;
  /** Probes `convergence` and `counter-convergence`. */
  readonly convergenceMs: number | undefined;
  /** Traffic with other nodes and services during the main phase. */
  readonly busiest: NodeLoad;
}

/** Names an experiment in errors. */
export function nameOf({ program, seed }: Experiment): string {
  return `${program} with seed ${seed}`;
}

/** Runs an experiment. @throws {UsageError} where its options do not fit together. */
export async function runExperiment(experiment: Experiment): Promise<Figures> {
  const recording = await carryOut(planOf(experiment));
  const { plan, history, journal, failure } = recording;
  const { results, explanations } = judge(recording);
  const finding = explanations.find(({ severity }) => severity !== "warning");
  const valid = failure === undefined ? results.valid : false;
  return {
    valid,
    reason: valid === true ? "" : failure?.text ?? finding?.text ?? "",
    operations: history.filter(({ type, process }) => type === "invoke" && process !== "nemesis").length,
    messagesPerOperation: figureAt(results, FIGURES.messagesPerOperation.path) ?? 0,
    medianMs: figureAt(results, FIGURES.stableLatencyMedian.path) ?? undefined,
    maxMs: figureAt(results, FIGURES.stableLatencyMax.path) ?? undefined,
    okFraction: figureAt(results, FIGURES.okFraction.path) ?? okFraction(recording, () => true),
    sendOkFraction: okFraction(recording, (f) => f === "send"),
    lagP99Ms: experiment.probe === "replication-lag" ? replicationLagMs(history, plan, 0.99) : undefined,
    sendMs: latencyMs(history, "send", 0.5),
    addMsMax: latencyMs(history, "add", 1),
    readAgeMsMax: plan.workload.name === "g-counter" ? readAgeMs(history) : undefined,
    convergenceMs: converged(experiment, recording),
    busiest: busiestNode(journal, plan),
  };
}

function planOf({ program, stage, args = [], programArgs = [], seed, mode, probe }: Experiment): RunPlan {
  const official = selectStages([stage])[0]?.args ?? [];
  const [challenge] = selectStages([program]);
  if (challenge === undefined) throw new UsageError(`Cannot measure "${program}": no stage has this challenge`);
  const file = challengePath(challenge);
  const { values } = parseOptions(TEST_OPTIONS, [...official, ...args, "--mode", mode]);
  const plan = makePlan({ options: values, program: file, programArgs, defaultMode: mode, seed });
  if (probe === "replication-lag") return withLagProbe(plan);
  if (probe === "counter-convergence") return withCounterProbe(plan);
  return probe === "convergence" ? withConvergenceProbe(plan) : plan;
}

function converged({ probe }: Experiment, { history, plan }: Recording): number | undefined {
  if (probe === "counter-convergence") return counterConvergenceMs(history, plan);
  return probe === "convergence" ? convergenceMs(history, plan) : undefined;
}

function okFraction({ history }: Recording, includes: (f: string) => boolean): number {
  let invoked = 0;
  let answered = 0;
  for (const { process, type, f } of history) {
    if (process === "nemesis" || !includes(f)) continue;
    if (type === "invoke") invoked++;
    if (type === "ok") answered++;
  }
  return invoked === 0 ? 1 : answered / invoked;
}
