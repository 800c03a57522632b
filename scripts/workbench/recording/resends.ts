/**
 * Messages that a node sent again: to whom it had sent the same before. Found in the journal, without help from nodes.
 *
 * @module
 */
import type { Journal, JournalEvent } from "../net/journal.ts";
import { lastIdOf, textBeforeId } from "../net/body_parts.ts";
import { LinkTable } from "../net/link_table.ts";
import { bodyTextOf, isClient, type Message, splitBodyOf } from "../net/message.ts";
import { type IdKey, idKeyOf } from "../net/request_table.ts";

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
  readonly openRequests: Map<IdKey, string>;
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
    const reply = idIn(message, "in_reply_to");
    if (type === "recv") {
      if (reply === undefined) return;
      const { lastOf, openRequests } = this.#links.of(dest, src);
      const request = openRequests.get(reply);
      if (request !== undefined) lastOf.delete(request);
    } else if (reply === undefined) {
      const { lastOf, openRequests } = this.#links.of(src, dest);
      const id = idIn(message, "msg_id");
      const content = contentOf(message, id);
      const before = lastOf.get(content);
      if (before !== undefined) this.#onResend({ kind: id === undefined ? "resend" : "retry", before, message });
      lastOf.set(content, message);
      if (id !== undefined) openRequests.set(id, content);
    }
  }
}

/** The number in a field of a body; undefined where there is none. Most bodies need not be parsed for it. */
function idIn(message: Message, field: "msg_id" | "in_reply_to"): IdKey | undefined {
  const text = splitBodyOf(message);
  if (typeof text === "string") {
    const id = lastIdOf(text, field);
    if (id >= 0) return id;
    if (!text.includes(`"${field}"`)) return undefined;
  }
  const number = message.body[field];
  return number === undefined || number === null ? undefined : idKeyOf(number);
}

/**
 * The body without its number and the brace at its end, as a text. It is cut from the text of the body, which is there
 * already; where the number stands last, as it mostly does, nothing is copied.
 */
function contentOf(message: Message, id: IdKey | undefined): string {
  const text = bodyTextOf(message);
  const hasReply = text.includes('"in_reply_to"');
  if (id === undefined && !hasReply) return text.slice(0, -1);
  if (!hasReply && lastIdOf(text, "msg_id") === id) return textBeforeId(text, "msg_id");
  const { msg_id: _id, in_reply_to: _reply, ...content } = message.body;
  return JSON.stringify(content).slice(0, -1);
}
