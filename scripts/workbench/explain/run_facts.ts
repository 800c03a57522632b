/**
 * What evidence is taken from: history, journal, windows of faults, answers of services that were out of date.
 *
 * @module
 */
import { count, show } from "../checkers/wording.ts";
import { seconds } from "../clock.ts";
import { type History, type Json, type Operation, pairOperations } from "../history.ts";
import { type Flight, flightsOf } from "../recording/flights.ts";
import { firstEvents, type Journal, type JournalEvent } from "../net/journal.ts";
import { idText, isClient, type Message } from "../net/message.ts";
import { callsOf } from "../recording/calls.ts";
import { attributeMessages } from "../recording/attribute_messages.ts";
import { type FaultWindow, faultWindowsOf } from "../recording/fault_windows.ts";
import type { LogLine } from "../picture.ts";
import { showsValue } from "./value_holder.ts";
import type { StaleReply } from "../services/participants.ts";

/** The parts of a recording that evidence needs. */
export interface RecordedRun {
  readonly history: History;
  readonly journal: Journal;
  readonly nodes: readonly string[];
  readonly staleReplies: readonly StaleReply[];
  /** The last lines that nodes printed on stderr, by the node's name. */
  readonly lastLogLines?: Readonly<Record<string, readonly string[]>>;
  /** What nodes printed on stderr, with times, up to a limit. */
  readonly logLines?: readonly LogLine[];
}

/** A call by its two entries. */
export interface Span {
  readonly invocation: Operation;
  readonly completion: Operation | undefined;
  readonly node: string;
  readonly fromNs: number;
  readonly toNs: number;
}

/** A run with what is asked of it again and again. */
export class RunFacts {
  readonly history: History;
  readonly journal: readonly JournalEvent[];
  readonly nodes: readonly string[];
  readonly staleReplies: readonly StaleReply[];
  readonly lastLogLines: ReadonlyMap<string, readonly string[]>;
  readonly logLines: readonly LogLine[];
  readonly faults: readonly FaultWindow[];
  readonly #partners: Int32Array;
  readonly #positionOf: ReadonlyMap<number, number>;
  #messagesByCall: ReadonlyMap<number, readonly Flight[]> | undefined;
  #flights: readonly Flight[] | undefined;
  #flightsById: ReadonlyMap<number, Flight> | undefined;
  #answers: ReadonlyMap<string, Flight> | undefined;

  constructor(run: RecordedRun) {
    this.history = run.history;
    this.journal = firstEvents(run.journal, Infinity);
    this.nodes = run.nodes;
    this.staleReplies = run.staleReplies;
    this.lastLogLines = new Map(Object.entries(run.lastLogLines ?? {}));
    this.logLines = run.logLines ?? [];
    this.faults = faultWindowsOf(run.history);
    this.#partners = pairOperations(run.history);
    this.#positionOf = new Map(run.history.map(({ index }, position) => [index, position]));
  }

  /** All messages, in the order of sending. */
  get flights(): readonly Flight[] {
    return this.#flights ??= flightsOf(this.journal);
  }

  /** A message by its number; its second delivery, where there was one, is not meant. */
  flightOf(messageId: number): Flight | undefined {
    this.#flightsById ??= new Map(this.flights.filter(({ isCopy }) => !isCopy).map((one) => [one.message.id, one]));
    return this.#flightsById.get(messageId);
  }

  /** The first answer to a request; undefined where none was sent. */
  answerTo({ src, dest, body }: Message): Flight | undefined {
    if (body.msg_id === undefined) return undefined;
    this.#answers ??= indexAnswers(this.flights);
    return this.#answers.get(`${dest} ${src} ${idText(body.msg_id)}`);
  }

  /** The request by which a call began: the one named like its function, or the first. */
  requestOf(call: Span): Flight | undefined {
    const requests = this.messagesOf(call).filter(({ message }) => isClient(message.src));
    return requests.find(({ message }) => message.body.type === call.invocation.f) ?? requests[0];
  }

  /** The call of an entry, by the entry's history index; undefined where nobody knows which node served it. */
  span(index: number | undefined): Span | undefined {
    const position = this.#positionOf.get(index ?? -1);
    const operation = this.history[position ?? -1];
    if (position === undefined || operation === undefined || operation.process === "nemesis") return undefined;
    const partner = this.history[this.#partners[position] ?? -1];
    const [invocation, completion] = operation.type === "invoke" ? [operation, partner] : [partner, operation];
    const node = completion?.node ?? invocation?.node;
    if (invocation === undefined || node === undefined) return undefined;
    return { invocation, completion, node, fromNs: invocation.time, toNs: completion?.time ?? Infinity };
  }

  /** Why a message was lost at a time, for example `cut by the partition from 3.100 s to 9.200 s`. */
  causeOf(lostBy: string, { src, dest }: Message, timeNs: number): string {
    const at = (fault: FaultWindow) => fault.fromNs <= timeNs && timeNs <= fault.toNs;
    switch (lostBy) {
      case "partition": {
        const window = this.faults.find((fault) =>
          fault.kind === "partition" && at(fault) && fault.cuts.some(([to, from]) => to === dest && from === src)
        );
        return window === undefined ? "cut by a partition" : `cut by the partition ${span(window)}`;
      }
      case "node-down": {
        const window = this.faults.find((fault) => fault.losesMemory && at(fault) && fault.nodes.includes(dest));
        return window === undefined ? `${dest} was down` : `${dest} was down ${span(window)}`;
      }
      case "loss":
        return "lost at random";
      default:
        return `there is no ${dest}`;
    }
  }

  /** When values were first asked to be stored: the first invocation that holds them all; undefined where none does. */
  askedNs(values: readonly Json[]): number | undefined {
    const wanted = values.map((value) => JSON.stringify(value));
    return this.history.find(({ type, value, process }) => {
      if (type !== "invoke" || process === "nemesis") return false;
      const parts = new Set(partsOf(value));
      return wanted.every((part) => parts.has(part));
    })?.time;
  }

  /** Request, reply and whatever else belongs to a call, in the order of sending. */
  messagesOf({ invocation }: Span): readonly Flight[] {
    this.#messagesByCall ??= groupByCall(this);
    return this.#messagesByCall.get(invocation.index) ?? [];
  }

  /** The last call whose answer could have shown a value and does not: one that shows other values of its kind. */
  lastAnswerWithout(values: readonly Json[], afterNs: number): Span | undefined {
    const [key] = values.length > 1 ? values : [undefined];
    const call = callsOf(this.history).findLast(({ invocation, completion, outcome }) => {
      if (outcome !== "ok" || completion === undefined || invocation.time < afterNs) return false;
      const { value } = completion;
      if (!Array.isArray(value) || JSON.stringify(value) === JSON.stringify(invocation.value)) return false;
      return !showsValue(value, values) && (key === undefined || [...namesIn(value)].includes(idText(key)));
    });
    return call === undefined ? undefined : this.span(call.invocation.index);
  }

  /** A fault that the node of a call suffered while the call was open; faults of the whole network concern every node. */
  faultMet({ node, fromNs, toNs }: Span): FaultWindow | undefined {
    return this.faults.find((fault) => fault.fromNs <= toNs && fault.toNs >= fromNs && concerns(fault, node));
  }

  /** The last fault that the node of a call had suffered before the call began. */
  faultBefore({ node, fromNs }: Span): FaultWindow | undefined {
    return this.faults.filter((fault) => fault.hasEnded && fault.toNs < fromNs && concerns(fault, node))
      .toSorted((a, b) => a.toNs - b.toNs).at(-1);
  }

  /** Requests of clients whose answer was sent when the client had given up. */
  lateAnswers(): readonly { readonly request: Flight; readonly reply: Flight }[] {
    return callsOf(this.history).flatMap(({ invocation, completion, outcome }) => {
      const call = outcome === "ok" || completion === undefined ? undefined : this.span(invocation.index);
      if (call === undefined) return [];
      const all = this.messagesOf(call);
      const reply = all.find(({ message, sentNs }) => message.src === call.node && sentNs > call.toNs);
      const request = all.find(({ message: { src, body } }) =>
        src === reply?.message.dest && idText(body.msg_id) === idText(reply.message.body.in_reply_to)
      );
      return reply === undefined || request === undefined ? [] : [{ request, reply }];
    });
  }

  /** The first time that a node was killed, of those that lie between two times. */
  killBetween(node: string, fromNs: number, toNs: number): FaultWindow | undefined {
    return this.faults.find((fault) =>
      fault.losesMemory && fault.nodes.includes(node) && fault.fromNs >= fromNs && fault.fromNs <= toNs
    );
  }
}

/** Tells whether a fault touches a node. */
function concerns({ nodes, cuts, concernsAll }: FaultWindow, node: string): boolean {
  return concernsAll || nodes.includes(node) || cuts.flat().includes(node);
}

/** The JSON texts of a value and of all that is in it, names of fields left out. */
function* partsOf(value: Json): Generator<string> {
  yield JSON.stringify(value ?? null);
  if (typeof value !== "object" || value === null) return;
  for (const part of Object.values(value)) yield* partsOf(part);
}

/** The names of all fields in a value. */
function* namesIn(value: Json): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield* Object.keys(value);
  for (const part of Object.values(value)) yield* namesIn(part);
}

/** By sender, receiver and the number of the request. */
function indexAnswers(flights: readonly Flight[]): ReadonlyMap<string, Flight> {
  const answers = new Map<string, Flight>();
  for (const flight of flights) {
    const { src, dest, body } = flight.message;
    if (body.in_reply_to === undefined || body.in_reply_to === null) continue;
    const name = `${src} ${dest} ${idText(body.in_reply_to)}`;
    if (!answers.has(name)) answers.set(name, flight);
  }
  return answers;
}

/** By the history index of the invocation. */
function groupByCall({ history, flights }: RunFacts): Map<number, Flight[]> {
  const calls = callsOf(history);
  const byCall = new Map<number, Flight[]>();
  attributeMessages(flights, calls).forEach((call, position) => {
    const index = calls[call]?.invocation.index;
    const flight = flights[position];
    if (index === undefined || flight === undefined) return;
    const known = byCall.get(index);
    if (known === undefined) byCall.set(index, [flight]);
    else known.push(flight);
  });
  return byCall;
}

/** The type of a message in quotes; what a node wrote may be anything. */
export function typeOf({ body: { type } }: Message): string {
  return type === undefined ? "message without a type" : show(type);
}

/** Seconds with milliseconds: messages are close to each other. */
export function moment(timeNs: number): string {
  return seconds(timeNs, 3);
}

/** `from 3.100 s to 9.200 s`. */
export function span({ fromNs, toNs }: Pick<FaultWindow, "fromNs" | "toNs">): string {
  return `from ${moment(fromNs)} to ${moment(toNs)}`;
}

/** Adds up causes: `2 cut by the partition from ..., 1 lost at random`. */
export function tally(causes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const cause of causes) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  if (counts.size === 1) return causes.length === 1 ? `${causes[0]}` : `all ${causes[0]}`;
  return [...counts].map(([cause, times]) => `${times} ${cause}`).join(", ");
}

/** `1 message`, `2 messages`. */
export function messages(number: number): string {
  return count(number, "message");
}
