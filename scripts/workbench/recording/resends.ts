/**
 * Messages that a node sent again: to whom it had sent the same before. Found in the journal, without help from nodes.
 *
 * @module
 */
import type { Journal, JournalEvent } from "../net/journal.ts";
import { LinkTable } from "../net/link_table.ts";
import { bodyTextOf, idText, isClient, type Message, splitBodyOf } from "../net/message.ts";

/** A message and the one before it on the same link with the same body. */
export interface Resend {
  /** `retry`: a request, asked again while it was not answered. `resend`: a message that wants no answer. */
  readonly kind: "retry" | "resend";
  readonly before: Message;
  readonly message: Message;
}

/** Lists what nodes sent again to nodes and services, in the order of sending. Replies are no resends. */
export function resendsOf(journal: Journal): Resend[] {
  const resends: Resend[] = [];
  const search = new ResendSearch((resend) => resends.push(resend));
  for (const event of journal) search.look(event);
  return resends;
}

/** What was sent on a link. */
interface Link {
  /** By content: the last message with it; a request only while it waits for its answer. */
  readonly lastOf: Map<string, Message>;
  /** The content of requests, by their numbers. */
  readonly openRequests: Map<string, string>;
}

/** Finds resends among events as they happen. */
export class ResendSearch {
  readonly #onResend: (resend: Resend) => void;
  readonly #links = new LinkTable<Link>(() => ({ lastOf: new Map(), openRequests: new Map() }));

  constructor(onResend: (resend: Resend) => void) {
    this.#onResend = onResend;
  }

  look({ type, message }: Pick<JournalEvent, "type" | "message">): void {
    const { src, dest } = message;
    if (isClient(src) || isClient(dest) || type === "drop") return;
    const reply = numberOf(message, "in_reply_to");
    if (type === "recv") {
      if (reply === undefined) return;
      const { lastOf, openRequests } = this.#links.of(dest, src);
      const request = openRequests.get(reply);
      if (request !== undefined) lastOf.delete(request);
    } else if (reply === undefined) {
      const { lastOf, openRequests } = this.#links.of(src, dest);
      const id = numberOf(message, "msg_id");
      const content = contentOf(message, id);
      const before = lastOf.get(content);
      if (before !== undefined) this.#onResend({ kind: id === undefined ? "resend" : "retry", before, message });
      lastOf.set(content, message);
      if (id !== undefined) openRequests.set(id, content);
    }
  }
}

/** The number in a field of a body, as a text; undefined where there is none. Most bodies need not be parsed for it. */
function numberOf(message: Message, field: "msg_id" | "in_reply_to"): string | undefined {
  const text = splitBodyOf(message);
  // Where there is no further object and nothing escaped, the name of a field stands nowhere else.
  if (typeof text === "string" && text.lastIndexOf("{") === 0 && !text.includes("\\")) {
    const name = field === "msg_id" ? '"msg_id":' : '"in_reply_to":';
    const start = text.indexOf(name);
    if (start < 0) return undefined;
    const digits = digitsAt(text, start + name.length);
    if (digits !== "") return digits;
  }
  const number = message.body[field];
  return number === undefined || number === null ? undefined : idText(number);
}

/** The whole number without a sign that stands at a place of a JSON text; empty where another value does. */
function digitsAt(text: string, start: number): string {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return text[end] === "," || text[end] === "}" ? text.slice(start, end) : "";
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/**
 * The body without its number and the brace at its end, as a text. It is cut from the text of the body, which is there
 * already; where the number stands last, as it mostly does, nothing is copied.
 */
function contentOf(message: Message, id: string | undefined): string {
  const text = bodyTextOf(message);
  const field = `"msg_id":${id}`;
  const start = text.indexOf(field);
  if (id === undefined && !text.includes('"in_reply_to"')) return text.slice(0, -1);
  const end = start + field.length;
  const isWhole = text[end] === "," || text[end] === "}";
  // Further down in the body there may be another field of this name.
  if (start < 0 || !isWhole || text.includes(field, start + 1) || text.includes('"in_reply_to"')) {
    const { msg_id: _id, in_reply_to: _reply, ...content } = message.body;
    return JSON.stringify(content).slice(0, -1);
  }
  if (text[end] === ",") return text.slice(0, start) + text.slice(end + 1, -1);
  return text.slice(0, text[start - 1] === "," ? start - 1 : start);
}
