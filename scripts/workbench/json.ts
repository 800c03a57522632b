/**
 * Reads JSON without damage to numbers.
 *
 * JSON.parse rounds integers beyond 2^53, so that two different 64-bit ids (Snowflake ids of a Go or Rust node, say)
 * can become the same number; and it makes the integer 1 of the float 1.0, which is another value in the original.
 * `parseJson` keeps both as raw JSON: objects `{ rawJSON: "9007199254740993" }` and `{ rawJSON: "1.0" }`, which
 * JSON.stringify writes out again as they are. They fit the type `Json` like any other object.
 *
 * JSON.parse also makes Infinity of a fraction or power beyond the range of doubles, which JSON.stringify writes as null:
 * here that is an error.
 *
 * @module
 */
import { excerpt } from "./text/excerpt.ts";
import type { Json } from "./history.ts";

/** A number that is kept as text, as JSON.rawJSON makes it: a large integer or a whole float. */
export interface RawNumber {
  readonly [key: string]: Json;
  readonly rawJSON: string;
}

/** The parts of ECMAScript's "JSON.parse source text access" that the type library does not know yet. */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: Json, context: { readonly source?: string }) => Json): Json;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}

const SOURCE_JSON = JSON as unknown as JsonWithSource;

/**
 * Digits that need a second look: integers up to 2^53 have at most 16, and doubles end at 1.8e308, which takes more of
 * them, or an exponent.
 */
const ODD_DIGITS = 16;

/** What else does: a whole float has a `.0` or an exponent. */
const ODD_FRACTION = /\d(?:\.0|[eE][-+]?\d)/;

/** The same where a number may begin: ids in hexadecimal, which are in many messages, have no other look. */
const ODD_NUMBER = /(?:^|[\s:,[])-?\d+(?:\.0|(?:\.\d+)?[eE][-+]?\d)/;

const INTEGER = /^-?\d+$/;

/** Characters of a number that an error text shows. */
const SHOWN_LENGTH = 40;

/** A number that is JSON, but too large for a double. */
export class LargeNumberError extends SyntaxError {
  override readonly name = "LargeNumberError";

  /** @param source The number as it was written. */
  constructor(source: string) {
    super(`it has the number ${excerpt(source, SHOWN_LENGTH)}, which no double holds, expected at most 1.8e308`);
  }
}

/**
 * Parses JSON like JSON.parse, except that integers beyond the safe range and whole floats become {@linkcode RawNumber}.
 *
 * @throws {SyntaxError} When the text is not JSON.
 * @throws {LargeNumberError} When it has another number that would become infinite.
 */
export function parseJson(text: string): Json {
  const isOdd = hasManyDigits(text) || (ODD_FRACTION.test(text) && ODD_NUMBER.test(text));
  return isOdd ? SOURCE_JSON.parse(text, keepOddNumber) : JSON.parse(text);
}

/** Tells whether so many digits stand in a row. Of any such row one stands at a multiple of their number. */
function hasManyDigits(text: string): boolean {
  for (let place = ODD_DIGITS - 1; place < text.length; place += ODD_DIGITS) {
    if (!isDigit(text.charCodeAt(place))) continue;
    let first = place;
    let last = place;
    while (first > 0 && isDigit(text.charCodeAt(first - 1))) first--;
    while (last + 1 < text.length && isDigit(text.charCodeAt(last + 1))) last++;
    if (last - first + 1 >= ODD_DIGITS) return true;
  }
  return false;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** Tells whether a value is a number that `parseJson` kept as text. */
export function isRawNumber(value: unknown): value is RawNumber {
  return typeof value === "object" && value !== null && SOURCE_JSON.isRawJSON(value);
}

/** Tells whether a value is an integer that `parseJson` kept as text. */
export function isRawInteger(value: unknown): value is RawNumber {
  return isRawNumber(value) && INTEGER.test(value.rawJSON);
}

/** Tells whether a value is a float without a fraction, such as 1.0: the original takes it for no integer. */
export function isWholeFloat(value: unknown): value is RawNumber {
  return isRawNumber(value) && !INTEGER.test(value.rawJSON);
}

/** The value with whole floats as plain numbers, where 1.0 and 1 mean the same, as in results. */
export function withoutFloats(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (isRawNumber(value)) return isWholeFloat(value) ? Number(value.rawJSON) : value;
  if (Array.isArray(value)) return value.map(withoutFloats);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutFloats(field)]));
}

function keepOddNumber(_key: string, value: Json, context: { readonly source?: string }): Json {
  if (typeof value !== "number") return value;
  const source = context.source ?? "";
  if (INTEGER.test(source)) return Number.isSafeInteger(value) ? value : SOURCE_JSON.rawJSON(source);
  if (!Number.isFinite(value)) throw new LargeNumberError(source);
  return Number.isInteger(value) ? SOURCE_JSON.rawJSON(floatText(value)) : value;
}

/** One text for equal floats: 1.0 for 1.00 and 10e-1. */
function floatText(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The fields of a JSON object. */
export type JsonObject = { readonly [field: string]: Json };

/** Tells whether a value is a JSON object: not null, no list, and no number that is kept as text. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** The field at the end of a path of names; null where there is none. */
export function fieldAt(value: Json | undefined, ...names: readonly string[]): Json {
  let at = value ?? null;
  for (const name of names) {
    if (!isJsonObject(at)) return null;
    at = Object.hasOwn(at, name) ? at[name] ?? null : null;
  }
  return at;
}
