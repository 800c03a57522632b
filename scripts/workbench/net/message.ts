/**
 * Messages as they travel between nodes, clients and services (Maelstrom's protocol.md, section "Messages").
 *
 * @module
 */
import type { Json } from "../history.ts";
import { isJsonObject, isRawNumber, parseJson, type RawNumber } from "../json.ts";
import { joined, parseAround, type SplitText, splitTextOf } from "../shared_list.ts";

/** The number of a request: nodes may take integers of any size. */
export type MessageId = number | RawNumber;

/** The body: `type`, for requests `msg_id`, for replies `in_reply_to`, and the fields of the type. */
export interface MessageBody {
  readonly type: string;
  readonly msg_id?: MessageId;
  readonly in_reply_to?: MessageId | null;
  readonly [field: string]: Json | undefined;
}

/** A message with the network's own number (dense from 0 in order of sending). */
export interface Message {
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  readonly body: MessageBody;
}

/** A body as JSON; split where it holds a part of a list that is kept elsewhere. */
export type BodyText = string | SplitText;

/** The text of a stored body, which is read when somebody asks for it: who counts messages does not. */
export interface StoredText {
  read(): BodyText;
}

/**
 * A message on the network. Once it has arrived it keeps its body as JSON text only, and parses that where somebody asks
 * for the body again: a journal holds every message of a run, and objects take several times the memory of their text.
 */
export class SentMessage implements Message {
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  #body: MessageBody | undefined;
  #bodyText: BodyText | StoredText | undefined;

  constructor({ id, src, dest, body }: Omit<Message, "body"> & Partial<Message>, bodyText?: BodyText | StoredText) {
    this.id = id;
    this.src = src;
    this.dest = dest;
    this.#body = body;
    this.#bodyText = bodyText ?? splitTextOf(body);
  }

  /** A message of a record, by the text of its body. */
  static stored(ends: Omit<Message, "body">, bodyText: BodyText | StoredText): SentMessage {
    return new SentMessage(ends, bodyText);
  }

  get body(): MessageBody {
    return this.#body ??= parseBody(this.#bodyText === undefined ? "{}" : this.bodyText);
  }

  /** The body as JSON. */
  get bodyText(): BodyText {
    const text = this.#bodyText ??= JSON.stringify(this.#body);
    return typeof text === "string" || !("read" in text) ? text : this.#bodyText = text.read();
  }

  /** The message as JSON. */
  get text(): string {
    const { bodyText } = this;
    return `{"id":${this.id},"src":${quoted(this.src)},"dest":${quoted(this.dest)},"body":${
      typeof bodyText === "string" ? bodyText : joined(bodyText)
    }}`;
  }

  /** Keeps the text of the body only: nobody has the body in hand any more. */
  arrive(): void {
    this.#bodyText ??= JSON.stringify(this.#body);
    this.#body = undefined;
  }

  /** For JSON.stringify; `text` is faster. */
  toJSON(): Message {
    const { id, src, dest, body } = this;
    return { id, src, dest, body };
  }
}

/** A name as JSON, by hand where JSON escapes nothing in it: each message has two. */
function quoted(name: string): string {
  for (let place = 0; place < name.length; place++) {
    const unit = name.charCodeAt(place);
    if (unit < FIRST_PLAIN || unit > LAST_PLAIN || unit === QUOTE || unit === BACKSLASH) return JSON.stringify(name);
  }
  return `"${name}"`;
}

/** Units of ASCII that stand in JSON as they are, but for two. */
const [FIRST_PLAIN, LAST_PLAIN] = [0x20, 0x7e];
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

function parseBody(text: BodyText): MessageBody {
  if (typeof text === "string") return parseJson(text) as MessageBody;
  const found = parseAround(text, { parse: parseJson, holderOf: (body) => isJsonObject(body) ? body : undefined });
  return (found ?? parseJson(joined(text))) as MessageBody;
}

/** A message's body as JSON, split where it holds a part of a list. */
export function splitBodyOf(message: Message): BodyText {
  return message instanceof SentMessage ? message.bodyText : JSON.stringify(message.body);
}

/** A type at the beginning of a body, where most have it, without anything that JSON escapes. */
const FIRST_TYPE = /^\{"type":"([\w-]+)"/;

/** The type of a message, without parsing its body where it stands first in that. */
export function typeOf(message: Message): string {
  const text = splitBodyOf(message);
  return FIRST_TYPE.exec(typeof text === "string" ? text : text.head)?.[1] ?? String(message.body.type);
}

/** Tells whether a message is an error, mostly without reading more of its body than its beginning. */
export function isError(message: Message): boolean {
  const text = splitBodyOf(message);
  return typeof text === "string" && text.startsWith(TYPE_FIRST)
    ? text.startsWith(ERROR, TYPE_FIRST.length)
    : message.body.type === "error";
}

const TYPE_FIRST = '{"type":"';
const ERROR = 'error"';

/** A message as JSON. */
export function messageText(message: Message): string {
  return message instanceof SentMessage ? message.text : JSON.stringify(message);
}

/** The body of a message as JSON. */
export function bodyTextOf(message: Message): string {
  const text = splitBodyOf(message);
  return typeof text === "string" ? text : joined(text);
}

/** A `msg_id` or `in_reply_to` as a text, the same for equal ones: large integers are objects and have none of their own. */
export function idText(id: Json | undefined): string {
  return isRawNumber(id) ? id.rawJSON : typeof id === "object" ? JSON.stringify(id) : String(id);
}

/** Tells whether a participant is a client: names of clients, and of nothing else, start with "c". */
export function isClient(name: string): boolean {
  return name.charCodeAt(0) === CLIENT_LETTER;
}

/** "c": asked for several times for each message, and comparing one unit takes less than `startsWith`. */
const CLIENT_LETTER = 0x63;
