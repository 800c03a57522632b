/**
 * Drives generators and clients in tests, without a network.
 *
 * @module
 */
import type { Generator, PlannedOperation } from "../../../scripts/workbench/generator/generator.ts";
import type { Json, Operation } from "../../../scripts/workbench/history.ts";
import { type Random, RandomStreams } from "../../../scripts/workbench/random.ts";
import type { RequestBody, Workload, WorkloadOptions } from "../../../scripts/workbench/workloads/workload.ts";

/** Options of a run with two nodes and four threads. */
export const OPTIONS: WorkloadOptions = {
  nodes: ["n0", "n1"],
  concurrency: 4,
  rate: 5,
  timeLimitS: 60,
  latencyMs: 0,
  topology: "grid",
  keyCount: undefined,
  maxTxnLength: 4,
  maxWritesPerKey: 16,
  availability: null,
  consistencyModels: [],
};

export function streamOf(seed: number): Random {
  return new RandomStreams(seed).stream("workload");
}

/** Takes operations until there are enough or no more; threads are free all the time and take turns. */
export function take(
  generator: Generator,
  { count, threads, processOf = (thread) => thread }: {
    readonly count: number;
    readonly threads: number;
    readonly processOf?: (thread: number) => number;
  },
): PlannedOperation[] {
  const all = Array.from({ length: threads }, (_, thread) => thread);
  const operations: PlannedOperation[] = [];
  while (operations.length < count) {
    const first = operations.length % threads;
    const step = generator.next({
      timeNs: 0,
      freeThreads: [...all.slice(first), ...all.slice(0, first)],
      threads: all,
      processOf,
      random: streamOf(0),
    });
    if (step.kind !== "operation") break;
    operations.push(step.operation);
  }
  return operations;
}

/** What a client asked and how its operation ended, given the fields of the one reply. */
export function perform(workload: Workload, f: string, value: Json, replyFields: Record<string, Json> = {}) {
  const operation: Operation = { index: 0, time: 0, process: 0, type: "invoke", f, value };
  const requests: RequestBody[] = [];
  const coroutine = workload.openClient(OPTIONS).invoke(operation);
  let step = coroutine.next();
  while (!step.done) {
    requests.push(step.value);
    step = coroutine.next({ type: "reply", in_reply_to: 1, ...replyFields });
  }
  return { requests, outcome: step.value };
}
