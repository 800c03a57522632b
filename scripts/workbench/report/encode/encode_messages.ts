/**
 * The journal as columns: one row a message and its fate.
 *
 * @module
 */
import { type Flight, flightsOf } from "../../recording/flights.ts";
import type { Journal } from "../../net/journal.ts";
import { partsOf, restOf } from "../../net/body_parts.ts";
import { RequestTable } from "../../net/request_table.ts";
import type { Call } from "../../recording/calls.ts";
import { attributeMessages } from "../../recording/attribute_messages.ts";
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
  const parts = rows.map(({ message }) => partsOf(message));
  const callOf = attributeMessages(rows, calls, parts);
  const types = new Names();
  const reasons = new Names();
  const columns = emptyColumns();
  const requestOf = new RequestTable<number>();
  const sentBefore = sendsBefore(rows, journal.length);
  rows.forEach(({ message, sentNs, endNs, endPlace, lostBy, isCopy }, position) => {
    const { id, src, dest } = message;
    const { type, msgId, replyTo, fields } = parts[position] ?? partsOf(message);
    const sentUs = Math.floor(sentNs / NS_PER_US);
    columns.src.push(participants.positionOf.get(src) ?? 0);
    columns.dest.push(participants.positionOf.get(dest) ?? 0);
    columns.type.push(types.positionOf(type));
    columns.sent.push(sentUs);
    columns.took.push(endNs === undefined ? -1 : Math.max(0, Math.floor(endNs / NS_PER_US) - sentUs));
    columns.sentMeanwhile.push(endNs === undefined ? 0 : Math.max(0, (sentBefore[endPlace] ?? 0) - position - 1));
    columns.fate.push(lostBy === "" ? 0 : 1 + reasons.positionOf(lostBy));
    columns.msgId.push(msgId);
    const request = replyTo < 0 ? position : requestOf.get(dest, src, replyTo);
    columns.replyTo.push(request === undefined ? -1 - replyTo : position - request);
    if (msgId >= 0) requestOf.set(src, dest, msgId, position);
    const stream = () => `${src} ${type}`;
    columns.body.push(
      fields === undefined ? texts.add(restOf(message.body), stream) : texts.addJson(`{${fields}}`, stream),
    );
    columns.call.push(callOf[position] ?? -1);
    columns.ids.push(id);
    if (isCopy) columns.copies.push(position);
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

/** By place in the journal, how many rows were sent before it. */
function sendsBefore(rows: readonly Flight[], placeCount: number): Int32Array {
  const counts = new Int32Array(placeCount + 1);
  for (const { sendPlace } of rows) {
    const next = Math.floor(sendPlace) + 1;
    counts[next] = (counts[next] ?? 0) + 1;
  }
  for (let place = 1; place <= placeCount; place++) counts[place] = (counts[place] ?? 0) + (counts[place - 1] ?? 0);
  return counts;
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
