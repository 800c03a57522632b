/**
 * A table of JSON texts in which equal texts are kept once and long lists only as what is new in them.
 *
 * Reads of a broadcast run return ever longer lists that differ little from the one before; written out they would be
 * nearly all of the page. A list is therefore stored as the difference to the list that came before it in the same
 * stream (same sender, same place in the body).
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { isJsonObject, isRawNumber, parseJson } from "../../json.ts";
import { type GrowingList, type ListPart, partIn, sharedFieldOf } from "../../shared_list.ts";

/** Lists shorter than this are written out. */
const LONG_LIST = 12;
/** After so many differences in a row a list is written out, so that reading one does not walk through all before it. */
const CHAIN_LENGTH_MAX = 256;
/** Deeper values are cut: nobody reads them, and recursion has its limits. */
const DEPTH_MAX = 60;
/** How deep plain values may be nested. */
const PLAIN_DEPTH_MAX = 6;
/**
 * Stands before and after the number of a list: a control character for private use. In strings of the run it is written
 * as an escape, so it is never theirs. One beyond Latin-1 would double the memory of all texts together.
 */
const LIST_MARK = "\x91";

type Token = number | string;

interface StoredList {
  readonly number: number;
  readonly tokens: readonly Token[];
  readonly chainLength: number;
}

/** Parts of one growing list. */
interface SharedTexts {
  /** The number of each by its length. */
  readonly numbers: Map<number, number>;
  last: { readonly number: number; readonly count: number } | undefined;
  chainLength: number;
}

/** Limits, so that a page of a very large run stays readable by a browser. */
export interface TextLimits {
  /** Longer texts are cut to this length. */
  readonly textLength: number;
  /** Elements of all lists together; further lists are cut to their first ones. */
  readonly listElements: number;
}

/** Collects texts and lists. */
export class TextTable {
  readonly texts: string[] = [];
  readonly lists: Token[][] = [];
  /** Texts and lists that were cut. */
  cutCount = 0;
  readonly #limits: TextLimits;
  readonly #numberOf = new Map<string, number>();
  /** By whole text: the numbers of those that hold long lists. */
  readonly #numberOfJson = new Map<string, number>();
  readonly #streams = new Map<string, StoredList>();
  readonly #seen = new Map<readonly Json[], number>();
  readonly #shared = new Map<GrowingList, SharedTexts>();
  #elements = 0;
  /** Of each list and object around the present place of a text the commas so far; kept, since texts are many. */
  readonly #commas: number[] = [];

  constructor(limits: TextLimits) {
    this.#limits = limits;
  }

  /** Adds a value and returns the number of its text. `stream` names where it comes from. */
  add(value: Json, stream: () => string): number {
    // The quick way for nearly everything: nothing in it needs a second look.
    if (sharedFieldOf(value) === undefined && isPlain(value, 0)) {
      return this.#addText(escapeMark(JSON.stringify(value)));
    }
    return this.#addText(this.#write(value, stream(), 0));
  }

  /** Adds a value by its text, which is as JSON.stringify writes it. */
  addJson(json: string, stream: () => string): number {
    if (this.#isPlainText(json)) return this.#addText(escapeMark(json));
    let number = this.#numberOfJson.get(json);
    if (number === undefined) this.#numberOfJson.set(json, number = this.add(parseJson(json), stream));
    return number;
  }

  /** Adds what a field of an object holds. */
  addField<F extends string>(holder: { readonly [field in F]: Json }, field: F, stream: () => string): number {
    const part = partIn(holder, field);
    return part === undefined ? this.add(holder[field] ?? null, stream) : this.#addText(this.#writePart(part));
  }

  /** True for texts of values that `isPlain` would find plain, or that are written as they are though it would not. */
  #isPlainText(json: string): boolean {
    // In a text with escapes it takes more to see where a string ends.
    if (json.includes("\\")) return !MANY_MARKS.test(json);
    const commas = this.#commas;
    let depth = 0;
    for (let at = 0; at < json.length; at++) {
      const code = json.charCodeAt(at);
      if (code === QUOTE) {
        const end = json.indexOf('"', at + 1);
        if (end < 0) return false;
        at = end;
      } else if (code === COMMA) {
        const count = (commas[depth] ?? NO_LIST) + 1;
        if (count >= LONG_LIST - 1) return false;
        commas[depth] = count;
      } else if (code === LIST_START || code === OBJECT_START) {
        if (++depth === DEPTH_MAX) return false;
        commas[depth] = code === LIST_START ? 0 : NO_LIST;
      } else if (code === LIST_END || code === OBJECT_END) {
        depth--;
      }
    }
    return true;
  }

  #addText(text: string): number {
    const known = this.#numberOf.get(text);
    if (known !== undefined) return known;
    const number = this.texts.length;
    this.#numberOf.set(text, number);
    this.texts.push(this.#cut(text));
    return number;
  }

  #cut(text: string): string {
    const { textLength } = this.#limits;
    if (text.length <= textLength) return text;
    this.cutCount++;
    // A cut text is no JSON any more, so it becomes a string that says so; marks would otherwise lose their partner.
    return JSON.stringify(`${text.slice(0, textLength).replaceAll(LIST_MARK, "")} … cut`);
  }

  #write(value: Json, stream: string, depth: number): string {
    const shared = sharedFieldOf(value);
    if (shared !== undefined && isJsonObject(value)) return this.#writeFields(value, stream, depth);
    if (isPlain(value, 0)) return escapeMark(JSON.stringify(value));
    if (value === null || typeof value !== "object") return escapeMark(JSON.stringify(value));
    if (isRawNumber(value)) return value.rawJSON;
    if (depth > DEPTH_MAX) return JSON.stringify("… nested too deeply");
    if (!isList(value)) return this.#writeFields(value, stream, depth);
    if (value.length >= LONG_LIST) return `${LIST_MARK}${this.#addList(value, stream, depth)}${LIST_MARK}`;
    return `[${value.map((element) => this.#write(element, stream, depth + 1)).join(",")}]`;
  }

  #writeFields(fields: Readonly<Record<string, Json>>, stream: string, depth: number): string {
    const parts = Object.keys(fields).flatMap((name) => {
      const part = partIn(fields, name);
      const value = part === undefined ? fields[name] : null;
      if (value === undefined) return [];
      const text = part === undefined ? this.#write(value, `${stream}.${name}`, depth + 1) : this.#writePart(part);
      return `${escapeMark(JSON.stringify(name))}:${text}`;
    });
    return `{${parts.join(",")}}`;
  }

  /** A part of a growing list is the one before it and what was added since. */
  #writePart({ list, count }: ListPart): string {
    let known = this.#shared.get(list);
    if (known === undefined) this.#shared.set(list, known = { numbers: new Map(), last: undefined, chainLength: 0 });
    let number = known.numbers.get(count);
    if (number === undefined) {
      const { last } = known;
      const isChained = last !== undefined && last.count < count && known.chainLength < CHAIN_LENGTH_MAX;
      const from = isChained ? last.count : 0;
      number = this.lists.length;
      const items = this.#shownItems(list, from, count);
      this.lists.push([isChained ? last.number : -1, from, 0, ...items]);
      known.numbers.set(count, number);
      if (items.length === count - from) {
        known.chainLength = isChained ? known.chainLength + 1 : 0;
        known.last = { number, count };
      }
    }
    return `${LIST_MARK}${number}${LIST_MARK}`;
  }

  /** Items of a list; beyond the limit of all lists together only the first ones and how many follow. */
  #shownItems(list: GrowingList, from: number, to: number): Token[] {
    const room = Math.max(LONG_LIST, this.#limits.listElements - this.#elements);
    const end = Math.min(to, from + room);
    this.#elements += end - from;
    if (end === to) return [...list.items(from, to)];
    this.cutCount++;
    return [...list.items(from, end), JSON.stringify(`… ${to - end} more`)];
  }

  #addList(list: readonly Json[], stream: string, depth: number): number {
    const seen = this.#seen.get(list);
    if (seen !== undefined) return seen;
    const tokens = this.#tokensOf(list, stream, depth);
    // Logs of different keys pass through one stream; their first elements tell them apart.
    const name = `${stream} ${tokens[0]}`;
    const before = this.#streams.get(name);
    const number = this.lists.length;
    const base = before !== undefined && before.chainLength < CHAIN_LENGTH_MAX ? before : undefined;
    const prefix = base === undefined ? 0 : commonPrefix(base.tokens, tokens);
    const suffix = base === undefined ? 0 : commonSuffix(base.tokens, tokens, prefix);
    const useBase = base !== undefined && prefix + suffix > 0;
    const between = tokens.slice(prefix, tokens.length - suffix);
    this.#elements += between.length;
    this.lists.push([useBase ? base.number : -1, prefix, suffix, ...between]);
    this.#streams.set(name, { number, tokens, chainLength: useBase ? base.chainLength + 1 : 0 });
    this.#seen.set(list, number);
    return number;
  }

  /** Writes the elements; beyond the limit of all lists together only the first ones and how many follow. */
  #tokensOf(list: readonly Json[], stream: string, depth: number): Token[] {
    const room = this.#limits.listElements - this.#elements;
    const shown = list.length > LONG_LIST && room < list.length ? list.slice(0, Math.max(LONG_LIST, room)) : list;
    const tokens = shown.map((element) =>
      typeof element === "number" ? element : this.#write(element, `${stream}[]`, depth + 1)
    );
    if (shown.length < list.length) {
      this.cutCount++;
      tokens.push(JSON.stringify(`… ${list.length - shown.length} more`));
    }
    return tokens;
  }
}

function escapeMark(json: string): string {
  return json.includes(LIST_MARK) ? json.replaceAll(LIST_MARK, "\\u0091") : json;
}

/** Fewer commas and brackets than a long list or a deep value has. */
const MANY_MARKS = /^(?:[^,[{]*[,[{]){11}/;

const [QUOTE, COMMA, LIST_START, LIST_END, OBJECT_START, OBJECT_END] = [0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];

/** So few commas that those of an object, which begins with them, are never many. */
const NO_LIST = -(2 ** 30);

/** True for values without long lists that are not nested deeply. */
function isPlain(value: Json, depth: number): boolean {
  if (value === null || typeof value !== "object") return true;
  if (depth > PLAIN_DEPTH_MAX) return false;
  if (isList(value)) {
    if (value.length >= LONG_LIST) return false;
    for (let at = 0; at < value.length; at++) if (!isPlain(value[at] ?? null, depth + 1)) return false;
    return true;
  }
  for (const name in value) {
    if (!isPlain(value[name] ?? null, depth + 1)) return false;
  }
  return true;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function commonPrefix(base: readonly Token[], tokens: readonly Token[]): number {
  const most = Math.min(base.length, tokens.length);
  let length = 0;
  while (length < most && base[length] === tokens[length]) length++;
  return length;
}

function commonSuffix(base: readonly Token[], tokens: readonly Token[], prefix: number): number {
  const most = Math.min(base.length, tokens.length) - prefix;
  let length = 0;
  while (length < most && base[base.length - 1 - length] === tokens[tokens.length - 1 - length]) length++;
  return length;
}
