/**
 * The messages of a run as rows: who sent what kind of message when, what became of it, which request it answers, and
 * which values stand in it. One pass over the journal, so that bodies are looked at once.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { parseJson } from "../../json.ts";
import type { Journal, JournalEvent } from "../../net/journal.ts";
import { type BodyParts, partsOf } from "../../net/body_parts.ts";
import { bodyTextOf, isClient, type Message } from "../../net/message.ts";
import { type IdKey, idKeyOf, RequestTable } from "../../net/request_table.ts";
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
  /** Its place among the rows. */
  readonly number: number;
  /** Numbers of participants. */
  readonly src: number;
  readonly dest: number;
  /** The number of the link from one to the other. */
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

class TrafficReader implements Traffic {
  readonly names: string[] = [];
  readonly rows: Row[] = [];
  readonly events: Row[] = [];
  readonly isSend: boolean[] = [];
  readonly #marks: ValueMarks;
  readonly #numberOf = new Map<string, number>();
  /** By the number of the message. */
  readonly #rowOf: Row[] = [];
  readonly #requests = new RequestTable<Row>();
  readonly #requestTypes = new Map<string, { count: number; telling: number }>();
  /** Values that a client has told a node. */
  readonly #isTold: boolean[] = [];
  /** Numbers of links by sender and receiver. */
  readonly #links: (number | undefined)[][] = [];
  #linkCount = 0;
  /** By link: the last row that arrived over it. */
  readonly #heard: (Row | undefined)[] = [];
  /** One text for all types that are the same. */
  readonly #types = new Map<string, string>();

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
    this.#heard[row.link] = row;
    this.#note(row, false);
  }

  #send(message: Message, timeNs: number): void {
    const { id, src, dest } = message;
    // What is told to clients is nobody's news.
    if (isClient(dest)) return;
    const parts = partsOf(message);
    const isClients = isClient(src);
    const isSetup = isSetupType(parts.type);
    if (isSetup && isClients) return;
    const body = new LazyBody(message, parts);
    const messageId = body.id("msg_id", parts.msgId);
    const replyTo = body.id("in_reply_to", parts.replyTo);
    const isReply = replyTo !== undefined;
    const request = isReply ? this.#requests.get(dest, src, replyTo) : undefined;
    const from = this.#number(src);
    const to = this.#number(dest);
    const row: Row = {
      number: this.rows.length,
      src: from,
      dest: to,
      link: this.#link(from, to),
      type: this.#type(parts.type),
      sentNs: timeNs,
      receivedNs: undefined,
      lostBy: "",
      marks: isSetup ? NOTHING : isClients ? this.#tellingMarks(parts.type, body) : this.#marksOf(body, request?.key),
      isReply,
      isRequest: messageId !== undefined && !isReply,
      isClients,
      request,
      answer: undefined,
      code: parts.type === "error" ? Number(body.value.code ?? 0) : undefined,
      key: body.key,
      content: isClients ? "" : contentOf(message, parts),
      isEmpty: parts.fields === undefined ? isEmpty(body.value) : parts.fields === "",
      cargo: undefined,
      heard: this.#heard[this.#link(to, from)],
    };
    if (request !== undefined) request.answer ??= row;
    if (messageId !== undefined && !isClients) this.#requests.set(src, dest, messageId, row);
    this.#rowOf[id] = row;
    this.rows.push(row);
    this.#note(row, true);
  }

  #marksOf(body: LazyBody, key: Json | undefined): readonly number[] {
    return this.#marks.values.length === 0 ? NOTHING : this.#marks.in(body.parts.type, body.value, key);
  }

  /** The marks of a client's request; requests of a type that never tells anything are not looked at for ever. */
  #tellingMarks(type: string, body: LazyBody): readonly number[] {
    let seen = this.#requestTypes.get(type);
    if (seen === undefined) this.#requestTypes.set(type, seen = { count: 0, telling: 0 });
    if (seen.count >= REQUESTS_PROBED && seen.telling < TELLING_MIN * seen.count) return NOTHING;
    seen.count++;
    const marks = this.#marksOf(body, undefined);
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

  #type(name: string): string {
    const known = this.#types.get(name);
    if (known === undefined) this.#types.set(name, name);
    return known ?? name;
  }

  #link(src: number, dest: number): number {
    const links = this.#links[src] ??= [];
    return links[dest] ??= this.#linkCount++;
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

/** A body that is parsed where somebody asks for it, and not kept in its message. */
class LazyBody {
  readonly #message: Message;
  readonly parts: BodyParts;
  #value: Message["body"] | undefined;

  constructor(message: Message, parts: BodyParts) {
    this.#message = message;
    this.parts = parts;
  }

  get value(): Message["body"] {
    return this.#value ??= this.parts.fields === undefined
      ? this.#message.body
      : parseJson(bodyTextOf(this.#message)) as Message["body"];
  }

  /** The field `key`. */
  get key(): Json | undefined {
    return this.parts.fields?.includes('"key"') === false ? undefined : this.value.key;
  }

  /** An id, undefined where there is none; `known` is that of the parts. */
  id(field: "msg_id" | "in_reply_to", known: number): IdKey | undefined {
    if (known >= 0) return known;
    const id = this.parts.fields === undefined ? this.value[field] : undefined;
    return id === undefined || (id === null && field === "in_reply_to") ? undefined : idKeyOf(id);
  }
}

function isEmpty(body: Message["body"]): boolean {
  for (const name in body) if (name !== "type" && name !== "msg_id" && name !== "in_reply_to") return false;
  return true;
}

/** What a body says, its ids left out: a text, or for a long one a number that stands for it. */
function contentOf(message: Message, { fields, msgId, replyTo }: BodyParts): string {
  // With or without ids at the end a body does not say the same, as an odd one does not that has them in front.
  const known = fields === undefined || msgId < 0 && replyTo < 0 ? fields : `${fields},`;
  const text = known ?? bodyTextOf(message).replace(IDS, "");
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
