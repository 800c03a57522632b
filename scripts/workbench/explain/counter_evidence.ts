/**
 * What the messages say about a counter's wrong final read: deltas look alike, so no single add can be followed. Told is
 * who read what, which messages to the node were lost, and what arrived more than once.
 *
 * @module
 */
import { count, show } from "../checkers/wording.ts";
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
  const lost = facts.flights.filter(({ lostBy, message }) =>
    lostBy !== "" && (message.dest === node || message.src === node) && !isClient(message.src) &&
    !isClient(message.dest)
  );
  if (lost.length === 0) return [];
  const causes = lost.map(({ lostBy, message, endNs = 0 }) => facts.causeOf(lostBy, message, endNs));
  return [`${messages(lost.length)} to or from ${node} were lost: ${tally(causes)}`];
}

/**
 * Messages that the node counted twice, as far as they can be told from equal ones of other adds. Nothing of the kind is
 * told where the read shows too little, which a double cannot cause.
 */
function tellRepeated(facts: RunFacts, { node, completion }: Span): string[] {
  if (!isTooHigh(facts.history, completion?.value ?? null)) return [];
  const { journal } = facts;
  const received = new Map<number, number[]>();
  for (const { type, time, message } of journal) {
    if (type !== "recv" || message.dest !== node || isClient(message.src)) continue;
    const known = received.get(message.id);
    if (known === undefined) received.set(message.id, [time]);
    else known.push(time);
  }
  const equals = new EqualMessages(journal);
  const retries = resendsOf(journal).filter(({ kind, message }) => kind === "retry" && message.dest === node);
  const asked = retries.flatMap(({ before, message }) => {
    const [first] = received.get(before.id) ?? [];
    const [second] = received.get(message.id) ?? [];
    if (first === undefined || second === undefined) return [];
    return equals.areDistinct(message)
      ? [twice(message, [first, second], "sent again while it was not answered")]
      : equals.tellExcess(message);
  });
  const doubled = flightsOf(journal).flatMap(({ message, isCopy, endNs }) => {
    const [first, second] = received.get(message.id) ?? [];
    if (!isCopy || first === undefined || second === undefined || endNs !== second) return [];
    return [twice(message, [first, second], "the network doubled it")];
  });
  const all = [...new Set([...asked, ...doubled])];
  const more = all.length - REPEATED_TOLD_MAX;
  return [
    ...all.slice(0, REPEATED_TOLD_MAX),
    ...(more > 0 ? [`${count(more, "more case")} of this kind at ${node}`] : []),
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

/** Messages of equal bodies: the same one sent again, or adds of equal deltas, each sent on once. */
class EqualMessages {
  /** By link and body: how many were received. */
  readonly #received = new Map<string, number>();
  /** By link and type: the different bodies. */
  readonly #bodies = new Map<string, Set<string>>();
  /** By node: the deltas of all adds that clients asked it for. */
  readonly #adds = new Map<string, string[]>();

  constructor(journal: Journal) {
    for (const { type, message } of journal) {
      const { src, dest, body } = message;
      if (type === "recv" && isClient(src) && body.type === "add") {
        this.#adds.set(dest, [...(this.#adds.get(dest) ?? []), JSON.stringify(body.delta ?? null)]);
      }
      if (isClient(src) || isClient(dest) || type === "drop") continue;
      const equal = describeLink(message);
      if (type === "recv") this.#received.set(equal, (this.#received.get(equal) ?? 0) + 1);
      const kind = kindOfLink(message);
      const bodies = this.#bodies.get(kind);
      if (bodies === undefined) this.#bodies.set(kind, new Set([equal]));
      else bodies.add(equal);
    }
  }

  /** True where each add has a body of its own, so that equal bodies are the same message. */
  areDistinct(message: Message): boolean {
    return (this.#bodies.get(kindOfLink(message))?.size ?? 0) >= (this.#adds.get(message.src) ?? []).length;
  }

  /** Tells of more equal messages than adds that they can come from; nothing where each may have its own. */
  tellExcess(message: Message): string[] {
    const { src, dest, body } = message;
    const adds = this.#adds.get(src) ?? [];
    const parts = new Set(Object.values(body).map((part) => JSON.stringify(part ?? null)));
    const alike = adds.filter((delta) => parts.has(delta));
    const asked = alike.length > 0 ? alike.length : adds.length;
    const received = this.#received.get(describeLink(message)) ?? 0;
    if (received <= asked) return [];
    return [
      `${dest} received ${describeBody(message)} of ${src} ${received} times, and clients had asked ${src} for ` +
      `${count(asked, "such add")}: some were sent again while they were not answered`,
    ];
  }
}

function kindOfLink({ src, dest, body: { type } }: Message): string {
  return JSON.stringify([src, dest, type]);
}

function describeLink({ src, dest, body: { msg_id: _id, in_reply_to: _reply, ...rest } }: Message): string {
  return JSON.stringify([src, dest, rest]);
}

function twice(message: Message, [first, second]: readonly [number, number], why: string): string {
  return `${describeBody(message)} of ${message.src} reached ${message.dest} twice, at ${moment(first)} and ` +
    `${moment(second)}: ${why}`;
}
