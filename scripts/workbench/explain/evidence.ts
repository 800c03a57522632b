/**
 * Adds to what checkers found the messages and faults that mattered: who was cut off, which message was lost, where an
 * answer came from. Checkers are pure functions of the history; this is a pass over history, journal, faults and stale
 * answers after them.
 *
 * @module
 */
import { show } from "../checkers/wording.ts";
import { isInMemory, type Journal } from "../net/journal.ts";
import { isClient } from "../net/message.ts";
import type { Json } from "../history.ts";
import type { Judgement } from "../judge.ts";
import type { Recording } from "../run/run.ts";
import { grouped } from "../text/grouped.ts";
import { type CycleEdge, type Explanation, partsToFollow } from "../verdict.ts";
import { tellFinalRead } from "./counter_evidence.ts";
import { tellSkippingPoll } from "./poll_evidence.ts";
import { moment, type RecordedRun, RunFacts, type Span, span } from "./run_facts.ts";
import { tellLog, tellSilence } from "./silence.ts";
import { describeBody, tellAnswer, tellOverlap, tellReply, tellStaleReplies } from "./tell_answers.ts";
import { tellArrivals, tellPropagation } from "./tell_propagation.ts";
import { lastReceived, propagationOf } from "./propagation.ts";
import { tellUnanswered } from "./unanswered.ts";

/** Events of the journal that are looked at for all findings together: about a second. */
const EVENTS_MAX = 3e5;

/** Findings that get evidence however long the journal is. */
const FINDINGS_MIN = 3;

/** Operations of one finding whose answers are told. */
const ANSWERS_TOLD_MAX = 2;

/** Edges of a cycle that are told. */
const EDGES_TOLD_MAX = 4;

/**
 * Adds evidence to findings, where the run has some; a finding about nothing in particular stays as it is. A journal that
 * is too long for the memory is not searched.
 */
export function addEvidence(run: RecordedRun, explanations: readonly Explanation[]): Explanation[] {
  const [first, ...others] = explanations;
  if (first === undefined) return [];
  if (!isInMemory(run.journal)) return [{ ...first, evidence: [tellUnsearched(run.journal)] }, ...others];
  const facts = new RunFacts(run);
  const findingsMax = Math.max(FINDINGS_MIN, EVENTS_MAX / (run.journal.length + 1));
  return explanations.map((explanation, position) => {
    if (position >= findingsMax) return explanation;
    const evidence = [...new Set(evidenceFor(facts, explanation))].map((sentence) => `${sentence}.`);
    return evidence.length === 0 ? explanation : { ...explanation, evidence };
  });
}

function tellUnsearched({ length }: Journal): string {
  const events = grouped(length);
  return `Which messages mattered was not looked for in a journal of ${events} events; a shorter --time-limit or a ` +
    "lower --rate gives one that is searched.";
}

/** A judgement with evidence from the recording that it is about. */
export function withEvidence(judgement: Judgement, recording: Recording): Judgement {
  const run = { ...recording, nodes: recording.plan.nodes };
  return { ...judgement, explanations: addEvidence(run, judgement.explanations) };
}

function evidenceFor(facts: RunFacts, explanation: Explanation): string[] {
  const { anomaly, operations, value, cycle } = explanation;
  const calls = operations.map((index) => facts.span(index)).filter((call) => call !== undefined);
  const [first, second] = calls;
  const values = partsToFollow(value);
  switch (anomaly) {
    case "lost":
    case "missing-in-final-read":
    case "int-poll-skip":
      return first === undefined ? [] : tellMissing(facts, first, values);
    case "lost-write":
    case "poll-skip":
      return second === undefined ? [] : [...tellMissing(facts, second, values), ...tellSkippingPoll(facts, values)];
    case "never-read":
      return [];
    case "unseen":
      return tellArrivals(propagationOf(facts, { values, fromNs: facts.askedNs(values) ?? -Infinity }), {
        what: name(values),
        atNs: Infinity,
      });
    case "invented":
    case "unwritten-value":
    case "no-writer-of-value":
      return tellOrigin(facts, values);
    case "duplicated":
      return tellDuplicate(facts, calls);
    case "wrong-final-read":
      return first === undefined ? [] : tellFinalRead(facts, first);
    case "no-success":
      return [...tellSilence(facts), ...tellLog(facts), ...tellUnanswered(facts)];
    case "availability":
    case "few-operations":
      return tellUnanswered(facts);
    case "mostly-unanswered":
      return [...calls.slice(0, ANSWERS_TOLD_MAX).flatMap((call) => tellReply(facts, call)), ...tellSilence(facts)];
    case "stale-read":
    case "stale-cas":
    case "nonlinearizable":
    case "future-value":
    case "failed-write-visible":
      return tellRegister(facts, calls);
  }
  if (cycle !== undefined) return tellCycle(facts, cycle);
  return tellCalls(
    facts,
    calls.filter(({ invocation }, position) => calls.findIndex((call) => call.invocation === invocation) === position),
  );
}

/** What nodes did for the operations of a finding. */
function tellCalls(facts: RunFacts, calls: readonly Span[]): string[] {
  const told = calls.slice(0, ANSWERS_TOLD_MAX);
  const sentences = [
    ...tellOverlap(calls),
    ...told.flatMap((call) => tellStaleReplies(facts, call)),
    ...told.flatMap((call) => tellAnswer(facts, call)),
  ];
  return sentences.length > 0 ? sentences : told.flatMap((call) => tellReply(facts, call));
}

/** A value that a call should have shown. */
function tellMissing(facts: RunFacts, call: Span, values: readonly Json[]): string[] {
  const lack = { what: name(values), node: call.node, atNs: call.fromNs };
  const fromNs = facts.askedNs(values) ?? -Infinity;
  return [...tellPropagation(facts, propagationOf(facts, { values, fromNs }), lack), ...tellStaleReplies(facts, call)];
}

/** A value that nobody asked for. */
function tellOrigin(facts: RunFacts, values: readonly Json[]): string[] {
  const { carriers } = propagationOf(facts, { values });
  const [first] = carriers;
  if (values.length === 0 || first === undefined) return [];
  const { message: { src, dest, body }, sentNs } = first;
  if (isClient(src)) return [];
  return [`${name(values)} was in no request: ${src} made it up in the "${body.type}" to ${dest} of ${moment(sentNs)}`];
}

/** Ids that were given twice: by one node that forgot, or by two that did not speak to each other. */
function tellDuplicate(facts: RunFacts, calls: readonly Span[]): string[] {
  const [first, second] = calls;
  if (first === undefined || second === undefined) return [];
  if (first.node === second.node) {
    const faults = facts.faults.filter(({ kind, losesMemory, nodes, fromNs, toNs }) =>
      (losesMemory || kind === "clock") && nodes.includes(first.node) && toNs >= first.fromNs && fromNs <= second.toNs
    );
    if (faults.length === 0) {
      return [`Nothing happened to ${first.node} between the two: it gave the id twice by itself`];
    }
    return faults.map((fault) =>
      fault.losesMemory && fault.hasEnded
        ? `${first.node} was down ${span(fault)}, between the two, and started again without its memory`
        : fault.losesMemory
        ? `${first.node} was killed at ${moment(fault.fromNs)}, between the two, and lost its memory`
        : `The clock of ${first.node} was wrong ${span(fault)}: ${fault.detail}`
    );
  }
  const spoken = facts.journal.filter(({ type, time, message: { src, dest } }) =>
    type === "recv" && time <= second.toNs && [first.node, second.node].includes(src) &&
    [first.node, second.node].includes(dest)
  );
  return [
    spoken.length === 0
      ? `${first.node} and ${second.node} had exchanged no message until then`
      : `${first.node} and ${second.node} had exchanged ${spoken.length} messages until then`,
  ];
}

/** A register's impossible value: where the node had it from, and how the newer one came or did not come to it. */
function tellRegister(facts: RunFacts, calls: readonly Span[]): string[] {
  const [bad] = calls;
  if (bad === undefined) return [];
  const newer = calls.find(({ invocation }) => invocation.index !== bad.invocation.index);
  const shown = registerValue(bad);
  const values = newer === undefined ? undefined : registerValue(newer);
  const propagation = newer === undefined || values === undefined ? [] : tellPropagation(
    facts,
    propagationOf(facts, { values, fromNs: newer.fromNs }),
    { what: name(values), node: bad.node, atNs: bad.toNs },
  );
  return [
    ...(shown === undefined ? [] : tellSource(facts, bad, shown)),
    ...tellAnswer(facts, bad),
    ...tellStaleReplies(facts, bad),
    ...propagation,
  ];
}

/** The message that brought the node the value that it answered with. */
function tellSource(facts: RunFacts, { node, fromNs, toNs }: Span, values: readonly Json[]): string[] {
  const source = lastReceived(facts, { values, dest: node, toNs });
  if (source === undefined) return [];
  const from = isClient(source.message.src) ? "a client" : source.message.src;
  const when = source.time < fromNs ? "" : ", while it worked on the request";
  return [
    `${node} had ${name(values)} from ${describeBody(source.message)} of ${from}, which came at ` +
    `${moment(source.time)}${when}`,
  ];
}

/** Key and value that a call wrote or read. */
function registerValue(call: Span): readonly Json[] | undefined {
  const { f } = call.invocation;
  const value = resultOf(call);
  if (!Array.isArray(value)) return undefined;
  const [key, operand] = value as readonly Json[];
  const written = f === "cas" && Array.isArray(operand) ? operand[1] : operand;
  return key === undefined || written === undefined || written === null ? undefined : [key, written as Json];
}

/** What a call did: as it was answered, or as it was asked for. */
function resultOf({ invocation, completion }: Span): Json {
  return completion?.type === "ok" ? completion.value : invocation.value;
}

/** How the writes of a cycle came, or did not come, to those that saw them or should have. */
function tellCycle(facts: RunFacts, cycle: readonly CycleEdge[]): string[] {
  const calls = cycle.map(({ from }) => facts.span(from)).filter((call) => call !== undefined);
  if (new Set(calls.map(({ node }) => node)).size < 2) {
    return tellCalls(facts, calls);
  }
  const sentences = cycle.slice(0, EDGES_TOLD_MAX).flatMap((edge) => tellEdge(facts, edge));
  return sentences.length > 0 ? sentences : tellCalls(facts, calls);
}

function tellEdge(facts: RunFacts, { from, to, type, key }: CycleEdge): string[] {
  // The one that wrote, and the one that saw it or did not.
  const [writer, other] = type !== "rw" ? [facts.span(from), facts.span(to)] : [facts.span(to), facts.span(from)];
  if (writer === undefined || other === undefined || writer.node === other.node) return [];
  if (key === undefined) return [];
  const written = lastWrite(writer, key);
  if (written === undefined) return [];
  const values = [key, written];
  const propagation = propagationOf(facts, { values, fromNs: writer.fromNs });
  const lack = { what: name(values), node: other.node, atNs: other.toNs };
  const hadIt = (propagation.arrivals.get(other.node)?.endNs ?? Infinity) <= other.toNs;
  return type !== "rw" && hadIt ? tellArrivals(propagation, lack) : tellPropagation(facts, propagation, lack);
}

/** What a transaction wrote last to a key. */
function lastWrite(call: Span, key: Json): Json | undefined {
  const value = resultOf(call);
  if (!Array.isArray(value)) return undefined;
  const microOps = value as readonly Json[];
  const write = microOps.findLast((microOp) => Array.isArray(microOp) && microOp[0] !== "r" && microOp[1] === key);
  return Array.isArray(write) ? write[2] as Json : undefined;
}

/** `17`, or `4 of key "1"`. */
function name(values: readonly Json[]): string {
  const [first = null, second] = values;
  return second === undefined ? show(first) : `${show(second)} of key ${show(first)}`;
}
