/**
 * Messages that a node sent again: to whom it had sent the same before. Found in the journal, without help from nodes.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { Journal, JournalEvent } from "../net/journal.ts";
import { lastIdOf, textBeforeId } from "../net/body_parts.ts";
import { LinkTable } from "../net/link_table.ts";
import { isClient, type Message, splitBodyOf } from "../net/message.ts";
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
    if (type === "recv") {
      const reply = replyIn(message);
      if (reply === undefined) return;
      const { lastOf, openRequests } = this.#links.of(dest, src);
      const request = openRequests.get(reply);
      if (request !== undefined) lastOf.delete(request);
    } else {
      const asked = askedIn(message);
      if (asked === undefined) return;
      const { content, id } = asked;
      const { lastOf, openRequests } = this.#links.of(src, dest);
      const before = lastOf.get(content);
      if (before !== undefined) this.#onResend({ kind: id === undefined ? "resend" : "retry", before, message });
      lastOf.set(content, message);
      if (id !== undefined) openRequests.set(id, content);
    }
  }
}

/** Stands in each body that has an `in_reply_to`, and is found sooner than that with its quotes, which all fields have. */
const REPLY = "_reply_to";

/** The number of the request that a message answers; undefined where it answers none. Most bodies need not be parsed. */
function replyIn(message: Message): IdKey | undefined {
  const text = splitBodyOf(message);
  if (typeof text === "string") {
    const id = lastIdOf(text, "in_reply_to");
    if (id >= 0) return id;
    if (!text.includes(REPLY)) return undefined;
  }
  return keyOf(message.body.in_reply_to);
}

/**
 * What a message says that answers none, its own number apart: the body without it and without the brace at its end, as a
 * text. Where the number stands last, as it mostly does, that is cut from the text of the body, and nothing is copied.
 */
function askedIn(message: Message): { readonly content: string; readonly id: IdKey | undefined } | undefined {
  const text = splitBodyOf(message);
  if (typeof text === "string") {
    if (lastIdOf(text, "in_reply_to") >= 0) return undefined;
    const hasNoReply = !text.includes(REPLY);
    const id = lastIdOf(text, "msg_id");
    if (hasNoReply && id >= 0) return { content: textBeforeId(text, "msg_id"), id };
    if (hasNoReply && !text.includes("msg_id")) return { content: text.slice(0, -1), id: undefined };
  }
  const { msg_id: id, in_reply_to: reply, ...content } = message.body;
  if (keyOf(reply) !== undefined) return undefined;
  return { content: JSON.stringify(content).slice(0, -1), id: keyOf(id) };
}

function keyOf(id: Json | undefined): IdKey | undefined {
  return id === undefined || id === null ? undefined : idKeyOf(id);
}
