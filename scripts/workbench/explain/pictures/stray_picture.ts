/**
 * Pictures of messages that nobody asked for or nobody can get, and of nodes that say nothing to each other.
 *
 * @module
 */
import { show } from "../../checkers/wording.ts";
import { idText, isClient } from "../../net/message.ts";
import type { SequencePicture } from "../../picture.ts";
import { callsOf } from "../../recording/calls.ts";
import { isSetupType } from "../../recording/terms.js";
import type { Explanation } from "../../verdict.ts";
import { SERVICE_NAMES } from "../../services/registry.ts";
import { moment, type RunFacts } from "../run_facts.ts";
import { messageText } from "./message_text.ts";
import { SequenceBuilder } from "./sequence.ts";

/** Messages to nobody that are drawn. */
const STRAYS_SHOWN_MAX = 3;

/** The first messages that were addressed to nobody, each with what its sender had received last. */
export function strayMessagePicture(facts: RunFacts): SequencePicture | undefined {
  const isKnown = (name: string) => facts.nodes.includes(name) || SERVICE_NAMES.includes(name) || isClient(name);
  const strays = facts.flights.filter(({ message }) => !isKnown(message.dest));
  const [first] = strays;
  if (first === undefined) return undefined;
  const builder = new SequenceBuilder(facts, []);
  strays.slice(0, STRAYS_SHOWN_MAX).forEach((flight, rank) => {
    builder.message(flight, { rank, tone: "bad" });
    const before = facts.flights.findLast(({ message, endPlace }) =>
      message.dest === flight.message.src && endPlace >= 0 && endPlace < flight.sendPlace
    );
    if (before !== undefined) builder.message(before, { rank: rank + 3 });
  });
  const { src, dest } = first.message;
  return builder.build({
    caption: `${src} sent a message to ${show(dest)} at ${
      moment(first.sentNs)
    }. There is no such participant, so it was dropped.`,
    mark: { node: src, text: "writes to nobody" },
    operations: [],
    tellLeftOut: () =>
      strays.length > STRAYS_SHOWN_MAX
        ? `${strays.length - STRAYS_SHOWN_MAX} more messages to nobody are not drawn.`
        : "",
  });
}

/** The first reply that answers no request of its client, with that client's last request. */
export function strayReplyPicture(facts: RunFacts, { text }: Explanation): SequencePicture | undefined {
  const asked = new Map<string, Set<string>>();
  for (const [at, flight] of facts.flights.entries()) {
    const { src, dest, body } = flight.message;
    if (isClient(src)) asked.set(src, (asked.get(src) ?? new Set()).add(idText(body.msg_id)));
    if (!isClient(dest) || isClient(src) || !text.includes(`"${src}"`)) continue;
    if (asked.get(dest)?.has(idText(body.in_reply_to))) continue;
    const request = facts.flights.slice(0, at).findLast(({ message }) => message.src === dest);
    if (request === undefined) continue;
    const builder = new SequenceBuilder(facts, []);
    const number = body.in_reply_to === undefined ? "without in_reply_to" : `in_reply_to ${show(body.in_reply_to)}`;
    builder.message(request, {
      rank: 0,
      text: `${messageText(request.message, [])}, msg_id ${idText(request.message.body.msg_id)}`,
    });
    builder.message(flight, { rank: 0, text: `${String(body.type)}, ${number}`, tone: "bad" });
    return builder.build({
      caption: `The last request of the client before it had the msg_id ${idText(request.message.body.msg_id)}; ` +
        `the message of ${src}, red, answers no request.`,
      mark: { node: src, text: "answers nobody" },
      operations: [],
    });
  }
  return undefined;
}

/** Two nodes that are told and asked something, and say nothing to each other. */
export function silentNodesPicture(facts: RunFacts): SequencePicture | undefined {
  const calls = callsOf(facts.history).filter(({ outcome }) => outcome === "ok")
    .flatMap(({ invocation }) => facts.span(invocation.index) ?? []);
  const [first] = calls;
  const other = calls.find(({ node }) => node !== first?.node);
  if (first === undefined || other === undefined) return undefined;
  const builder = new SequenceBuilder(facts, []);
  for (const call of [first, other]) {
    const request = facts.requestOf(call);
    const reply = request && facts.answerTo(request.message);
    if (request !== undefined && !isSetupType(request.message.body.type)) builder.message(request, { rank: 0 });
    if (reply !== undefined) builder.message(reply, { rank: 1 });
  }
  builder.note({
    rank: 1,
    timeNs: other.toNs,
    text: "no message between nodes in the whole run",
    tone: "bad",
    isAfter: true,
  });
  return builder.build({
    caption:
      `What ${first.node} is told stays there: between ${first.node} and ${other.node} there is no message in the whole run.`,
    mark: { node: other.node, text: "hears nothing" },
    operations: [first.invocation.index, other.invocation.index],
  });
}
