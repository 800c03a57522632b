/**
 * EDN, the notation of the original's files: the one place that knows the library edn-data.
 *
 * @module
 */
import { type EDNVal, parseEDNString, toEDNString } from "edn-data";
import type { Json } from "./history.ts";
import { isRawInteger, parseJson } from "./json.ts";

/** A value as edn-data takes and gives it: `{ key }` is a keyword, `{ map }` a list of pairs, `{ set }` a set. */
export type EdnValue = EDNVal;

/** Texts and integers of 16 digits and more; the latter lose digits as numbers. */
const TEXT_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])[-+]?\d{16,}(?![\w.])/g;

/** Makes a keyword, `:name`. */
export function keyword(name: string): EdnValue {
  return { key: name };
}

/** Writes a value on one line. */
export function toEdn(value: EdnValue): string {
  return toEDNString(value);
}

/**
 * Parses one value.
 *
 * @throws {SyntaxError} When the text is not EDN.
 */
export function parseEdn(text: string): EdnValue {
  const exact = /\d{16}/.test(text)
    ? text.replace(TEXT_OR_LONG_INTEGER, (match) => match.startsWith('"') ? match : `${match}N`)
    : text;
  try {
    return parseEDNString(exact) as EdnValue;
  } catch (cause) {
    throw new SyntaxError(`Cannot parse EDN: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * Turns EDN into JSON: keywords and symbols become texts, maps objects, sets and lists arrays, tags vanish. Trailing
 * question marks of keys vanish as well, so that `:valid?` is `valid`.
 */
export function ednToJson(value: EdnValue): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return parseJson(value.toString());
  if (Array.isArray(value)) return value.map(ednToJson);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return objectOf([...value]);
  if (value instanceof Set) return [...value].map(ednToJson);
  if ("map" in value) return objectOf(value.map);
  if ("set" in value) return value.set.map(ednToJson);
  if ("list" in value) return value.list.map(ednToJson);
  if ("key" in value) return value.key;
  if ("sym" in value) return value.sym;
  if ("char" in value) return value.char;
  return ednToJson(value.val);
}

/** Turns JSON into EDN; keys of objects become keywords where `keysAre` says so and they can. */
export function jsonToEdn(value: Json, keysAre: "keywords" | "texts"): EdnValue {
  if (value === null || typeof value !== "object") return value;
  if (isRawInteger(value)) return { sym: value.rawJSON };
  if (Array.isArray(value)) return value.map((item) => jsonToEdn(item, keysAre));
  return {
    map: Object.entries(value).map(([name, field]) => [
      keysAre === "keywords" && isKeywordName(name) ? keyword(name) : name,
      jsonToEdn(field, keysAre),
    ]),
  };
}

/** Tells whether a text can be a keyword without its colon. */
export function isKeywordName(name: string): boolean {
  return /^[A-Za-z*!_?$%&=<>+-][\w*!?$%&=<>+.#-]*$/.test(name);
}

function objectOf(entries: readonly (readonly [EdnValue, EdnValue])[]): Json {
  const fields: Record<string, Json> = {};
  for (const [key, value] of entries) {
    const name = ednToJson(key);
    fields[typeof name === "string" ? name.replace(/\?$/, "") : JSON.stringify(name)] = ednToJson(value);
  }
  return fields;
}
