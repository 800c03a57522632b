/**
 * Messages as they travel, and the one place where a line becomes a message.
 *
 * @module
 */

/** A body whose type is not known any closer. */
export type Body = {
  /** The type of the message. */
  readonly type: string;
  /** The number that a reply names. Requests have one, other messages need none. */
  readonly msg_id?: number;
  /** The number of the request that this replies to. */
  readonly in_reply_to?: number;
  /** The fields of the type. */
  readonly [field: string]: unknown;
};

/** A message from `src` to `dest`. */
export interface Message<B extends { readonly type: string } = Body> {
  /** Who sent it. */
  readonly src: string;
  /** Whom it is for. */
  readonly dest: string;
  /** What it says. */
  readonly body: B;
}

/** Reads a message from a line, or tells what is wrong with the line. */
export function parseMessage(line: string): Message | string {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch {
    return "not JSON";
  }
  if (!isRecord(value)) return "not an object";
  if (typeof value.src !== "string") return '"src" is not a string';
  if (typeof value.dest !== "string") return '"dest" is not a string';
  const body = value.body;
  if (!isRecord(body)) return '"body" is not an object';
  if (typeof body.type !== "string") return '"body.type" is not a string';
  if (body.msg_id !== undefined && !isInteger(body.msg_id)) return '"body.msg_id" is not an integer';
  return value as unknown as Message;
}

/**
 * What runtimes since 2023 add to JSON: an object that stands for a number's digits, and the digits that were read. Where
 * they lack it, large integers are rounded as JSON.parse rounds them.
 */
interface JsonWithSource {
  rawJSON?(digits: string): unknown;
  isRawJSON?(value: unknown): boolean;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown;
}

const SOURCE_JSON: JsonWithSource = JSON;

/**
 * Integers up to 2^53 have at most 16 digits: a line without so many in a row needs no second look. What comes before them
 * is named so that digits are counted from their first one only.
 */
const MAYBE_LARGE = /(?:^|\D)\d{16}/;

/** JSON.parse, except that integers beyond 2^53 keep their digits: JSON.stringify writes them as they came. */
function parseJson(line: string): unknown {
  return MAYBE_LARGE.test(line) ? SOURCE_JSON.parse(line, keepDigits) : JSON.parse(line);
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLarge = typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "");
  return isLarge ? SOURCE_JSON.rawJSON?.(context?.source ?? "") ?? value : value;
}

function isInteger(value: unknown): boolean {
  return Number.isInteger(value) || SOURCE_JSON.isRawJSON?.(value) === true;
}

/** Neither null nor an array. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
