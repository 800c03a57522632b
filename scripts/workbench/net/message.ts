/**
 * Messages as they travel between nodes, clients and services (Maelstrom's protocol.md, section "Messages").
 *
 * @module
 */
import type { Json } from "../history.ts";

/** The body: `type`, for requests `msg_id`, for replies `in_reply_to`, and the fields of the type. */
export interface MessageBody {
  readonly type: string;
  readonly msg_id?: number;
  readonly in_reply_to?: number | null;
  readonly [field: string]: Json | undefined;
}

/** A message with the network's own number (dense from 0 in order of sending). */
export interface Message {
  readonly id: number;
  readonly src: string;
  readonly dest: string;
  readonly body: MessageBody;
}

/** Tells whether a participant is a client: names of clients, and of nothing else, start with "c". */
export function isClient(name: string): boolean {
  return name.startsWith("c");
}
