/**
 * How many operations of a run can be answered at all: a run whose nodes are stopped, or cut off from their services, for
 * nearly all of its time says nothing about them.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { type Effects, EffectSum } from "../nemesis/effects.ts";
import { applyStart, type FaultStart } from "../nemesis/schedule.ts";
import type { RunPlan } from "../run/plan.ts";
import { SERVICE_NAMES } from "../services/registry.ts";

const MS_PER_S = 1000;

/** After a fault nodes start again, and try again what they could not do, within about a second. */
const RECOVERY_NS = NS_PER_S;

/**
 * Estimates how many operations of the main phase reach a node that can answer them. A client that asks one that cannot
 * is lost until its time-out, so that a few clients do little in a whole run.
 */
export function answerableOperations(plan: RunPlan): number {
  const { nodes, concurrency, rate, workload } = plan;
  const timeoutS = workload.requestTimeoutMs(plan) / MS_PER_S;
  const ratePerNode = Math.min(rate, concurrency / timeoutS) / nodes.length;
  const openS = openPeriods(plan).reduce(
    (sum, { fromNs, toNs }) => sum + Math.max(0, toNs - fromNs - (fromNs === 0 ? 0 : RECOVERY_NS)) / NS_PER_S,
    0,
  );
  return openS * ratePerNode;
}

/** Tells whether some node cannot answer for a part of the main phase. */
export function stopsSomebody(plan: RunPlan): boolean {
  const openNs = openPeriods(plan).reduce((sum, { fromNs, toNs }) => sum + toNs - fromNs, 0);
  return openNs < plan.nodes.length * plan.timeLimitS * NS_PER_S;
}

interface Period {
  readonly fromNs: number;
  readonly toNs: number;
}

/** The periods in which a node can answer, those of all nodes together. */
function openPeriods({ schedule, nodes, timeLimitS }: RunPlan): Period[] {
  const endNs = timeLimitS * NS_PER_S;
  const active = new Map<string, FaultStart>();
  const openSince = new Map<string, number>(nodes.map((node) => [node, 0]));
  const periods: Period[] = [];
  const close = (node: string, toNs: number) => {
    const fromNs = openSince.get(node);
    if (fromNs !== undefined && toNs > fromNs) periods.push({ fromNs, toNs });
    openSince.delete(node);
  };
  for (const event of schedule) {
    if (event.timeNs >= endNs) break;
    if (event.action === "start") active.set(event.id, event);
    else active.delete(event.id);
    const effects = sumOf(active.values());
    for (const node of nodes) {
      if (!canAnswer(node, effects)) close(node, event.timeNs);
      else if (!openSince.has(node)) openSince.set(node, event.timeNs);
    }
  }
  for (const node of nodes) close(node, endNs);
  return periods;
}

function sumOf(faults: Iterable<FaultStart>): Effects {
  const sum = new EffectSum();
  for (const start of faults) applyStart(start, sum);
  return sum;
}

function canAnswer(node: string, { down, paused, drops }: Effects): boolean {
  if (down.has(node) || paused.has(node)) return false;
  return !SERVICE_NAMES.some((service) => drops.get(node)?.has(service) || drops.get(service)?.has(node));
}
