/**
 * What the messages say about a counter's wrong final read: deltas look alike, so no single add can be followed. Told is
 * who read what, which messages to the node were lost, and what arrived more than once.
 *
 * @module
 */
import { show } from "../checkers/wording.ts";
import { flightsOf } from "../recording/flights.ts";
import { isClient, type Message } from "../net/message.ts";
import { resendsOf } from "../recording/resends.ts";
import { tellOverwrites } from "./overwrite_evidence.ts";
import { messages, moment, type RunFacts, type Span, tally } from "./run_facts.ts";
import { describeBody, tellAnswer, tellStaleReplies } from "./tell_answers.ts";

/** Repetitions that are told one by one. */
const REPEATED_TOLD_MAX = 2;

/** Tells what is known of a wrong final read. */
export function tellFinalRead(facts: RunFacts, read: Span): string[] {
  return [
    ...tellAllReads(facts),
    ...tellOverwrites(facts),
    ...tellLost(facts, read.node),
    ...tellRepeated(facts, read.node),
    ...tellStale(facts, read),
    ...tellAnswer(facts, read),
  ];
}

function tellStale(facts: RunFacts, read: Span): string[] {
  const stale = tellStaleReplies(facts, read);
  if (stale.length === 0) return [];
  return [
    ...stale,
    "A node reads the newest state of seq-kv for sure only after it has changed the state itself: it writes a value " +
    "that nobody has written before, and reads then",
  ];
}

function tellAllReads({ history }: RunFacts): string[] {
  const reads = history.filter(({ final, type }) => final === true && type === "ok");
  if (reads.length < 2) return [];
  return [`Final reads: ${reads.map(({ node, value }) => `${node ?? "?"} ${show(value)}`).join(", ")}`];
}

function tellLost(facts: RunFacts, node: string): string[] {
  const lost = flightsOf(facts.journal).filter(({ lostBy, message }) =>
    lostBy !== "" && (message.dest === node || message.src === node) && !isClient(message.src) &&
    !isClient(message.dest)
  );
  if (lost.length === 0) return [];
  const causes = lost.map(({ lostBy, message, endNs = 0 }) => facts.causeOf(lostBy, message, endNs));
  return [`${messages(lost.length)} to or from ${node} were lost: ${tally(causes)}`];
}

function tellRepeated({ journal }: RunFacts, node: string): string[] {
  const receivedAt = new Map<number, number[]>();
  for (const { type, time, message } of journal) {
    if (type !== "recv" || message.dest !== node || isClient(message.src)) continue;
    const known = receivedAt.get(message.id);
    if (known === undefined) receivedAt.set(message.id, [time]);
    else known.push(time);
  }
  const asked = resendsOf(journal).flatMap(({ kind, before, message }) => {
    const [first] = receivedAt.get(before.id) ?? [];
    const [second] = receivedAt.get(message.id) ?? [];
    if (kind !== "retry" || first === undefined || second === undefined) return [];
    return [twice(message, [first, second], "sent again while it was not answered")];
  });
  const doubled = [...flightsOf(journal)].flatMap(({ message, isCopy, endNs }) => {
    const [first, second] = receivedAt.get(message.id) ?? [];
    if (!isCopy || first === undefined || second === undefined || endNs !== second) return [];
    return [twice(message, [first, second], "the network doubled it")];
  });
  const all = [...asked, ...doubled];
  const more = all.length - REPEATED_TOLD_MAX;
  return [
    ...all.slice(0, REPEATED_TOLD_MAX),
    ...(more > 0 ? [`${more} more reached ${node} twice in that way`] : []),
  ];
}

function twice(message: Message, [first, second]: readonly [number, number], why: string): string {
  return `${describeBody(message)} of ${message.src} reached ${message.dest} twice, at ${moment(first)} and ` +
    `${moment(second)}: ${why}`;
}
