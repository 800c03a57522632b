/**
 * Plans that travel to workers: functions cannot, so the workload goes by its name.
 *
 * @module
 */
import { loadWorkload } from "../workloads/load_workload.ts";
import type { RunPlan } from "./plan.ts";

/** A plan without functions. */
export interface PlainPlan extends Omit<RunPlan, "workload"> {
  readonly workload: string;
}

/** Makes a plan fit to travel. */
export function toPlain(plan: RunPlan): PlainPlan {
  return { ...plan, workload: plan.workload.name };
}

/** Makes a plan of one that has travelled. @throws {RangeError} where there is no such workload. */
export async function fromPlain(plan: PlainPlan): Promise<RunPlan> {
  return { ...plan, workload: await loadWorkload(plan.workload) };
}
