/**
 * The way of a value in words, as seen from a node that lacks it.
 *
 * @module
 */
import { enumerate } from "../checkers/wording.ts";
import { isClient, type Message } from "../net/message.ts";
import type { FaultWindow } from "../recording/fault_windows.ts";
import { messages, moment, type RunFacts, span, tally } from "./run_facts.ts";
import type { CarryingMessage, Propagation } from "./propagation.ts";

/** Who lacks what, and since when it matters. */
export interface Lack {
  /** The value in words, for example `17` or `message 4 of key "1"`. */
  readonly what: string;
  /** The node that does not have it. */
  readonly node: string;
  /** When the node showed that it lacks it; what comes later is too late. */
  readonly atNs: number;
}

/** Arrivals that are told one by one. */
const ARRIVALS_TOLD_MAX = 4;

/** Killed nodes that are told one by one. */
const FORGOTTEN_TOLD_MAX = 2;

/** Senders that are told to have sent nothing more. */
const SILENCES_TOLD_MAX = 2;

/** Tells in a few sentences how a value spread and why a node does not have it; empty where no message carries it. */
export function tellPropagation(facts: RunFacts, propagation: Propagation, lack: Lack): string[] {
  if (propagation.carriers.length === 0) return [];
  return [
    ...tellArrivals(propagation, lack),
    ...tellForgotten(facts, propagation, lack),
    ...tellWayToNode(facts, propagation, lack),
    ...tellSilenceAfterHealing(facts, propagation, lack),
    ...tellEnd(facts, propagation, lack),
  ];
}

/** Tells who got a value, and from whom, up to a time; the one who matters is always among them. */
export function tellArrivals(
  { carriers, arrivals: all }: Propagation,
  lack: Pick<Lack, "what" | "atNs"> & Partial<Lack>,
): string[] {
  const arrivals = [...all].filter(([, { endNs = Infinity }]) => endNs <= lack.atNs);
  const told = arrivals.filter(([name], position) => position < ARRIVALS_TOLD_MAX || name === lack.node)
    .map(([name, { message, endNs = 0 }], position) =>
      position === 0
        ? `${name} got ${lack.what} from ${sender(message)} at ${moment(endNs)}`
        : `${name} from ${sender(message)} at ${moment(endNs)}`
    );
  if (told.length === 0) {
    const [first] = carriers;
    if (first === undefined || isClient(first.message.src)) return [];
    return [`No client sent ${lack.what}: ${first.message.src} sent it first, at ${moment(first.sentNs)}`];
  }
  const more = arrivals.length - told.length;
  return [`${told.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}

/** Other nodes that had the value and were killed. */
function tellForgotten(facts: RunFacts, { arrivals }: Propagation, { node, atNs }: Lack): string[] {
  return [...arrivals].flatMap(([name, { endNs = Infinity }]) => {
    const kill = name === node ? undefined : facts.killBetween(name, endNs, atNs);
    return kill === undefined ? [] : [tellKill(name, kill)];
  }).slice(0, FORGOTTEN_TOLD_MAX);
}

function tellKill(node: string, kill: FaultWindow): string {
  return kill.hasEnded
    ? `${node} was down ${span(kill)} and started again without its memory`
    : `${node} was killed at ${moment(kill.fromNs)} and lost its memory`;
}

/** What became of the messages that would have brought the value to the node. */
function tellWayToNode(facts: RunFacts, { carriers, arrivals }: Propagation, { what, node, atNs }: Lack): string[] {
  const arrival = arrivals.get(node);
  const arrivedNs = arrival?.endNs ?? Infinity;
  if (arrival !== undefined && arrivedNs <= atNs) {
    const kill = facts.killBetween(node, arrivedNs, atNs);
    return kill === undefined ? [`So ${node} had it, and no fault took it away`] : [tellKill(node, kill)];
  }
  const toNode = carriers.filter(({ message, sentNs }) => message.dest === node && sentNs <= atNs);
  const lost = toNode.filter(({ lostBy, endNs }) => lostBy !== "" && endNs !== undefined && endNs <= atNs);
  const sentences: string[] = [];
  const [first] = lost;
  if (first !== undefined) {
    const causes = lost.map(({ lostBy, message, endNs = 0 }) => facts.causeOf(lostBy, message, endNs));
    sentences.push(
      lost.length === 1
        ? `The only message that would have brought it to ${node}, ${describe(first)}, was lost: ${causes[0]}`
        : `${messages(lost.length)} that would have brought it to ${node} were lost, the first ${describe(first)}: ` +
          tally(causes),
    );
  }
  if (arrival !== undefined) {
    sentences.push(`${node} got ${what} from ${sender(arrival.message)} only at ${moment(arrivedNs)}, after that`);
  } else if (toNode.length > lost.length) {
    sentences.push(`${messages(toNode.length - lost.length)} with it to ${node} had not arrived by then`);
  } else if (lost.length === 0) {
    sentences.push(...tellNothingSent(facts, { carriers, arrivals }, { what, node, atNs }));
  }
  return sentences;
}

/** Nothing was sent to the node: who else should have got it and did not. */
function tellNothingSent(facts: RunFacts, { carriers, arrivals }: Propagation, { what, node, atNs }: Lack): string[] {
  const elsewhere = carriers.filter(({ lostBy, endNs = Infinity, message: { src, dest } }) =>
    lostBy !== "" && endNs <= atNs && !isClient(src) && !isClient(dest) && !arrivals.has(dest)
  );
  const nothing = `No message with ${what} was sent to ${node}`;
  if (elsewhere.length === 0) return [nothing];
  const others = [...new Set(elsewhere.map(({ message }) => message.dest))];
  const causes = elsewhere.map(({ lostBy, message, endNs = 0 }) => facts.causeOf(lostBy, message, endNs));
  return [`${nothing}; those to ${enumerate(others)} were lost: ${tally(causes)}`];
}

/** Whether those whose messages with the value were cut by a partition sent the node anything once it had ended. */
function tellSilenceAfterHealing(
  facts: RunFacts,
  { carriers, arrivals }: Propagation,
  { what, node, atNs }: Lack,
): string[] {
  if (arrivals.has(node)) return [];
  const cut = carriers.filter(({ message: { src, dest }, lostBy }) =>
    dest === node && lostBy === "partition" && !isClient(src)
  );
  const sentences = [...Map.groupBy(cut, ({ message }) => message.src)].flatMap(([src, lost]) => {
    const healed = facts.faults.filter(({ kind, toNs, cuts, hasEnded }) =>
      kind === "partition" && hasEnded && toNs <= atNs && toNs >= (lost.at(-1)?.endNs ?? Infinity) &&
      cuts.some(([to, from]) => to === node && from === src)
    );
    const [fault] = healed;
    const sentAgain = carriers.some(({ message, sentNs }) =>
      message.src === src && message.dest === node && sentNs >= (fault?.toNs ?? 0)
    );
    if (fault === undefined || sentAgain) return [];
    const after = facts.journal.filter(({ type, time, message }) =>
      type === "send" && message.src === src && message.dest === node && time >= fault.toNs && time <= atNs
    );
    const window = span({ fromNs: fault.toNs, toNs: atNs });
    return [
      after.length === 0
        ? `${src} sent ${node} nothing ${window}, after the partition had ended`
        : `${src} sent ${node} ${
          messages(after.length)
        } ${window}, after the partition had ended, none of them with ${what}`,
    ];
  });
  return sentences.slice(0, SILENCES_TOLD_MAX);
}

/** Where the propagation ends: the last message of a node, and the nodes that kept the value to themselves. */
function tellEnd(facts: RunFacts, { carriers, arrivals }: Propagation, { what, node, atNs }: Lack): string[] {
  if (arrivals.has(node)) return [];
  const between = carriers.filter(({ message }) => !isClient(message.src) && !isClient(message.dest));
  const senders = new Set(between.map(({ message }) => message.src));
  const silent = facts.nodes.filter((name) => name !== node && arrivals.has(name) && !senders.has(name));
  const last = between.filter(({ sentNs }) => sentNs <= atNs).at(-1);
  if (last === undefined) {
    return silent.length === 0
      ? []
      : [`${enumerate(silent)} never sent it on: no message that shows ${what} left there`];
  }
  const healed = facts.faults.filter(({ kind, fromNs, toNs, hasEnded }) =>
    kind === "partition" && hasEnded && fromNs <= last.sentNs && toNs >= last.sentNs && toNs <= atNs
  );
  const [heal] = healed.map(({ toNs }) => toNs).toSorted((a, b) => b - a);
  const since = heal === undefined ? "" : `, and nothing did after the partition ended at ${moment(heal)}`;
  return [`The last message with it left ${last.message.src} at ${moment(last.sentNs)}${since}`];
}

function describe({ message, sentNs }: CarryingMessage): string {
  return `"${message.body.type}" from ${message.src} at ${moment(sentNs)}`;
}

function sender({ src }: Message): string {
  return isClient(src) ? "a client" : src;
}
