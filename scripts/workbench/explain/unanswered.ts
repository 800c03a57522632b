/**
 * The operations that did not end ok: every one counted once, each at its own time, with the fault that it met, or the
 * message that its node seems to wait for.
 *
 * @module
 */
import { isMalformedReply } from "../checkers/exceptions.ts";
import { count, enumerate, show } from "../checkers/wording.ts";
import { isClient } from "../net/message.ts";
import type { FaultWindow } from "../recording/fault_windows.ts";
import { type Flight, flightsOf } from "../recording/flights.ts";
import { callsOf } from "../recording/calls.ts";
import { moment, type RunFacts, type Span, span, tally, typeOf } from "./run_facts.ts";

/** Groups of operations that are told one by one. */
const GROUPS_TOLD_MAX = 6;

/** Operations of a group whose times are told. */
const TIMES_TOLD_MAX = 3;

/** Operations that are not meant to end ok. */
const EXEMPT: ReadonlySet<string> = new Set(["crash", "debug-topic-partitions"]);

/** Operations at one node that have met the same fault, or come after it, or met none. */
interface Group {
  readonly node: string;
  /** `during` it, or `after` the last one that the node suffered; without a fault none had met the node by then. */
  readonly relation: "during" | "after" | "none";
  readonly fault: FaultWindow | undefined;
  readonly calls: readonly Span[];
}

/** Tells of the operations that did not end ok; no fault makes a reply malformed. */
export function tellUnanswered(facts: RunFacts): string[] {
  const failed = callsOf(facts.history).filter(({ invocation, outcome }) =>
    outcome !== "ok" && !EXEMPT.has(invocation.f)
  );
  if (failed.length === 0) return [];
  const malformed = failed.filter(({ completion }) => completion !== undefined && isMalformedReply(completion));
  const calls = failed.filter((call) => !malformed.includes(call))
    .map(({ invocation }) => facts.span(invocation.index)).filter((call) => call !== undefined);
  const refused = calls.filter((call) => errorOf(call) !== undefined && !meetsOwnFault(facts, call));
  const groups = groupsOf(facts, calls.filter((call) => !refused.includes(call)));
  const told = groups.slice(0, GROUPS_TOLD_MAX);
  const left = groups.slice(GROUPS_TOLD_MAX).reduce((sum, group) => sum + group.calls.length, 0);
  const wrong = malformed.length === 0
    ? ""
    : `, of which ${malformed.length} got a reply of the wrong form, whatever the faults`;
  return [
    `${count(failed.length, "operation")} did not end ok${wrong}`,
    ...tellRefused(refused, failed.length),
    ...told.map((group) => tellGroup(group, failed.length)),
    ...(left > 0 ? [`${left} more of them began at other nodes or at other times`] : []),
    ...tellWaits(facts, groups),
  ];
}

/** The name of the error that a node answered with; undefined where it did not answer. */
function errorOf({ completion }: Span): string | undefined {
  const { error } = completion ?? {};
  return Array.isArray(error) && typeof error[0] === "string" ? error[0] : undefined;
}

/** An error reply is put to a fault only where that fault was the node's own, and not one of all messages. */
function meetsOwnFault(facts: RunFacts, call: Span): boolean {
  const fault = facts.faultMet(call);
  return fault !== undefined && !fault.concernsAll;
}

function tellRefused(calls: readonly Span[], total: number): string[] {
  if (calls.length === 0) return [];
  const replies = calls.map((call) => `${show(errorOf(call) ?? null)} from ${call.node}`);
  const what = calls.length === 1 ? "an error reply" : "error replies";
  return [`${those(calls, total)} got ${what}: ${tally(replies)}`];
}

function groupsOf(facts: RunFacts, calls: readonly Span[]): Group[] {
  const groups = new Map<string, Group & { readonly calls: Span[] }>();
  const longestNs = longestAnswered(facts);
  for (const call of calls) {
    // A fault that began when even the slowest answer would have been there is not why none came.
    const met = facts.faultMet({ ...call, toNs: Math.min(call.toNs, call.fromNs + longestNs) });
    const before = met ?? facts.faultBefore(call);
    const relation = met !== undefined ? "during" : before !== undefined ? "after" : "none";
    const name = JSON.stringify([call.node, relation, before?.kind, before?.fromNs]);
    const group = groups.get(name) ?? { node: call.node, relation, fault: before, calls: [] };
    groups.set(name, group);
    group.calls.push(call);
  }
  return [...groups.values()];
}

/** How long the slowest call took that ended ok; Infinity where none did. */
function longestAnswered({ history }: RunFacts): number {
  const tookNs = callsOf(history).flatMap(({ invocation, completion, outcome }) =>
    outcome === "ok" && completion !== undefined ? completion.time - invocation.time : []
  );
  return tookNs.length === 0 ? Infinity : tookNs.reduce((longest, ns) => Math.max(longest, ns), 0);
}

/** `It`, or `3 of them`. */
function those(calls: readonly Span[], total: number): string {
  return total === 1 ? "It" : `${calls.length} of them`;
}

function tellGroup({ node, relation, fault, calls }: Group, total: number): string {
  const began = `${those(calls, total)} began`;
  if (fault === undefined) return `${began} at ${node} at ${timesOf(calls)}; no fault had met ${node} by then`;
  return relation === "during"
    ? `${those(calls, total)} ${calls.length === 1 ? "was" : "were"} open at ${node} during the ${fault.kind} ${
      span(fault)
    }, begun at ${timesOf(calls)}`
    : `${began} at ${node} at ${timesOf(calls)}, after the ${fault.kind} ${span(fault)} had ended`;
}

/** `5.000 s, 10.000 s and 15.000 s`, or the first ones and the last. */
function timesOf(calls: readonly Span[]): string {
  const times = calls.map(({ fromNs }) => moment(fromNs));
  if (times.length <= TIMES_TOLD_MAX) return enumerate(times);
  return `${times.slice(0, TIMES_TOLD_MAX - 1).join(", ")} and so on up to ${times.at(-1)}`;
}

/** For operations that began after a fault: a lost message that was not sent again, for which the node may still wait. */
function tellWaits(facts: RunFacts, groups: readonly Group[]): string[] {
  const sentences = new Set<string>();
  for (const { node, relation, calls: [first] } of groups) {
    if (relation !== "after" || first === undefined || sentences.size >= GROUPS_TOLD_MAX) continue;
    const lost = unrepeatedLoss(facts, node, first.fromNs);
    if (lost === undefined) continue;
    const { message: { src, dest }, message, sentNs, lostBy, endNs = 0 } = lost;
    sentences.add(
      `The ${typeOf(message)} that ${src} sent to ${dest} at ${moment(sentNs)} was lost, ${
        facts.causeOf(lostBy, message, endNs)
      }, and ${src} sent ${dest} no ${typeOf(message)} after it: ${node} may still wait for what should have followed`,
    );
  }
  return [...sentences];
}

/** The last message from or to a node that was lost before a time, and of whose type its sender sent no further one there. */
function unrepeatedLoss({ journal }: RunFacts, node: string, beforeNs: number): Flight | undefined {
  const last = new Map<string, Flight>();
  for (const flight of flightsOf(journal)) {
    const { src, dest, body } = flight.message;
    if (isClient(src) || isClient(dest) || (src !== node && dest !== node)) continue;
    last.set(JSON.stringify([src, dest, body.type]), flight);
  }
  const lost = [...last.values()].filter(({ lostBy, endNs = Infinity }) => lostBy !== "" && endNs <= beforeNs);
  return lost.findLast(({ message }) => message.src === node) ?? lost.at(-1);
}
