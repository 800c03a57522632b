/**
 * Measures how fresh a counter is: how old its reads are, how long its adds take, and how soon after the last add all
 * nodes show the same value.
 *
 * @module
 */
import { eachThread, phases, stagger, timeLimit } from "../workbench/generator/combinators.ts";
import { operations } from "../workbench/generator/generator.ts";
import { type History, NO_COMPLETION, pairOperations } from "../workbench/history.ts";
import type { RunPlan } from "../workbench/run/plan.ts";

/** A node that does not show all adds after so long is taken for one that never will. */
const OBSERVED_S = 10;

/** Mean time between two reads of one thread. */
const READ_PERIOD_MS = 20;

/** Changes a plan of a counter: its nodes are read every 20 ms from the end of the load on, and finally once more. */
export function withCounterProbe(plan: RunPlan): RunPlan {
  const { workload } = plan;
  return {
    ...plan,
    recoveryS: 0,
    workload: {
      ...workload,
      generators(options, random) {
        const { main, final } = workload.generators(options, random);
        const read = () => operations(() => ({ f: "read", value: null }));
        const reads = timeLimit(OBSERVED_S * 1e9, eachThread(() => stagger(READ_PERIOD_MS * 1e6, random, read())));
        return { main, final: final === undefined ? reads : phases(reads, final) };
      },
    },
  };
}

/** Milliseconds from the last acknowledged add to the first read from which on all reads agree; infinite if they never do. */
export function counterConvergenceMs(history: History, { nodes }: Pick<RunPlan, "nodes">): number {
  const lastAdd = history.findLast(({ f, type }) => f === "add" && type === "ok");
  const reads = history.filter(({ f, type, time }) => f === "read" && type === "ok" && time >= (lastAdd?.time ?? 0));
  const agreed = reads.at(-1)?.value;
  const rest = reads.slice(reads.findLastIndex(({ value }) => value !== agreed) + 1);
  const [first] = rest;
  const everyNodeAnswered = nodes.every((node) => rest.some((read) => read.node === node));
  return lastAdd !== undefined && first !== undefined && everyNodeAnswered
    ? (first.time - lastAdd.time) / 1e6
    : Infinity;
}

/**
 * How old the oldest read was, in ms: every read held all adds that were acknowledged so long before it was asked for. It
 * is told from the sums, so that a read which lacks an early add and has a later one counts as younger than it is.
 */
export function readAgeMs(history: History): number {
  const acknowledged: { readonly timeNs: number; readonly sum: number }[] = [];
  let oldestNs = 0;
  let sum = 0;
  for (const { f, value, time, invokedNs } of answered(history)) {
    if (f === "add") acknowledged.push({ timeNs: time, sum: sum += Number(value) });
    const missed = f === "read" ? acknowledged.find((add) => add.sum > Number(value)) : undefined;
    if (missed !== undefined) oldestNs = Math.max(oldestNs, invokedNs - missed.timeNs);
  }
  return oldestNs / 1e6;
}

/** How long the slowest, or with a quantile below 1 another, acknowledged operation of one kind took, in ms. */
export function latencyMs(history: History, f: string, quantile: number): number | undefined {
  const latencies = answered(history).filter((operation) => operation.f === f)
    .map(({ time, invokedNs }) => (time - invokedNs) / 1e6)
    .sort((a, b) => a - b);
  return latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * quantile))];
}

/** The operations that ended well, with the times of their invocations. */
function answered(history: History) {
  const partners = pairOperations(history);
  return history.flatMap((operation, position) => {
    const invoked = history[partners[position] ?? NO_COMPLETION];
    return operation.type === "ok" && invoked !== undefined ? [{ ...operation, invokedNs: invoked.time }] : [];
  });
}
