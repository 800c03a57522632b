/**
 * Where answers came from: from a node's own memory, or from what services and other nodes told it meanwhile; and how
 * old that was.
 *
 * @module
 */
import { count, enumerate, show } from "../checkers/wording.ts";
import { NS_PER_MS } from "../clock.ts";
import type { Json } from "../history.ts";
import type { JournalEvent } from "../net/journal.ts";
import { isClient, type Message } from "../net/message.ts";
import type { StaleReply } from "../services/participants.ts";
import { SERVICE_NAMES } from "../services/registry.ts";
import { moment, type RunFacts, type Span, typeOf } from "./run_facts.ts";

/** Messages of one operation that are told one by one. */
const HEARD_TOLD_MAX = 3;

/** Stale answers of one operation that are told one by one. */
const STALE_TOLD_MAX = 3;

/** Tells what the node of an operation heard from others between request and answer, and what it last heard before. */
export function tellAnswer(facts: RunFacts, call: Span): string[] {
  if (facts.nodes.length < 2 && !facts.journal.some(({ message }) => SERVICE_NAMES.includes(message.src))) return [];
  const { node, invocation, fromNs, toNs } = call;
  const heard = facts.journal.filter(({ type, message }) =>
    type === "recv" && message.dest === node && !isClient(message.src)
  );
  const during = heard.filter(({ time }) => time >= fromNs && time <= toNs);
  const operation = `the ${invocation.f} of ${moment(fromNs)}`;
  if (during.length > 0) {
    const told = during.slice(0, HEARD_TOLD_MAX).map(describeReceived);
    const more = during.length - told.length;
    return [`While ${node} worked on ${operation} it got ${told.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
  }
  const last = heard.filter(({ time }) => time < fromNs).at(-1);
  const before = last === undefined
    ? "it had never heard from another node or service"
    : `the last that it had heard was ${describeReceived(last)}`;
  return [`${node} answered ${operation} from its own memory; ${before}`];
}

/** Tells of each answer of seq-kv to the node during the operation that came from an older state. */
export function tellStaleReplies(facts: RunFacts, { node, fromNs, toNs, invocation }: Span): string[] {
  const stale = facts.staleReplies.filter(({ client, time }) => client === node && time >= fromNs && time <= toNs);
  const told = stale.slice(0, STALE_TOLD_MAX).map((reply) =>
    `${reply.service} answered a ${reply.request} of ${node} at ${moment(reply.time)}, during operation ` +
    `${invocation.index}, ${describeAge(reply)}`
  );
  return stale.length > told.length ? [...told, `${stale.length - told.length} more such answers`] : told;
}

/** `from a state 3 changes and 412 ms old`. */
export function describeAge({ staleness, ageNs }: StaleReply): string {
  return `from a state ${count(staleness, "change")} and ${Math.round(ageNs / NS_PER_MS)} ms old`;
}

/** Tells that calls which one node answered by itself were open at the same time; nothing where they were not. */
export function tellOverlap(calls: readonly Span[]): string[] {
  const [first] = calls;
  if (first === undefined || calls.length < 2 || calls.some(({ node }) => node !== first.node)) return [];
  const latestStart = Math.max(...calls.map(({ fromNs }) => fromNs));
  const earliestEnd = Math.min(...calls.map(({ toNs }) => toNs));
  if (latestStart >= earliestEnd) return [];
  const spans = calls.map(({ invocation: { index }, fromNs, toNs }) =>
    `operation ${index} from ${moment(fromNs)} ${Number.isFinite(toNs) ? `to ${moment(toNs)}` : "on"}`
  );
  return [`${first.node} worked on all of them at the same time: ${enumerate(spans)}`];
}

/** Tells by which message a call was answered, or that it was not. */
export function tellReply(facts: RunFacts, call: Span): string[] {
  const { node, invocation: { index, f } } = call;
  const all = facts.messagesOf(call);
  const hasName = facts.journal.some(({ message }) => message.body.type === f);
  const request = hasName ? all.find(({ message }) => message.body.type === f) : all[0];
  if (request === undefined) return [];
  const asked = `Operation ${index} is ${describeBody(request.message)}, which reached ${node} at ` +
    moment(request.endNs ?? request.sentNs);
  const reply = all.find(({ message: { src, body } }) =>
    src === node && body.in_reply_to === request.message.body.msg_id
  );
  if (reply === undefined) return [`${asked} and was never answered`];
  return [`${asked} and was answered by ${describeBody(reply.message)} at ${moment(reply.sentNs)}`];
}

function describeReceived({ time, message }: JournalEvent): string {
  return `${describeBody(message)} from ${message.src} at ${moment(time)}`;
}

/** Type and content of a message: `"write_ok"`, `"replicate" {"key":1}`. */
export function describeBody(message: Message): string {
  const { type: _type, msg_id: _id, in_reply_to: _reply, ...rest } = message.body;
  return Object.keys(rest).length === 0 ? typeOf(message) : `${typeOf(message)} ${show(rest as Record<string, Json>)}`;
}
