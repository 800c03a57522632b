/**
 * The messages of a run as rows: who sent what kind of message when, what became of it, which request it answers, and
 * which values stand in it. One pass over the journal, so that bodies are looked at once.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { isRawNumber } from "../../json.ts";
import type { Journal, JournalEvent } from "../../net/journal.ts";
import { idText, isClient, type Message } from "../../net/message.ts";
import { isSetupType } from "../../recording/terms.js";
import type { ValueMarks } from "./value_marks.ts";

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
  readonly content: number;
  /** True where it has a type and ids alone. */
  readonly isEmpty: boolean;
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

/** Texts whose numbers are kept. */
const TEXTS_MAX = 10_000;

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
  readonly #texts = new Map<string, number>();
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
      content: isClients ? 0 : contentOf(body, this.#texts),
      isEmpty: isEmpty(body),
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

/** Tells the fields of the protocol from those of a node. */
function isIdField(name: string): boolean {
  return name === "msg_id" || name === "in_reply_to";
}

function isEmpty(body: Message["body"]): boolean {
  for (const name in body) if (name !== "type" && !isIdField(name)) return false;
  return true;
}

/** A number of 53 bits for what a body says, its ids left out. */
function contentOf(body: Message["body"], texts: Map<string, number>): number {
  const hash: Hash = { high: 0xdeadbeef, low: 0x41c6ce57, texts };
  for (const name in body) {
    const field = body[name];
    if (isIdField(name) || field === undefined) continue;
    addShortText(hash, name);
    addJson(hash, field);
  }
  return 4294967296 * (2097151 & hash.low) + (hash.high >>> 0);
}

interface Hash {
  high: number;
  low: number;
  readonly texts: Map<string, number>;
}

function addJson(hash: Hash, value: Json): void {
  if (typeof value === "number") {
    addCode(hash, value | 0);
    if ((value | 0) !== value) addText(hash, String(value));
    return;
  }
  if (typeof value === "string") return value.length < 20 ? addShortText(hash, value) : addText(hash, value);
  if (typeof value !== "object" || value === null || isRawNumber(value)) return addText(hash, JSON.stringify(value));
  addCode(hash, Array.isArray(value) ? 91 : 123);
  if (Array.isArray(value)) { for (const item of value) addJson(hash, item); }
  else {
    for (const [name, field] of Object.entries(value)) {
      addShortText(hash, name);
      addJson(hash, field);
    }
  }
  addCode(hash, 93);
}

function addText(hash: Hash, text: string): void {
  for (let at = 0; at < text.length; at++) addCode(hash, text.charCodeAt(at));
  addCode(hash, 34);
}

/** Names of fields and short texts come again and again: each is gone through once. */
function addShortText(hash: Hash, text: string): void {
  const known = hash.texts.get(text);
  if (known !== undefined) return addCode(hash, known);
  const own: Hash = { high: 1, low: 2, texts: hash.texts };
  addText(own, text);
  if (hash.texts.size < TEXTS_MAX) hash.texts.set(text, own.high);
  addCode(hash, own.high);
}

function addCode(hash: Hash, code: number): void {
  hash.high = Math.imul(hash.high ^ code, 2654435761);
  hash.low = Math.imul(hash.low ^ code, 1597334677) ^ (hash.low >>> 15);
}
