/**
 * The operations of an exploration: the first few that the workload's own generator draws for a seed.
 *
 * They are drawn before anything happens, so that paths differ in the order of events only.
 *
 * @module
 */
import { NS_PER_MS } from "../clock.ts";
import type { OperationDraft } from "../generator/generator.ts";
import type { RunPlan } from "../run/plan.ts";
import { RandomStreams } from "../random.ts";

/** Operations that send nothing and only make a client forget: the original scatters them over long runs. */
const LEFT_OUT = "crash";

/** Answers of a generator after which it is said to give no more operations. */
const DRAWS_MAX = 10_000;

/** Time between two questions to the generator. */
const STEP_NS = NS_PER_MS;

/** What clients do. */
export interface PlannedOperations {
  /** By client: what it does before the exploration begins, which sends nothing. */
  readonly prelude: readonly (readonly OperationDraft[])[];
  /** By client, in order. */
  readonly main: readonly (readonly OperationDraft[])[];
}

/** Draws `count` operations; clients take turns, as far as the workload lets any of them do anything. */
export function drawOperations(plan: RunPlan, count: number): PlannedOperations {
  const { concurrency, seed, workload } = plan;
  const streams = new RandomStreams(seed);
  const { main } = workload.generators(plan, streams.stream("workload"));
  const random = streams.stream("workload operations");
  const threads = Array.from({ length: concurrency }, (_, thread) => thread);
  const drawn: OperationDraft[][] = threads.map(() => []);
  let first = 0;
  for (let draw = 0, found = 0; draw < DRAWS_MAX && found < count; draw++) {
    const freeThreads = [...threads.slice(first), ...threads.slice(0, first)];
    const step = main.next({ timeNs: draw * STEP_NS, freeThreads, threads, processOf: (thread) => thread, random });
    if (step.kind === "done") break;
    if (step.kind === "wait" || step.operation.f === LEFT_OUT) continue;
    const { thread, ...draft } = step.operation;
    drawn[thread]?.push(draft);
    first = (thread + 1) % concurrency;
    found++;
  }
  const all = drawn.flat();
  const prelude = drawn.map((own) => own.length === 0 ? [] : workload.prelude?.(all) ?? []);
  return { prelude, main: drawn };
}
