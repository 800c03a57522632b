/**
 * The picture of an operation without a good answer: the request, what its node did meanwhile, and how it ended.
 *
 * @module
 */
import { isClient } from "../../net/message.ts";
import type { SequencePicture } from "../../picture.ts";
import type { Flight } from "../../recording/flights.ts";
import { callsOf } from "../../recording/calls.ts";
import { moment, type RunFacts, type Span } from "../run_facts.ts";
import { shorten } from "./message_text.ts";
import { SequenceBuilder } from "./sequence.ts";

/** Operations that are not meant to end ok. */
const EXEMPT: ReadonlySet<string> = new Set(["crash", "debug-topic-partitions"]);

/** The first operation of a run that did not end ok; undefined where all did. */
export function firstUnanswered(facts: RunFacts): Span | undefined {
  const failed = callsOf(facts.history).filter(({ invocation, outcome }) =>
    outcome !== "ok" && !EXEMPT.has(invocation.f)
  );
  const calls = failed.flatMap(({ invocation }) => facts.span(invocation.index) ?? []);
  // One that the node's own fault does not explain away shows most.
  return calls.find((call) => facts.requestOf(call) !== undefined) ?? calls[0];
}

/** Draws it. */
export function unansweredPicture(facts: RunFacts, call: Span): SequencePicture | undefined {
  const request = facts.requestOf(call);
  if (request === undefined) return undefined;
  const { node } = call;
  const builder = new SequenceBuilder(facts, []);
  builder.message(request, { rank: 0, tone: "value" });
  const reply = facts.answerTo(request.message);
  if (reply !== undefined) builder.message(reply, { rank: 0, tone: "bad" });
  const untilNs = Number.isFinite(call.toNs) ? call.toNs : Infinity;
  const work = facts.flights.filter(({ message: { src, dest }, sentNs }) =>
    (src === node || dest === node) && !isClient(src) && !isClient(dest) && sentNs >= call.fromNs && sentNs <= untilNs
  );
  const fault = facts.faultMet(call) ?? facts.faultBefore(call);
  if (fault !== undefined) {
    builder.fault(fault, { rank: 1.5, untilNs, ...(fault.nodes.includes(node) ? { nodes: [node] } : {}) });
  }
  work.forEach((flight, at) => builder.message(flight, { rank: (flight.lostBy !== "" ? 2 : 4) + at / 100 }));
  if (fault !== undefined && work.length === 0) addLosses(facts, builder, call);
  const mark = reply === undefined ? "no answer" : reply.message.body.type === "error" ? "an error" : "too late";
  if (Number.isFinite(call.toNs) && reply?.message.body.type !== "error") {
    builder.note({ rank: 0.5, timeNs: call.toNs, who: request.message.src, text: "gives up", tone: "bad" });
  }
  return builder.build({
    caption: caption(call, request, reply, work),
    mark: { node, text: mark },
    operations: [call.invocation.index],
    tellLeftOut: (drawn) => {
      const left = work.filter(({ message }) => !drawn.has(message.id)).length;
      return left === 0 ? "" : `${left} more messages from and to ${node} in this time are not drawn.`;
    },
  });
}

/** What the node lost before the operation: it may still wait for the answer. */
function addLosses(facts: RunFacts, builder: SequenceBuilder, { node, fromNs }: Span): void {
  const lost = facts.flights.filter(({ message: { src, dest }, lostBy, endNs = Infinity }) =>
    lostBy !== "" && endNs <= fromNs && (src === node || dest === node) && !isClient(src) && !isClient(dest)
  );
  lost.slice(-2).forEach((flight, at) => builder.message(flight, { rank: 3 + at }));
}

function caption(call: Span, request: Flight, reply: Flight | undefined, work: readonly Flight[]): string {
  const { node, invocation: { f } } = call;
  const asked = `A client asked ${node} for "${f}" at ${moment(request.sentNs)}.`;
  const lost = work.filter(({ lostBy }) => lostBy !== "").length;
  const meanwhile = lost > 0
    ? ` Of what ${node} then sent and should have got, ${lost} ${lost === 1 ? "message was" : "messages were"} lost.`
    : "";
  if (reply === undefined) {
    return `${asked}${meanwhile} ${node} never answered${
      work.length === 0 ? ", and sent nobody anything while the client waited" : ""
    }.`;
  }
  if (reply.message.body.type === "error") {
    const { code = null, text } = reply.message.body;
    return `${asked}${meanwhile} ${node} answered with error ${JSON.stringify(code)}${
      typeof text === "string" ? `, "${shorten(text, 80)}"` : ""
    }.`;
  }
  return `${asked}${meanwhile} ${node} answered at ${moment(reply.sentNs)}, ${
    reply.sentNs > call.toNs ? "when the client had given up" : "but not as the client expected"
  }.`;
}
