/**
 * EDN, the notation of the original's files, which edn_reader.ts reads.
 *
 * @module
 */
import { type EdnValue, readEdn } from "./edn_reader.ts";
import type { Json } from "./history.ts";
import { isRawNumber, parseJson } from "./json.ts";

export type { EdnValue };

/** No symbol begins with a digit. */
const WHOLE_FLOAT = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/;

/** Makes a keyword, `:name`. */
export function keyword(name: string): EdnValue {
  return { key: name };
}

/** Writes a value on one line. */
export function toEdn(value: EdnValue): string {
  if (value === null) return "nil";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return typeof value === "bigint" ? `${value}N` : String(value);
  if (Array.isArray(value)) return `[${toEdns(value)}]`;
  if (value instanceof Date) return `#inst "${value.toISOString()}"`;
  if ("map" in value) return `{${value.map.map(toEdns).join(" ")}}`;
  if ("set" in value) return `#{${toEdns(value.set)}}`;
  if ("list" in value) return `(${toEdns(value.list)})`;
  if ("key" in value) return `:${value.key}`;
  if ("sym" in value) return value.sym;
  if ("char" in value) return `\\${value.char}`;
  return `#${value.tag} ${toEdn(value.val)}`;
}

function toEdns(values: readonly EdnValue[]): string {
  return values.map(toEdn).join(" ");
}

/**
 * Parses the one value of a text.
 *
 * @throws {SyntaxError} When the text is not EDN, is cut off, or holds a second value.
 */
export function parseEdn(text: string): EdnValue {
  return readEdn(text);
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
  if ("map" in value) return objectOf(value.map);
  if ("set" in value) return value.set.map(ednToJson);
  if ("list" in value) return value.list.map(ednToJson);
  if ("key" in value) return value.key;
  if ("sym" in value) return WHOLE_FLOAT.test(value.sym) ? parseJson(value.sym) : value.sym;
  if ("char" in value) return value.char;
  return ednToJson(value.val);
}

/** Turns JSON into EDN; keys of objects become keywords where `keysAre` says so and they can. */
export function jsonToEdn(value: Json, keysAre: "keywords" | "texts"): EdnValue {
  if (value === null || typeof value !== "object") return value;
  if (isRawNumber(value)) return { sym: value.rawJSON };
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
  return Object.fromEntries(entries.map(([key, value]) => {
    const name = ednToJson(key);
    return [typeof name === "string" ? name.replace(/\?$/, "") : JSON.stringify(name), ednToJson(value)];
  }));
}
