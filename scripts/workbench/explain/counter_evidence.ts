/**
 * What the messages say about a counter's wrong final read: deltas look alike, so no single add can be followed. Told is
 * who read what, which messages to the node were lost, and what arrived more than once.
 *
 * @module
 */
import { show } from "../checkers/wording.ts";
import { toBigInt } from "../checkers/values.ts";
import type { History, Json } from "../history.ts";
import type { Journal } from "../net/journal.ts";
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
    ...tellRepeated(facts, read),
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

/**
 * Messages that reached the node twice. Nothing of the kind is told where the read shows too little, which a double
 * cannot cause, nor where as many equal adds were asked for as equal messages came.
 */
function tellRepeated(facts: RunFacts, { node, completion }: Span): string[] {
  if (!isTooHigh(facts.history, completion?.value ?? null)) return [];
  const { journal } = facts;
  const receivedAt = new Map<number, number[]>();
  for (const { type, time, message } of journal) {
    if (type !== "recv" || message.dest !== node || isClient(message.src)) continue;
    const known = receivedAt.get(message.id);
    if (known === undefined) receivedAt.set(message.id, [time]);
    else known.push(time);
  }
  const excess = new EqualMessages(journal);
  const asked = resendsOf(journal).flatMap(({ kind, before, message }) => {
    const [first] = receivedAt.get(before.id) ?? [];
    const [second] = receivedAt.get(message.id) ?? [];
    if (kind !== "retry" || first === undefined || second === undefined || !excess.isResend(message)) return [];
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

/** Tells whether a final read exceeds the acknowledged adds and all that may count besides. */
function isTooHigh(history: History, value: Json): boolean {
  const read = toBigInt(value);
  if (read === undefined) return false;
  let highest = 0n;
  for (const { f, type, value } of history) {
    if (f !== "add" || (type !== "ok" && type !== "info")) continue;
    const delta = toBigInt(value) ?? 0n;
    if (type === "ok" || delta > 0n) highest += delta;
  }
  return read > highest;
}

/** Tells messages that were sent again from those that only look alike: adds of equal deltas, each sent on once. */
class EqualMessages {
  /** By link and body: how many were sent. */
  readonly #sent = new Map<string, number>();
  /** By link and type: how many different bodies were sent. */
  readonly #different = new Map<string, number>();
  /** By node: the deltas of all adds that clients asked it for. */
  readonly #adds = new Map<string, string[]>();

  constructor(journal: Journal) {
    for (const { type, message } of journal) {
      const { src, dest, body } = message;
      if (type === "recv" && isClient(src) && body.type === "add") {
        this.#adds.set(dest, [...(this.#adds.get(dest) ?? []), JSON.stringify(body.delta ?? null)]);
      }
      if (type !== "send" || isClient(src) || isClient(dest)) continue;
      const equal = describeLink(message);
      const count = (this.#sent.get(equal) ?? 0) + 1;
      this.#sent.set(equal, count);
      const kind = JSON.stringify([src, dest, body.type]);
      if (count === 1) this.#different.set(kind, (this.#different.get(kind) ?? 0) + 1);
    }
  }

  /** True where more equal messages were sent than adds asked for, or each add has a body of its own. */
  isResend(message: Message): boolean {
    const { src, dest, body } = message;
    const adds = this.#adds.get(src) ?? [];
    const parts = new Set(Object.values(body).map((part) => JSON.stringify(part ?? null)));
    const alike = adds.filter((delta) => parts.has(delta));
    const fitting = alike.length > 0 ? alike.length : adds.length;
    const different = this.#different.get(JSON.stringify([src, dest, body.type])) ?? 0;
    return (this.#sent.get(describeLink(message)) ?? 0) > fitting || different >= adds.length;
  }
}

function describeLink({ src, dest, body: { msg_id: _id, in_reply_to: _reply, ...rest } }: Message): string {
  return JSON.stringify([src, dest, rest]);
}

function twice(message: Message, [first, second]: readonly [number, number], why: string): string {
  return `${describeBody(message)} of ${message.src} reached ${message.dest} twice, at ${moment(first)} and ` +
    `${moment(second)}: ${why}`;
}
