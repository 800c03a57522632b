/**
 * Runs that are green because next to nothing happened: nodes that never spoke to each other, operations that were not
 * carried out, requests that most often got no answer. The original says valid to all of them.
 *
 * @module
 */
import { count } from "../checkers/wording.ts";
import { NS_PER_S } from "../clock.ts";
import { labelOf } from "../findings.ts";
import type { History, Operation } from "../history.ts";
import type { NetStatistics } from "../net/statistics.ts";
import type { Explanation } from "../verdict.ts";
import { type Call, callsOf } from "./calls.ts";
import { type FaultWindow, faultWindowsOf } from "./fault_windows.ts";

/** What is looked at of a run. */
export interface QuietRun {
  readonly history: History;
  /** Present where the run did not come to its end. */
  readonly failure?: unknown;
  readonly plan: {
    readonly workload: { readonly sharedBy?: string };
    readonly nodes: readonly string[];
    readonly rate: number;
    readonly timeLimitS: number;
    readonly concurrency: number;
    readonly lossProbability: number;
    readonly operationLimit: number | undefined;
    readonly onlyOperations: readonly number[] | undefined;
  };
}

/** Fewer operations of the kind prove nothing. */
const TELLING_MIN = 10;

/** A run that carried out less than this part of what was asked says little. */
const CARRIED_OUT_MIN = 0.1;

/** Fewer operations than these were asked for on purpose. */
const ASKED_MIN = 100;

/**
 * Part of the clients' time without a fault that went into operations that failed, from which on these are why so little
 * was done.
 */
const TIME_LOST_MIN = 0.5;

/** Part of a run that must be without a fault to tell anything of the nodes. */
const CALM_MIN = 0.25;

/** Part of the operations of one function without an answer from which on that is most of them. */
const UNANSWERED_MIN = 0.5;

/** Fewer operations of one function than these may be unlucky. */
const UNANSWERED_COUNT_MIN = 5;

const OPERATIONS_NAMED_MAX = 4;

/** Warns of what makes a verdict say less than it seems to. */
export function warnOfQuietness({ history, plan, failure }: QuietRun, { servers }: NetStatistics): Explanation[] {
  if (failure !== undefined) return [];
  const calls = callsOf(history);
  const faults = faultWindowsOf(history);
  return [
    ...warnOfIsolation(calls, plan, servers["msg-count"]),
    ...warnOfSilence(calls, faults),
    ...warnOfFewOperations(calls, faults, plan),
  ];
}

/** Several nodes, and no message among them or to a service. */
function warnOfIsolation(calls: readonly Call[], { workload, nodes }: QuietRun["plan"], sent: number): Explanation[] {
  const telling = workload.sharedBy;
  if (telling === undefined || nodes.length < 2 || sent > 0) return [];
  const told = calls.filter(({ invocation, outcome }) => invocation.f === telling && outcome === "ok");
  if (told.length < TELLING_MIN) return [];
  return [{
    ...labelOf("no-messages-between-nodes"),
    text: `No node ever sent a message to another node or to a service, while ${
      count(told.length, `"${telling}" operation`)
    } ended ok: each of the ${nodes.length} nodes kept to itself what its own clients told it.`,
    operations: [],
  }];
}

/** Far fewer operations than rate and time ask for, because clients waited for those that failed. */
function warnOfFewOperations(
  calls: readonly Call[],
  faults: readonly FaultWindow[],
  plan: QuietRun["plan"],
): Explanation[] {
  const { rate, timeLimitS, concurrency, lossProbability, operationLimit = Infinity, onlyOperations } = plan;
  const asked = Math.round(Math.min(rate * timeLimitS, operationLimit));
  const limitNs = timeLimitS * NS_PER_S;
  const main = calls.filter(({ invocation }) => invocation.time < limitNs && invocation.final !== true);
  const done = main.filter(({ outcome }) => outcome === "ok").length;
  if (onlyOperations !== undefined || lossProbability > 0 || asked < ASKED_MIN || done >= CARRIED_OUT_MIN * asked) {
    return [];
  }
  const failed = main.filter(({ outcome, invocation }) => outcome !== "ok" && invocation.f !== "crash");
  const wasted = (periods: readonly Period[]) =>
    failed.reduce(
      (sum, { invocation, completion }) =>
        sum + commonNs(periods, { fromNs: invocation.time, toNs: completion?.time ?? limitNs }),
      0,
    );
  const calm = calmPeriods(faults, limitNs);
  const calmNs = commonNs(calm, { fromNs: 0, toNs: limitNs });
  if (calmNs < CALM_MIN * limitNs || wasted(calm) < TIME_LOST_MIN * concurrency * calmNs) return [];
  const lostNs = wasted([{ fromNs: 0, toNs: limitNs }]);
  const percent = (100 * done / asked).toPrecision(2);
  return [{
    ...labelOf("few-operations"),
    text: `${done} of the ${asked} operations that --rate and --time-limit ask for were carried out, ${percent} %: ` +
      `clients waited ${Math.round(lostNs / NS_PER_S)} s in all for ${
        count(failed.length, "operation")
      } that did not ` +
      "end ok. So the verdict is about little.",
    operations: failed.slice(0, OPERATIONS_NAMED_MAX).map(({ invocation }) => invocation.index),
  }];
}

type Period = Pick<FaultWindow, "fromNs" | "toNs">;

/** When no fault was on, up to a time; `faults` are in the order of their beginnings. */
function calmPeriods(faults: readonly Period[], limitNs: number): Period[] {
  const periods: Period[] = [];
  let calmFromNs = 0;
  for (const { fromNs, toNs } of faults) {
    if (fromNs > calmFromNs) periods.push({ fromNs: calmFromNs, toNs: Math.min(fromNs, limitNs) });
    calmFromNs = Math.max(calmFromNs, toNs);
  }
  return calmFromNs < limitNs ? [...periods, { fromNs: calmFromNs, toNs: limitNs }] : periods;
}

/** How much of a time lies in periods that do not overlap. */
function commonNs(periods: readonly Period[], { fromNs, toNs }: Period): number {
  return periods.reduce((sum, one) => sum + Math.max(0, Math.min(one.toNs, toNs) - Math.max(one.fromNs, fromNs)), 0);
}

/** Functions of which most operations got no answer, no fault being to blame, while some ended ok. */
function warnOfSilence(calls: readonly Call[], faults: readonly FaultWindow[]): Explanation[] {
  const byFunction = Map.groupBy(calls, ({ invocation }) => invocation.f);
  return [...byFunction].flatMap(([f, all]): Explanation[] => {
    const silent = all.filter((call) => isTimeout(call.completion) && !meetsFault(call, faults));
    const isSilent = silent.length >= UNANSWERED_COUNT_MIN && silent.length > UNANSWERED_MIN * all.length;
    if (!isSilent || !all.some(({ outcome }) => outcome === "ok")) return [];
    return [{
      ...labelOf("mostly-unanswered"),
      text: `${silent.length} of ${count(all.length, `"${f}" operation`)} got no answer in time, though no fault met ` +
        "their nodes.",
      operations: silent.slice(0, OPERATIONS_NAMED_MAX).map(({ invocation }) => invocation.index),
    }];
  });
}

function isTimeout(completion: Operation | undefined): boolean {
  const { error } = completion ?? {};
  return error === "net-timeout" || error === "indeterminate: no reply in time";
}

function meetsFault({ invocation, completion }: Call, faults: readonly FaultWindow[]): boolean {
  return faults.some(({ fromNs, toNs }) => fromNs <= (completion?.time ?? Infinity) && toNs >= invocation.time);
}
