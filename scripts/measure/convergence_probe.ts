/**
 * Measures how soon nodes agree after a partition: the official load of transactions during a partition that cuts off
 * every node for the whole main phase; then, from the healing on, reads of everything ever written, at every node.
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S } from "../workbench/clock.ts";
import { eachThread, stagger, timeLimit } from "../workbench/generator/combinators.ts";
import { operations } from "../workbench/generator/generator.ts";
import type { History, Json, Operation } from "../workbench/history.ts";
import type { FaultEvent } from "../workbench/nemesis/schedule.ts";
import type { RunPlan } from "../workbench/run/plan.ts";
import type { Workload } from "../workbench/workloads/workload.ts";

/** A node that has not caught up after so long is taken for one that never will. */
const OBSERVED_S = 5;

/** Mean time between two reads of one thread; with two threads a node the error is about half of it. */
const READ_PERIOD_MS = 20;

/** Changes a plan of transactions into one that measures convergence. */
export function withConvergenceProbe(plan: RunPlan): RunPlan {
  return {
    ...plan,
    workload: probed(plan.workload),
    schedule: [cutEverybody(plan.nodes)],
    hasNemesis: true,
    recoveryS: 0,
  };
}

/** Milliseconds from the healing to the first answer from which on all answers agree; infinite if they never do. */
export function convergenceMs(history: History, { nodes }: Pick<RunPlan, "nodes">): number {
  const reads = history.filter(({ type, final }) => final === true && type === "ok");
  const healed = history.find(({ process, f }) => process === "nemesis" && f.startsWith("stop"));
  const last = reads.at(-1);
  if (last === undefined || healed === undefined) return Infinity;
  const agreed = JSON.stringify(last.value);
  const differing = reads.findLastIndex(({ value }) => JSON.stringify(value) !== agreed);
  const rest = reads.slice(differing + 1);
  const everyNodeAnswered = nodes.every((node) => rest.some((read) => read.node === node));
  const first = rest[0];
  return everyNodeAnswered && first !== undefined ? (first.time - healed.time) / NS_PER_MS : Infinity;
}

function probed(workload: Workload): Workload {
  return {
    ...workload,
    generators(options, random) {
      const keys = new Set<number>();
      const { main } = workload.generators(options, random);
      const readAll = () =>
        operations(() => ({ f: "txn", value: [...keys].map((key): Json => ["r", key, null]), final: true }));
      return {
        main: {
          next: (context) => main.next(context),
          update(operation, thread) {
            for (const key of writtenKeys(operation)) keys.add(key);
            main.update?.(operation, thread);
          },
        },
        final: timeLimit(
          OBSERVED_S * NS_PER_S,
          eachThread(() => stagger(READ_PERIOD_MS * NS_PER_MS, random, readAll())),
        ),
      };
    },
  };
}

function writtenKeys({ value }: Operation): number[] {
  const microOps = value as readonly (readonly [string, number, Json])[];
  return microOps.filter(([kind]) => kind === "w").map(([, key]) => key);
}

function cutEverybody(nodes: readonly string[]): FaultEvent {
  const drops = Object.fromEntries(nodes.map((node) => [node, nodes.filter((other) => other !== node)]));
  return { timeNs: 0, id: "partition-0", fault: "partition", action: "start", value: { kind: "total", drops } };
}
