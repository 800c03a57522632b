/**
 * A body as its type, its ids, and the rest of it as text. Most bodies begin with their type and end with their ids: of
 * these nothing is parsed, which counts where a run has a hundred thousand of them.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { merged, without } from "../shared_list.ts";
import { type Message, type MessageBody, splitBodyOf } from "./message.ts";

/** A body in parts. */
export interface BodyParts {
  readonly type: string;
  /** Whole numbers from 0 on; -1 where there is none, or another one that stays in the rest. */
  readonly msgId: number;
  readonly replyTo: number;
  /** The fields of the body without these, as in its text; undefined where only `restOf` can tell them. */
  readonly fields: string | undefined;
}

/** How the text of most bodies begins. */
const BEGINNING = '{"type":"';

/** Fields that may stand somewhere else in the rest. */
const ODD = /"(?:type|msg_id|in_reply_to)":/;

/** Digits of whole numbers that no double rounds. */
const ID_DIGITS_MAX = 15;

const MSG_ID = ',"msg_id":';
const REPLY_TO = ',"in_reply_to":';

/** Takes a body apart. */
export function partsOf(message: Message): BodyParts {
  const text = splitBodyOf(message);
  return (typeof text === "string" ? partsOfText(text) : undefined) ?? partsOfBody(message.body);
}

/** A body without the fields that are apart; one that is no whole number stays, at the end. */
export function restOf(body: MessageBody): Readonly<Record<string, Json>> {
  const { type, msg_id: msgId, in_reply_to: replyTo } = body;
  const others = without(body, ["type", "msg_id", "in_reply_to"]) as Readonly<Record<string, Json>>;
  const odd: Record<string, Json> = {};
  if (typeof type !== "string") odd.type = type;
  if (msgId !== undefined && idOf(msgId) < 0) odd.msg_id = msgId;
  if (replyTo !== undefined && idOf(replyTo) < 0) odd.in_reply_to = replyTo;
  return merged(others, odd);
}

/**
 * The number in the last field of a body, where that field has this name and holds a whole number; else -1. Most ids stand
 * there, and nothing but the end of the text is read for them.
 *
 * @param text As JSON.stringify makes it.
 */
export function lastIdOf(text: string, name: "msg_id" | "in_reply_to"): number {
  const field = name === "msg_id" ? MSG_ID : REPLY_TO;
  const end = text.length - 1;
  const start = fieldStart(text, field, end);
  return start < 0 ? -1 : numberIn(text, start + field.length, end);
}

/** A body's text up to the field that `lastIdOf` has found at its end. */
export function textBeforeId(text: string, name: "msg_id" | "in_reply_to"): string {
  return text.slice(0, text.lastIndexOf(name === "msg_id" ? MSG_ID : REPLY_TO));
}

/** The units of the digits. */
const [ZERO, NINE] = [0x30, 0x39];

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}

function partsOfText(text: string): BodyParts | undefined {
  if (!text.startsWith(BEGINNING)) return undefined;
  const typeEnd = text.indexOf('"', BEGINNING.length);
  let end = text.length - 1;
  let msgId = -1;
  let replyTo = -1;
  const replyStart = fieldStart(text, REPLY_TO, end);
  if (replyStart >= 0) {
    replyTo = numberIn(text, replyStart + REPLY_TO.length, end);
    end = replyStart;
  }
  const idStart = fieldStart(text, MSG_ID, end);
  if (idStart >= 0) {
    msgId = numberIn(text, idStart + MSG_ID.length, end);
    end = idStart;
  }
  const type = text.slice(BEGINNING.length, typeEnd);
  const fields = text.slice(typeEnd + 2, end);
  // A type with a character that is escaped ends somewhere else.
  return type.includes("\\") || ODD.test(fields) ? undefined : { type, msgId, replyTo, fields };
}

/** Where a field begins that ends at a place and holds a whole number; -1 where there is another one, or none. */
function fieldStart(text: string, field: string, end: number): number {
  let digits = end;
  while (isDigit(text.charCodeAt(digits - 1))) digits--;
  const isId = digits < end && end - digits <= ID_DIGITS_MAX && text.startsWith(field, digits - field.length);
  return isId ? digits - field.length : -1;
}

function numberIn(text: string, from: number, to: number): number {
  let number = 0;
  for (let place = from; place < to; place++) number = number * 10 + text.charCodeAt(place) - ZERO;
  return number;
}

function partsOfBody(body: MessageBody): BodyParts {
  return { type: String(body.type), msgId: idOf(body.msg_id), replyTo: idOf(body.in_reply_to), fields: undefined };
}

/** Numbers that stand apart from the rest. */
function idOf(id: unknown): number {
  return typeof id === "number" && Number.isSafeInteger(id) && id >= 0 ? id : -1;
}
