/**
 * Messages that a node sent again: to whom it had sent the same before. Found in the journal, without help from nodes.
 *
 * @module
 */
import type { Journal, JournalEvent } from "../net/journal.ts";
import { LinkTable } from "../net/link_table.ts";
import { bodyTextOf, idText, isClient, type Message } from "../net/message.ts";

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
    const { msg_id: id, in_reply_to: reply } = message.body;
    if (type === "recv") {
      if (reply === undefined || reply === null) return;
      const { lastOf, openRequests } = this.#links.of(dest, src);
      const request = openRequests.get(idText(reply));
      if (request !== undefined) lastOf.delete(request);
    } else if (reply === undefined || reply === null) {
      const { lastOf, openRequests } = this.#links.of(src, dest);
      const content = contentOf(message);
      const before = lastOf.get(content);
      if (before !== undefined) this.#onResend({ kind: id === undefined ? "resend" : "retry", before, message });
      lastOf.set(content, message);
      if (id !== undefined) openRequests.set(idText(id), content);
    }
  }
}

/**
 * The body without its numbers and the brace at its end, as a text. It is cut from the text of the body, which is there
 * already; where the number of a request stands last, as it mostly does, nothing is copied.
 */
function contentOf(message: Message): string {
  const { msg_id: id, in_reply_to: reply, ...content } = message.body;
  const text = reply === undefined ? bodyTextOf(message) : JSON.stringify(content);
  if (id === undefined || reply !== undefined) return text.slice(0, -1);
  const field = `"msg_id":${JSON.stringify(id)}`;
  const start = text.indexOf(field);
  // Further down in the body there may be another field of this name.
  if (start < 0 || text.includes(field, start + 1)) return JSON.stringify(content).slice(0, -1);
  const end = start + field.length;
  if (text[end] === ",") return text.slice(0, start) + text.slice(end + 1, -1);
  const before = text.slice(0, text[start - 1] === "," ? start - 1 : start);
  return end === text.length - 1 ? before : before + text.slice(end, -1);
}
