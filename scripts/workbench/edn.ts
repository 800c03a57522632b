/**
 * EDN, the notation of the original's files: the one place that knows the library edn-data.
 *
 * @module
 */
import { type EDNVal, parseEDNString, toEDNString } from "edn-data";
import type { Json } from "./history.ts";
import { isRawNumber, parseJson } from "./json.ts";

/** A value as edn-data takes and gives it: `{ key }` is a keyword, `{ map }` a list of pairs, `{ set }` a set. */
export type EdnValue = EDNVal;

/** Texts, integers of 16 digits and more, which lose digits as numbers, and numbers that edn-data does not know. */
const TEXT_OR_ODD_NUMBER = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])[-+]?\d{16,}(?![\w.])|##-?(?:Inf|NaN)/g;

/** What opens and closes, and what a bracket may stand in without doing so: texts and comments. */
const STRUCTURE = /"(?:[^"\\]|\\.)*("?)|;[^\n]*|[([{]|[)\]}]/gs;

const OPENING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Values nested deeper than this are refused: the functions below call themselves for each level. */
const DEPTH_MAX = 500;

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
 * @throws {SyntaxError} When the text is not EDN, or is cut off.
 */
export function parseEdn(text: string): EdnValue {
  checkStructure(text);
  const exact = /\d{16}|##/.test(text) ? text.replace(TEXT_OR_ODD_NUMBER, readable) : text;
  try {
    return parseEDNString(exact) as EdnValue;
  } catch (cause) {
    throw new SyntaxError(`Cannot parse EDN: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A long integer becomes one of edn-data's, `##Inf` the symbol `Inf`. */
function readable(token: string): string {
  if (token.startsWith('"')) return token;
  return token.startsWith("##") ? token.slice(2) : `${token}N`;
}

/** Looks after brackets and quotes, since edn-data reads a text that is cut off as null. */
function checkStructure(text: string): void {
  if (text.trim() === "") throw new SyntaxError("Cannot parse EDN: there is no value");
  const open: string[] = [];
  for (const [token, endQuote] of text.matchAll(STRUCTURE)) {
    if (token.startsWith('"')) {
      if (endQuote === "") throw new SyntaxError("Cannot parse EDN: a text has no closing quote");
    } else if ("([{".includes(token)) {
      open.push(token);
      if (open.length > DEPTH_MAX) throw new SyntaxError(`Cannot parse EDN: more than ${DEPTH_MAX} levels of brackets`);
    } else if (OPENING[token] !== undefined && open.pop() !== OPENING[token]) {
      throw new SyntaxError(`Cannot parse EDN: a "${token}" closes nothing`);
    }
  }
  if (open.length > 0) {
    throw new SyntaxError(`Cannot parse EDN: a "${open.at(-1)}" is not closed, the text may be cut off`);
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
  const fields: Record<string, Json> = {};
  for (const [key, value] of entries) {
    const name = ednToJson(key);
    fields[typeof name === "string" ? name.replace(/\?$/, "") : JSON.stringify(name)] = ednToJson(value);
  }
  return fields;
}
