/**
 * The picture of what made a counter wrong, as far as messages show it: a write to a service over a value that the writer
 * had not read, an answer of a service from an older state, or messages to the node that were lost.
 *
 * @module
 */
import { isClient } from "../../net/message.ts";
import type { SequencePicture } from "../../picture.ts";
import type { Flight } from "../../recording/flights.ts";
import { blindWrites } from "../overwrite_evidence.ts";
import { moment, type RunFacts, type Span } from "../run_facts.ts";
import { describeAge } from "../tell_answers.ts";
import { SequenceBuilder } from "./sequence.ts";

/** Lost messages that are drawn. */
const LOST_SHOWN = 6;

/** Adds that a node heard nothing of that are drawn. */
const ADDS_SHOWN = 3;

/** Draws it; undefined where the messages show nothing of the kind. */
export function counterCausePicture(
  { facts, calls: [read] }: { readonly facts: RunFacts; readonly calls: readonly Span[] },
): SequencePicture | undefined {
  if (read === undefined) return undefined;
  return blindWritePicture(facts) ?? staleReplyPicture(facts, read) ?? twicePicture(facts, read) ??
    lossPicture(facts, read) ?? silencePicture(facts, read);
}

/** What the writer last read of the key, what others then wrote, and the write over it. */
function blindWritePicture(facts: RunFacts): SequencePicture | undefined {
  const [blind, ...more] = blindWrites(facts);
  if (blind === undefined) return undefined;
  const { node, service, key, place } = blind;
  const onKey = facts.flights.filter(({ message, sendPlace }) =>
    message.dest === service && sendPlace <= place && JSON.stringify(message.body.key) === key
  );
  const answered = onKey.filter(({ message }) => (facts.answerTo(message)?.sendPlace ?? Infinity) <= place);
  const write = answered.findLast(({ message }) => message.src === node && message.body.type === "write");
  const lastRead = answered.findLast(({ message, sendPlace }) =>
    message.src === node && message.body.type === "read" && sendPlace < (write?.sendPlace ?? 0)
  );
  const between = answered.filter(({ message, sendPlace }) =>
    message.src !== node && message.body.type !== "read" && sendPlace > (lastRead?.sendPlace ?? 0) && sendPlace < place
  );
  if (write === undefined) return undefined;
  const builder = new SequenceBuilder(facts, []);
  const add = (request: Flight, rank: number, tone: "plain" | "value" | "bad") => {
    builder.message(request, { rank, tone });
    const reply = facts.answerTo(request.message);
    if (reply !== undefined) builder.message(reply, { rank: rank + 0.2 });
  };
  if (lastRead !== undefined) add(lastRead, 1, "plain");
  between.slice(-3).forEach((request, at) => add(request, 2 + at, "value"));
  add(write, 0, "bad");
  return builder.build({
    caption: `${node} wrote to ${service} over a value that it had not read: between its read and its write, red, ` +
      `${
        between.length === 1 ? "another write" : `${between.length} other writes`
      } came, and what they added is gone. ` +
      "A compare-and-set would have failed here.",
    mark: { node, text: "overwrites" },
    operations: [],
    tellLeftOut: () => more.length === 0 ? "" : `${more.length} more writes of this kind are not drawn.`,
  });
}

/** The last answer from an older state, and the newer write that it does not show. */
function staleReplyPicture(facts: RunFacts, read: Span): SequencePicture | undefined {
  const stale = facts.staleReplies.findLast(({ client, time }) =>
    client === read.node && time >= read.fromNs && time <= read.toNs
  );
  if (stale === undefined) return undefined;
  const { service, time, client } = stale;
  const reply = facts.flights.find(({ message, sentNs }) =>
    message.src === service && message.dest === client && sentNs === time
  );
  const request = reply && facts.flights.find(({ message }) => facts.answerTo(message) === reply);
  if (reply === undefined || request === undefined) return undefined;
  const key = JSON.stringify(request.message.body.key);
  const writes = facts.flights.filter(({ message, sentNs }) =>
    message.dest === service && sentNs < time && message.body.type !== "read" &&
    JSON.stringify(message.body.key) === key &&
    /_ok$/.test(facts.answerTo(message)?.message.body.type ?? "")
  );
  const builder = new SequenceBuilder(facts, []);
  builder.message(request, { rank: 0 });
  builder.message(reply, { rank: 0, tone: "bad" });
  writes.slice(-3).forEach((write, at) => {
    builder.message(write, { rank: 2 - at / 10, tone: "value" });
    const ok = facts.answerTo(write.message);
    if (ok !== undefined) builder.message(ok, { rank: 3 });
  });
  const asked = facts.requestOf(read);
  const answer = asked && facts.answerTo(asked.message);
  if (asked !== undefined) builder.message(asked, { rank: 1 });
  if (answer !== undefined) builder.message(answer, { rank: 1, tone: "bad" });
  return builder.build({
    caption:
      `${service} answered ${client}, red, ${describeAge(stale)}: the service may do that to a node that has not ` +
      `changed the state since. So ${client} answered the client with too little.`,
    mark: { node: client, text: "reads an old state" },
    operations: [read.invocation.index],
    tellLeftOut: () => writes.length > 3 ? `${writes.length - 3} earlier changes are not drawn.` : "",
  });
}

/** A message that the node received more than once: sent again, or doubled by the network. */
function twicePicture(facts: RunFacts, { node }: Span): SequencePicture | undefined {
  const seen = new Map<string, Flight>();
  for (const flight of facts.flights) {
    const { src, dest, body: { msg_id: _id, ...content } } = flight.message;
    if (dest !== node || isClient(src) || flight.lostBy !== "" || content.in_reply_to !== undefined) continue;
    const name = JSON.stringify([src, content]);
    const first = seen.get(name);
    const isAgain = first !== undefined && flight.sentNs > first.sentNs &&
      (facts.answerTo(first.message)?.endNs ?? Infinity) > flight.sentNs && facts.answerTo(first.message) !== undefined;
    if (!isAgain) {
      seen.set(name, flight);
      continue;
    }
    const builder = new SequenceBuilder(facts, []);
    builder.message(first, { rank: 0, tone: "value" });
    builder.message(flight, { rank: 0, tone: "bad" });
    for (const one of [first, flight]) {
      const reply = facts.answerTo(one.message);
      if (reply !== undefined) builder.message(reply, { rank: 1 });
    }
    const origin = facts.flights.findLast(({ message, endPlace }) =>
      isClient(message.src) && message.dest === src && message.body.type === "add" && endPlace >= 0 &&
      endPlace < first.sendPlace
    );
    if (origin !== undefined) builder.message(origin, { rank: 2 });
    return builder.build({
      caption: `${src} sent ${node} the same again, red, before the answer to the first could be there. ` +
        `${node} received both, and counts both unless it can tell that they are one.`,
      mark: { node, text: "gets it twice" },
      operations: [],
    });
  }
  return undefined;
}

/** Messages between nodes from or to the node that were lost. */
function lossPicture(facts: RunFacts, read: Span): SequencePicture | undefined {
  const { node } = read;
  const lost = facts.flights.filter(({ message: { src, dest }, lostBy }) =>
    lostBy !== "" && (src === node || dest === node) && !isClient(src) && !isClient(dest)
  );
  if (lost.length === 0) return undefined;
  const builder = new SequenceBuilder(facts, []);
  lost.slice(0, LOST_SHOWN).forEach((flight, rank) => builder.message(flight, { rank, tone: "value" }));
  const faults = facts.faults.filter(({ cuts, nodes }) => cuts.flat().includes(node) || nodes.includes(node));
  faults.slice(0, 2).forEach((fault) => builder.fault(fault, { rank: 0.5, untilNs: read.toNs }));
  const asked = facts.requestOf(read);
  const answer = asked && facts.answerTo(asked.message);
  if (asked !== undefined) builder.message(asked, { rank: 0 });
  if (answer !== undefined) builder.message(answer, { rank: 0, tone: "bad" });
  return builder.build({
    caption: `Messages from and to ${node}, crossed, were lost; its answer at ${moment(read.toNs)}, red, is wrong.`,
    mark: { node, text: "missed some" },
    operations: [read.invocation.index],
    tellLeftOut: () => lost.length > LOST_SHOWN ? `${lost.length - LOST_SHOWN} more lost messages are not drawn.` : "",
  });
}

/** The last adds that other nodes acknowledged, none of which came to the node. */
function silencePicture(facts: RunFacts, read: Span): SequencePicture | undefined {
  const { node } = read;
  const heard = facts.flights.findLast(({ message: { src, dest }, endNs = Infinity, lostBy }) =>
    dest === node && !isClient(src) && lostBy === "" && endNs <= read.toNs
  );
  const adds = facts.flights.filter(({ message: { src, dest, body }, endNs = Infinity }) =>
    isClient(src) && dest !== node && body.type === "add" && endNs > (heard?.endNs ?? -Infinity) && endNs < read.fromNs
  );
  if (adds.length === 0) return undefined;
  const builder = new SequenceBuilder(facts, []);
  if (heard !== undefined) builder.message(heard, { rank: 2 });
  const withAnswer = (request: Flight | undefined, rank: number, tone: "value" | "bad") => {
    if (request === undefined) return;
    const reply = facts.answerTo(request.message);
    builder.message(request, { rank: rank + 0.5, tone: tone === "bad" ? "plain" : tone });
    if (reply !== undefined) builder.message(reply, { rank, tone: tone === "bad" ? tone : "plain" });
  };
  adds.slice(-ADDS_SHOWN).forEach((request, at) => withAnswer(request, 1 + at, "value"));
  withAnswer(facts.requestOf(read), 0, "bad");
  return builder.build({
    caption:
      `After ${heard === undefined ? "the start" : moment(heard.endNs ?? 0)} ${node} heard nothing from other nodes ` +
      `or services. What other nodes were told to add since then is missing in its answer, red.`,
    mark: { node, text: "hears nothing" },
    operations: [read.invocation.index],
    tellLeftOut: () => adds.length > ADDS_SHOWN ? `${adds.length - ADDS_SHOWN} more adds are not drawn.` : "",
  });
}
