/**
 * Replies to clients that answer no request: legal, and the reason why a request then seems to get no answer.
 *
 * A reply answers a request by repeating its `msg_id`, an integer, as `in_reply_to`. A reply that comes twice or too late
 * repeats a number that the client did send, and is not counted.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { isWholeFloat } from "../json.ts";
import { isClient, type Message } from "../net/message.ts";

/** Such replies of one node. */
export interface StrayReplies {
  readonly node: string;
  readonly count: number;
  /** What the first of them gave as `in_reply_to`; undefined where it gave nothing. */
  readonly inReplyTo: Json | undefined;
  /** The `msg_id` of the client's last request before it. */
  readonly lastMessageId: number;
}

/** Looks for such replies among the messages of a run as they are sent, while their bodies are at hand. */
export class StrayReplySearch {
  readonly #lastIds = new Map<string, number>();
  readonly #found = new Map<string, StrayReplies>();

  /** What was found, by node in order of their first. */
  get found(): readonly StrayReplies[] {
    return [...this.#found.values()];
  }

  /** Looks at a message that was sent. */
  look(message: Message): void {
    const { src, dest } = message;
    if (isClient(src)) this.#lastIds.set(src, Number(message.body.msg_id ?? 0));
    if (!isClient(dest) || isClient(src)) return;
    const lastMessageId = this.#lastIds.get(dest) ?? 0;
    const inReplyTo = message.body.in_reply_to;
    if (typeof inReplyTo === "number" && inReplyTo >= 1 && inReplyTo <= lastMessageId) return;
    const known = this.#found.get(src) ?? { node: src, count: 0, inReplyTo, lastMessageId };
    this.#found.set(src, { ...known, count: known.count + 1 });
  }
}

/** Says what is wrong with them, in sentences. */
export function describeStrayReplies({ node, count, inReplyTo, lastMessageId }: StrayReplies): string {
  const kind = typeof inReplyTo === "string" ? ", a string" : isWholeFloat(inReplyTo) ? ", a float" : "";
  const given = inReplyTo === undefined
    ? 'has no "in_reply_to"'
    : `has "in_reply_to": ${JSON.stringify(inReplyTo)}${kind}`;
  return `Node "${node}" sent ${
    count === 1 ? "1 message" : `${count} messages`
  } to clients that answer no request; the ` +
    `first ${given}, where the client's last "msg_id" was ${lastMessageId}. Expected the "msg_id" of the request as it ` +
    "was, an integer, in the body of the reply.";
}
