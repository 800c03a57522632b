/**
 * Messages that a node sent again: to whom it had sent the same before. Found in the journal, without help from nodes.
 *
 * @module
 */
import type { Journal } from "../net/journal.ts";
import { idText, isClient, type Message } from "../net/message.ts";

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
  /** By link and body: the last message of that kind; for requests only while it waits for its answer. */
  const lastOf = new Map<string, Message>();
  const openRequests = new Map<string, string>();
  for (const { type, message } of journal) {
    const { src, dest } = message;
    if (isClient(src) || isClient(dest) || type === "drop") continue;
    const { msg_id: id, in_reply_to: reply, ...content } = message.body;
    if (type === "recv") {
      if (reply === undefined || reply === null) continue;
      const request = openRequests.get(`${dest} ${src} ${idText(reply)}`);
      if (request !== undefined) lastOf.delete(request);
    } else if (reply === undefined || reply === null) {
      const key = `${src} ${dest} ${JSON.stringify(content)}`;
      const before = lastOf.get(key);
      if (before !== undefined) resends.push({ kind: id === undefined ? "resend" : "retry", before, message });
      lastOf.set(key, message);
      if (id !== undefined) openRequests.set(`${src} ${dest} ${idText(id)}`, key);
    }
  }
  return resends;
}
