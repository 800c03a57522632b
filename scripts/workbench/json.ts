/**
 * Reads JSON without damage to large integers.
 *
 * JSON.parse rounds integers beyond 2^53, so that two different 64-bit ids (Snowflake ids of a Go or Rust node, say)
 * can become the same number. `parseJson` keeps such integers as raw JSON: objects `{ rawJSON: "9007199254740993" }`
 * which JSON.stringify writes out again digit by digit. They fit the type `Json` like any other object.
 *
 * @module
 */
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

const INTEGER = /^-?\d+$/;

/**
 * Parses JSON like JSON.parse, except that integers beyond the safe range become {@linkcode RawInteger}.
 *
 * @throws {SyntaxError} When the text is not JSON.
 */
export function parseJson(text: string): Json {
  return LONG_NUMBER.test(text) ? SOURCE_JSON.parse(text, keepLargeInteger) : JSON.parse(text);
}

/** Tells whether a value is an integer that `parseJson` kept as text. */
export function isRawInteger(value: Json): value is RawInteger {
  return typeof value === "object" && value !== null && SOURCE_JSON.isRawJSON(value);
}

function keepLargeInteger(_key: string, value: Json, context: { readonly source?: string }): Json {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context.source ?? "";
  return INTEGER.test(source) ? SOURCE_JSON.rawJSON(source) : value;
}
