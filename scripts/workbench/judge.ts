/**
 * Judges a recording: runs every checker and composes the results, in the sections and spelling of the original.
 *
 * @module
 */
import { NS_PER_S } from "./clock.ts";
import { labelOf, SEVERITIES } from "./findings.ts";
import { judgeHistory } from "./checkers/judge_history.ts";
import { count } from "./checkers/wording.ts";
import { numberByInvocation } from "./recording/call_numbers.ts";
import { describeFlood, findFlood } from "./recording/floods.ts";
import { type NetStatistics, netStatistics } from "./net/statistics.ts";
import { describeOddLines } from "./recording/odd_lines.ts";
import { warnOfQuietness } from "./recording/quiet_runs.ts";
import { describeStrayReplies } from "./recording/stray_replies.ts";
import { describeUnknownDestination } from "./nodes/node_output.ts";
import type { Recording } from "./run/run.ts";
import { SERVICE_NAMES } from "./services/registry.ts";
import type { Explanation, Validity, Verdict } from "./verdict.ts";

/** The results of a run, as in `results.json`. */
export interface Results extends Verdict {
  readonly valid: Validity;
  readonly perf: Verdict;
  readonly timeline: Verdict;
  readonly exceptions: Verdict;
  readonly stats: Verdict;
  readonly availability: Verdict;
  readonly net: Verdict;
  readonly workload: Verdict;
}

/** The verdict on a recording. */
export interface Judgement {
  readonly results: Results;
  /** What broke and why, errors first. */
  readonly explanations: readonly Explanation[];
}

/**
 * Runs all checkers over a recording. A run that came to an early end is never better than "unknown", and nothing is found
 * in it that needs the phases which it did not reach.
 */
export function judge(recording: Recording): Judgement {
  const { plan, history, journal, failure } = recording;
  const { valid, sections, explanations } = judgeHistory(history, {
    workload: plan.workload,
    availability: plan.availability,
    "consistency-models": plan.consistencyModels,
    isUnfinished: failure !== undefined,
  });
  const net = netStatistics(journal, history);
  const found = [
    ...explanations,
    ...explainTraps(recording),
    ...explainNodeWarnings(recording),
    ...explainLateFaults(recording),
    ...explainStrays(recording),
    ...explainStrayReplies(recording),
    ...explainOddLines(recording),
    ...warnOfQuietness(recording, net),
    ...explainFlood(recording, net),
  ];
  return {
    results: {
      valid,
      perf: { "latency-graph": { valid: true }, "rate-graph": { valid: true }, valid: true },
      timeline: { valid: true },
      exceptions: sections.exceptions,
      stats: sections.stats,
      availability: sections.availability,
      net,
      workload: sections.workload,
    },
    explanations: numberByInvocation(
      history,
      found.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    ),
  };
}

/** What makes a simulation unlike separate processes: the first line. */
function explainTraps({ traps: [first, ...others] = [] }: Recording): Explanation[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` (and ${count(others.length, "more line")})`;
  const text =
    `Line ${first.line} of ${first.file}, "${first.text}"${more}, keeps state outside the program: simulated ` +
    "nodes share it, find it again after a crash, and in the next run of a sweep, as no process does. Move it into the " +
    "function that program() takes.";
  return [{ ...labelOf("shared-state"), text, operations: [] }];
}

/** What was seen of the nodes' programs: once for each kind, of the first node. */
function explainNodeWarnings({ nodeWarnings = [] }: Recording): Explanation[] {
  return [...Map.groupBy(nodeWarnings, ({ kind }) => kind)].flatMap(([kind, [first, ...others]]): Explanation[] => {
    if (first === undefined) return [];
    const more = new Set(others.map(({ node }) => node).filter((node) => node !== first.node));
    const also = more.size === 0 ? "" : ` So did ${[...more].join(", ")}.`;
    return [{ ...labelOf(kind), text: `Node "${first.node}" ${first.text}.${also}`, operations: [] }];
  });
}

/** Faults that a schedule has for a time that the run does not have. */
function explainLateFaults({ plan: { schedule, timeLimitS } }: Recording): Explanation[] {
  const starts = schedule.filter(({ action }) => action === "start");
  const late = starts.filter(({ timeNs }) => timeNs >= timeLimitS * NS_PER_S);
  const [first] = late;
  if (first === undefined) return [];
  const text =
    `Of ${count(starts.length, "fault")} in the schedule ${late.length} never began: "${first.id}" stands at ` +
    `${first.timeNs / NS_PER_S} s, and the main phase ends at ${timeLimitS} s.`;
  return [{ ...labelOf("late-fault"), text, operations: [] }];
}

/** Messages to nobody: legal, and most often a mistake. */
function explainStrays({ plan, strayDestinations }: Recording): Explanation[] {
  return [...strayDestinations].map(([dest, count]) => ({
    ...labelOf("unknown-destination"),
    text: describeUnknownDestination(dest, count, [...plan.nodes, ...SERVICE_NAMES]),
    operations: [],
  }));
}

/** Replies that no client waits for: the clients tell of time-outs only. */
function explainStrayReplies({ strayReplies }: Recording): Explanation[] {
  return strayReplies.map((replies) => ({
    ...labelOf("unasked-reply"),
    text: describeStrayReplies(replies),
    operations: [],
  }));
}

/** Output that the original reads otherwise than its author thinks, or not at all. */
function explainOddLines({ oddLines = [] }: Recording): Explanation[] {
  return oddLines.map((lines) => ({ ...labelOf(lines.kind), text: describeOddLines(lines), operations: [] }));
}

/** Time-outs, most often, of requests that wait behind a flood. */
function explainFlood({ journal }: Recording, net: NetStatistics): Explanation[] {
  const flood = findFlood(journal, net);
  return flood === undefined ? [] : [{ ...labelOf("flood"), text: describeFlood(flood), operations: [] }];
}
