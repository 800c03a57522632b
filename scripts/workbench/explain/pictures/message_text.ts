/**
 * What a message says, short enough for the arrow of a picture: its type, and of its content what the picture is about.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { isRawNumber } from "../../json.ts";
import { idText, type Message } from "../../net/message.ts";
import { printable } from "../../text/excerpt.ts";

/** Characters of a label. */
const LENGTH_MAX = 34;

/** Elements of a list that are shown around those in focus. */
const AROUND = 1;

/** A label: `learn 6`, `poll_ok 9: [3,7] [5,9]`. @param focus The values that matter, most often an element or key and value. */
export function messageText({ body }: Message, focus: readonly unknown[]): string {
  const { type, msg_id: _id, in_reply_to: _reply, ...rest } = body;
  const name = typeof type === "string" ? type : JSON.stringify(type) ?? "no type";
  const wanted = new Set(focus.map((value) => textOf(value as Json)));
  const shown = type === "error"
    ? [`${textOf(rest.code ?? null)}:`, String(rest.text ?? "")]
    : Object.entries(rest).map(([field, value]) => fieldText(field, value ?? null, wanted));
  return shorten([name, ...shown].filter((part) => part !== "").join(" "));
}

/** A text of at most so many characters as a label has. */
export function shorten(text: string, lengthMax = LENGTH_MAX): string {
  const shown = printable(text).replaceAll(/\s+/g, " ");
  return shown.length <= lengthMax ? shown : `${shown.slice(0, lengthMax - 1)}…`;
}

function fieldText(field: string, value: Json, wanted: ReadonlySet<string>): string {
  if (typeof value !== "object" || value === null || isRawNumber(value)) {
    return field === "key" ? `key ${textOf(value)}` : field === "offset" ? `offset ${textOf(value)}` : textOf(value);
  }
  if (Array.isArray(value)) return listText(value as readonly Json[], wanted);
  // Of an object with an entry for each key only the keys in focus are shown.
  const entries = Object.entries(value);
  const [wantedKey] = wanted;
  const inFocus = entries.filter(([key]) => key === wantedKey || JSON.stringify(key) === wantedKey);
  return (inFocus.length > 0 ? inFocus : entries.slice(0, 2)).map(([key, part]) => `${key}: ${partText(part, wanted)}`)
    .join(" ");
}

/** The value behind a key, in whose pairs of offset and message only the message can be in focus. */
function partText(part: Json, wanted: ReadonlySet<string>): string {
  return Array.isArray(part) ? listText(part as readonly Json[], wanted) : textOf(part);
}

/** A list with dots for what lies far from what is in focus. */
function listText(list: readonly Json[], wanted: ReadonlySet<string>): string {
  const texts = list.map(textOf);
  const value = [...wanted].at(-1) ?? "";
  const holds = (item: Json, at: number) =>
    wanted.has(texts[at] ?? "") || (Array.isArray(item) && textOf(item.at(-1) as Json) === value);
  const found = list.findIndex(holds);
  // Pairs have brackets of their own.
  if (texts.join(",").length <= LENGTH_MAX / 2) {
    return list.some(Array.isArray) ? texts.join(" ") : `[${texts.join(",")}]`;
  }
  const gap = gapIn(list);
  if (found < 0 && gap > 0) {
    return `${gap > 1 ? "… " : ""}${texts.slice(gap - 1, gap + 1).join(" ")}${gap + 1 < list.length ? " …" : ""}`;
  }
  if (found < 0) return list.length === 1 ? `[${texts[0]}]` : `${list.length} values`;
  const from = Math.max(0, found - AROUND);
  const to = Math.min(list.length, found + AROUND + 1);
  const shown = [...(from > 0 ? ["…"] : []), ...texts.slice(from, to), ...(to < list.length ? ["…"] : [])];
  return list.some(Array.isArray) ? shown.join(" ") : `[${shown.join(",")}]`;
}

/** Position behind the first gap in a log, as pairs of offset and message; -1 where there is none. */
function gapIn(list: readonly Json[]): number {
  const offsets = list.map((pair) => Array.isArray(pair) ? Number(pair[0]) : NaN);
  return offsets.findIndex((offset, at) => at > 0 && offset > (offsets[at - 1] ?? NaN) + 1);
}

/** A value as JSON, strings without quotes where they are plain words. */
export function textOf(value: Json): string {
  if (isRawNumber(value)) return idText(value);
  return typeof value === "string" && /^[\w.-]+$/.test(value) ? value : JSON.stringify(value ?? null);
}
