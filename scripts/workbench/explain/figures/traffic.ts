/**
 * The messages of a run as rows: who sent what kind of message when, what became of it, which request it answers, and
 * which values stand in it. One pass over the journal, so that bodies are looked at once.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import type { Journal, JournalEvent } from "../../net/journal.ts";
import { bodyTextOf, idText, isClient, type Message } from "../../net/message.ts";
import { isSetupType } from "../../recording/terms.js";
import type { ValueMarks } from "./value_marks.ts";

/** What one message carried. */
export interface Cargo {
  /** Different values. */
  readonly values: readonly number[];
  /** How many of them its receiver did not have when it arrived first. */
  brought: number;
  /** How many values its sender had when it was sent. */
  readonly known: number;
}

/** One message. */
export interface Row {
  /** Numbers of participants. */
  readonly src: number;
  readonly dest: number;
  /** Stands for both. */
  readonly link: number;
  readonly type: string;
  readonly sentNs: number;
  /** When it arrived first; undefined where it never did. */
  receivedNs: number | undefined;
  /** Why it was lost; empty where it was received, or neither. */
  lostBy: string;
  /** Places and values, in turn. */
  readonly marks: readonly number[];
  /** True where it names a request that it answers. */
  readonly isReply: boolean;
  /** True where it has a number that an answer can name. */
  readonly isRequest: boolean;
  /** True for the request of a client. */
  readonly isClients: boolean;
  /** The request that it answers, where that is in the journal. */
  readonly request: Row | undefined;
  /** The first answer to it. */
  answer: Row | undefined;
  /** The error code that it carries, for messages of type `error`. */
  readonly code: number | undefined;
  /** The key that it names, for requests to services. */
  readonly key: Json | undefined;
  /** Stands for what it says, ids left out. */
  readonly content: string;
  /** True where it has a type and ids alone. */
  readonly isEmpty: boolean;
  /** The values that it carried; undefined for none. Found in knowledge.ts. */
  cargo: Cargo | undefined;
  /** The last message that its sender had received from its receiver when it was sent. */
  readonly heard: Row | undefined;
}

/** The messages of a run, without those to clients and those that set nodes up. */
export interface Traffic {
  /** Names by number: nodes, services, clients. */
  readonly names: readonly string[];
  readonly rows: readonly Row[];
  /** Sends and receives in the order of the journal. */
  readonly events: readonly Row[];
  /** Which of these are sends. */
  readonly isSend: readonly boolean[];
}

/** More participants than any run has. */
const PARTICIPANTS_MAX = 2 ** 20;

/** The fields of the protocol in the text of a body, and texts of bodies that are kept as they are. */
const IDS = /"(?:msg_id|in_reply_to)":[^,}]*,?/g;
const TEXT_LENGTH_MAX = 200;

/** Requests of clients of one type after which it is clear whether they tell nodes values, and how many do then. */
const REQUESTS_PROBED = 200;
const TELLING_MIN = 0.1;

const NOTHING: readonly number[] = [];

/** Reads the messages of a journal. */
export function trafficOf(journal: Journal, marks: ValueMarks): Traffic {
  const reader = new TrafficReader(marks);
  for (const event of journal) reader.read(event);
  return reader;
}

/** The number of the link between two participants. */
export function linkOf(src: number, dest: number): number {
  return src * PARTICIPANTS_MAX + dest;
}

class TrafficReader implements Traffic {
  readonly names: string[] = [];
  readonly rows: Row[] = [];
  readonly events: Row[] = [];
  readonly isSend: boolean[] = [];
  readonly #marks: ValueMarks;
  readonly #numberOf = new Map<string, number>();
  /** By the number of the message. */
  readonly #rowOf: Row[] = [];
  readonly #requests = new Map<string, Row>();
  readonly #requestTypes = new Map<string, { count: number; telling: number }>();
  /** Values that a client has told a node. */
  readonly #isTold: boolean[] = [];
  /** By link: the last row that arrived over it. */
  readonly #heard = new Map<number, Row>();

  constructor(marks: ValueMarks) {
    this.#marks = marks;
  }

  read({ type, time, message, reason = "closed" }: JournalEvent): void {
    if (type === "send") return this.#send(message, time);
    const row = this.#rowOf[message.id];
    if (row === undefined) return;
    if (type === "drop") {
      if (row.receivedNs === undefined) row.lostBy = reason;
      return;
    }
    row.lostBy = "";
    row.receivedNs ??= time;
    this.#heard.set(row.link, row);
    this.#note(row, false);
  }

  #send(message: Message, timeNs: number): void {
    const { id, src, dest } = message;
    // What is told to clients is nobody's news; its body, which is parsed where one asks for it, stays a text.
    if (isClient(dest)) return;
    const { body } = message;
    const isClients = isClient(src);
    const { type, msg_id: messageId, in_reply_to: replyTo } = body;
    const isSetup = isSetupType(type);
    if (isSetup && isClients) return;
    const from = this.#number(src);
    const to = this.#number(dest);
    const isReply = replyTo !== undefined && replyTo !== null;
    const request = isReply ? this.#requests.get(`${dest} ${src} ${idText(replyTo)}`) : undefined;
    const row: Row = {
      src: from,
      dest: to,
      link: linkOf(from, to),
      type: String(type),
      sentNs: timeNs,
      receivedNs: undefined,
      lostBy: "",
      marks: isSetup ? NOTHING : isClients ? this.#tellingMarks(body) : this.#marks.in(type, body, request?.key),
      isReply,
      isRequest: messageId !== undefined && !isReply,
      isClients,
      request,
      answer: undefined,
      code: type === "error" ? Number(body.code ?? 0) : undefined,
      key: body.key,
      content: isClients ? "" : contentOf(message),
      isEmpty: isEmpty(body),
      cargo: undefined,
      heard: this.#heard.get(linkOf(to, from)),
    };
    if (request !== undefined) request.answer ??= row;
    if (messageId !== undefined && !isClients) this.#requests.set(`${src} ${dest} ${idText(messageId)}`, row);
    this.#rowOf[id] = row;
    this.rows.push(row);
    this.#note(row, true);
  }

  /** The marks of a client's request; requests of a type that never tells anything are not looked at for ever. */
  #tellingMarks(body: Message["body"]): readonly number[] {
    let seen = this.#requestTypes.get(body.type);
    if (seen === undefined) this.#requestTypes.set(body.type, seen = { count: 0, telling: 0 });
    if (seen.count >= REQUESTS_PROBED && seen.telling < TELLING_MIN * seen.count) return NOTHING;
    seen.count++;
    const marks = this.#marks.in(body.type, body);
    let tells = false;
    for (let at = 1; at < marks.length; at += 2) {
      const value = marks[at] ?? 0;
      if (this.#isTold[value] === true) continue;
      this.#isTold[value] = true;
      tells = true;
    }
    if (tells) seen.telling++;
    return tells ? marks : NOTHING;
  }

  #note(row: Row, isSend: boolean): void {
    this.events.push(row);
    this.isSend.push(isSend);
  }

  #number(name: string): number {
    let number = this.#numberOf.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#numberOf.set(name, number);
    }
    return number;
  }
}

function isEmpty(body: Message["body"]): boolean {
  for (const name in body) if (name !== "type" && name !== "msg_id" && name !== "in_reply_to") return false;
  return true;
}

/** What a body says, its ids left out: a text, or for a long one a number that stands for it. */
function contentOf(message: Message): string {
  const text = bodyTextOf(message).replace(IDS, "");
  return text.length <= TEXT_LENGTH_MAX ? text : String(hashOf(text));
}

/** A number of 53 bits for a text. */
function hashOf(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677) ^ (low >>> 15);
  }
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
