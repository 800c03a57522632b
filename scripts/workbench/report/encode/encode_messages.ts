/**
 * The journal as columns: one row a message and its fate.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { type Flight, flightsOf } from "../../recording/flights.ts";
import type { Journal } from "../../net/journal.ts";
import type { Message, MessageBody } from "../../net/message.ts";
import type { Call } from "../../recording/calls.ts";
import { attributeMessages } from "../../recording/attribute_messages.ts";
import { merged, without } from "../../shared_list.ts";
import { backReferences, differences, groupedSteps } from "./columns.ts";
import { Names } from "./names.ts";
import type { Participants } from "./participants.ts";
import type { MessageColumns } from "./payload.ts";
import type { TextTable } from "./text_table.ts";

/** Nanoseconds in the page's unit of time. */
export const NS_PER_US = 1e3;

/** What `encodeMessages` needs beside the journal. */
export interface MessageContext {
  readonly participants: Participants;
  readonly calls: readonly Call[];
  readonly texts: TextTable;
}

/** Encodes the messages; also returns the names of types and loss reasons. */
export function encodeMessages(
  journal: Journal,
  { participants, calls, texts }: MessageContext,
): { messages: MessageColumns; types: string[]; lossReasons: string[] } {
  const rows = flightsOf(journal);
  const callOf = attributeMessages(rows, calls);
  const types = new Names();
  const reasons = new Names();
  const columns = emptyColumns();
  const requestOf = new Map<string, number>();
  rows.forEach((row, position) => {
    const { src, dest, body } = row.message;
    const sentUs = Math.floor(row.sentNs / NS_PER_US);
    columns.src.push(participants.positionOf.get(src) ?? 0);
    columns.dest.push(participants.positionOf.get(dest) ?? 0);
    columns.type.push(types.positionOf(String(body.type)));
    columns.sent.push(sentUs);
    columns.took.push(row.endNs === undefined ? -1 : Math.max(0, Math.floor(row.endNs / NS_PER_US) - sentUs));
    columns.sentMeanwhile.push(
      row.endNs === undefined ? 0 : Math.max(0, sentBefore(rows, row.endPlace) - position - 1),
    );
    columns.fate.push(row.lostBy === "" ? 0 : 1 + reasons.positionOf(row.lostBy));
    columns.msgId.push(idOf(body.msg_id));
    columns.replyTo.push(replyReference(row.message, position, requestOf));
    if (idOf(body.msg_id) >= 0) requestOf.set(`${src} ${dest} ${idOf(body.msg_id)}`, position);
    columns.body.push(texts.add(withoutColumns(body), `${src} ${body.type}`));
    columns.call.push(callOf[position] ?? -1);
    columns.ids.push(row.message.id);
    if (row.isCopy) columns.copies.push(position);
  });
  const { order, rankOf } = byFrequency(columns.type, types.list.length);
  return {
    messages: {
      ...columns,
      type: columns.type.map((type) => rankOf[type] ?? 0),
      sent: differences(columns.sent),
      msgId: groupedSteps(columns.msgId, columns.src),
      body: backReferences(columns.body),
      call: groupedSteps(columns.call, columns.call.map(() => 0)),
      ids: differences(columns.ids),
    },
    types: order.map((type) => types.list[type] ?? ""),
    lossReasons: reasons.list,
  };
}

/** Orders types by their number, most frequent first: the order of the plot of messages, so that colours agree. */
function byFrequency(column: readonly number[], typeCount: number): { order: number[]; rankOf: number[] } {
  const counts = new Array<number>(typeCount).fill(0);
  for (const type of column) counts[type] = (counts[type] ?? 0) + 1;
  const order = counts.map((_, type) => type).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  const rankOf = new Array<number>(typeCount).fill(0);
  order.forEach((type, rank) => rankOf[type] = rank);
  return { order, rankOf };
}

/** How many rows were sent before a place in the journal. */
function sentBefore(rows: readonly Flight[], place: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.sendPlace ?? Infinity) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function emptyColumns() {
  const column = (): number[] => [];
  return {
    src: column(),
    dest: column(),
    type: column(),
    sent: column(),
    took: column(),
    sentMeanwhile: column(),
    fate: column(),
    msgId: column(),
    replyTo: column(),
    body: column(),
    call: column(),
    copies: column(),
    ids: column(),
  };
}

/** Numbers that a column can hold; any other id stays in the body's text. */
function idOf(id: unknown): number {
  return typeof id === "number" && Number.isSafeInteger(id) && id >= 0 ? id : -1;
}

/** 0 for no reply, else how many rows ago the request was sent; -1 - id where that request was never sent. */
function replyReference(
  { src, dest, body }: Message,
  position: number,
  requestOf: ReadonlyMap<string, number>,
): number {
  const id = idOf(body.in_reply_to);
  if (id === -1) return 0;
  const request = requestOf.get(`${dest} ${src} ${id}`);
  return request === undefined ? -1 - id : position - request;
}

/** The body without the fields that have columns; a field that does not fit its column stays. */
function withoutColumns(body: MessageBody): Readonly<Record<string, Json>> {
  const { type, msg_id: msgId, in_reply_to: inReplyTo } = body;
  const others = without(body, ["type", "msg_id", "in_reply_to"]) as Readonly<Record<string, Json>>;
  const odd: Record<string, Json> = {};
  if (typeof type !== "string") odd.type = type;
  if (msgId !== undefined && idOf(msgId) < 0) odd.msg_id = msgId;
  if (inReplyTo !== undefined && idOf(inReplyTo) < 0) odd.in_reply_to = inReplyTo;
  return merged(others, odd);
}
