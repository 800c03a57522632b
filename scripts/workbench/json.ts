/**
 * Reads JSON without damage to large integers.
 *
 * JSON.parse rounds integers beyond 2^53, so that two different 64-bit ids (Snowflake ids of a Go or Rust node, say)
 * can become the same number. `parseJson` keeps such integers as raw JSON: objects `{ rawJSON: "9007199254740993" }`
 * which JSON.stringify writes out again digit by digit. They fit the type `Json` like any other object.
 *
 * JSON.parse also makes Infinity of a fraction or power beyond the range of doubles, which JSON.stringify writes as null:
 * here that is an error.
 *
 * @module
 */
import { excerpt } from "./excerpt.ts";
import type { Json } from "./history.ts";

/** An integer that a number cannot hold, as JSON.rawJSON makes it. */
export interface RawInteger {
  readonly [key: string]: Json;
  readonly rawJSON: string;
}

/** The parts of ECMAScript's "JSON.parse source text access" that the type library does not know yet. */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: Json, context: { readonly source?: string }) => Json): Json;
  rawJSON(text: string): RawInteger;
  isRawJSON(value: unknown): value is RawInteger;
}

const SOURCE_JSON = JSON as unknown as JsonWithSource;

/** Integers up to 2^53 have at most 16 digits: a text without so long a run of digits needs no second look. */
const LONG_NUMBER = /\d{16}/;

/** Doubles end at 1.8e308: without an exponent of three digits, a number needs more than 16 digits to get there. */
const LARGE_EXPONENT = /\de\+?\d{3}/i;

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
 * Parses JSON like JSON.parse, except that integers beyond the safe range become {@linkcode RawInteger}.
 *
 * @throws {SyntaxError} When the text is not JSON.
 * @throws {LargeNumberError} When it has another number that would become infinite.
 */
export function parseJson(text: string): Json {
  const needsLook = LONG_NUMBER.test(text) || LARGE_EXPONENT.test(text);
  return needsLook ? SOURCE_JSON.parse(text, keepLargeNumber) : JSON.parse(text);
}

/** Tells whether a value is an integer that `parseJson` kept as text. */
export function isRawInteger(value: Json): value is RawInteger {
  return typeof value === "object" && value !== null && SOURCE_JSON.isRawJSON(value);
}

function keepLargeNumber(_key: string, value: Json, context: { readonly source?: string }): Json {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context.source ?? "";
  if (INTEGER.test(source)) return SOURCE_JSON.rawJSON(source);
  if (!Number.isFinite(value)) throw new LargeNumberError(source);
  return value;
}
