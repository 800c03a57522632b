/**
 * Replies to clients that answer no request: legal, and the reason why a request then seems to get no answer.
 *
 * A reply answers a request by repeating its `msg_id`, a number, as `in_reply_to`. A reply that comes twice or too late
 * repeats a number that the client did send, and is not counted.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { Journal } from "./journal.ts";
import { isClient } from "./message.ts";

/** Such replies of one node. */
export interface StrayReplies {
  readonly node: string;
  readonly count: number;
  /** What the first of them gave as `in_reply_to`; undefined where it gave nothing. */
  readonly inReplyTo: Json | undefined;
  /** The `msg_id` of the client's last request before it. */
  readonly lastMessageId: number;
}

/** Finds them, by node in order of their first. */
export function findStrayReplies(journal: Journal): StrayReplies[] {
  const lastIds = new Map<string, number>();
  const found = new Map<string, StrayReplies>();
  for (const { type, message } of journal) {
    if (type !== "send") continue;
    const { src, dest, body } = message;
    if (isClient(src)) lastIds.set(src, body.msg_id ?? 0);
    if (!isClient(dest) || isClient(src)) continue;
    const lastMessageId = lastIds.get(dest) ?? 0;
    const inReplyTo = body.in_reply_to;
    if (typeof inReplyTo === "number" && inReplyTo >= 1 && inReplyTo <= lastMessageId) continue;
    const known = found.get(src) ?? { node: src, count: 0, inReplyTo, lastMessageId };
    found.set(src, { ...known, count: known.count + 1 });
  }
  return [...found.values()];
}

/** Says what is wrong with them, in sentences. */
export function describeStrayReplies({ node, count, inReplyTo, lastMessageId }: StrayReplies): string {
  const given = inReplyTo === undefined
    ? 'has no "in_reply_to"'
    : `has "in_reply_to": ${JSON.stringify(inReplyTo)}${typeof inReplyTo === "string" ? ", a string" : ""}`;
  return `Node "${node}" sent ${
    count === 1 ? "1 message" : `${count} messages`
  } to clients that answer no request; the ` +
    `first ${given}, where the client's last "msg_id" was ${lastMessageId}. Expected the "msg_id" of the request as it ` +
    "was, a number, in the body of the reply.";
}
