/**
 * Plans that travel to workers: functions cannot, so the workload goes by its name.
 *
 * @module
 */
import { WORKLOADS } from "../workloads/registry.ts";
import type { RunPlan } from "./plan.ts";

/** A plan without functions. */
export interface PlainPlan extends Omit<RunPlan, "workload"> {
  readonly workload: string;
}

/** Makes a plan fit to travel. */
export function toPlain(plan: RunPlan): PlainPlan {
  return { ...plan, workload: plan.workload.name };
}

/** Makes a plan of one that has travelled. */
export function fromPlain(plan: PlainPlan): RunPlan {
  const workload = WORKLOADS.get(plan.workload);
  if (workload === undefined) throw new RangeError(`Cannot find the workload "${plan.workload}"`);
  return { ...plan, workload };
}
