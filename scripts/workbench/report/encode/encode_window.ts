/**
 * The messages of a span of time, for a page that does not hold them.
 *
 * @module
 */
import type { JournalEvent } from "../../net/journal.ts";
import { encodeMessages } from "./encode_messages.ts";
import { participantsOf } from "./participants.ts";
import type { WindowPayload } from "./payload.ts";
import { type TextLimits, TextTable } from "./text_table.ts";

/** How much of texts and lists a window holds. */
const LIMITS: TextLimits = { textLength: 2_000, listElements: 400_000 };

/** What to encode. */
export interface EncodeWindowOptions {
  readonly fromUs: number;
  readonly toUs: number;
  /** The nodes of the run, in order. */
  readonly nodes: readonly string[];
}

/** Encodes events; which calls messages belong to, the page finds out, since it holds the calls. */
export function encodeWindow(
  events: readonly JournalEvent[],
  { fromUs, toUs, nodes }: EncodeWindowOptions,
): WindowPayload {
  const sent = new Set(events.flatMap(({ type, message }) => type === "send" ? [message.id] : []));
  // The send of a message that was under way for very long may not have been found.
  const journal = events.filter(({ message }) => sent.has(message.id));
  const participants = participantsOf(journal, nodes);
  const texts = new TextTable(LIMITS);
  const encoded = encodeMessages(journal, { participants, calls: [], texts });
  return {
    from: fromUs,
    to: toUs,
    participants: participants.names,
    kinds: participants.kinds,
    ...encoded,
    texts: texts.texts,
    lists: texts.lists,
    cutCount: texts.cutCount,
  };
}
