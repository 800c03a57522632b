/**
 * Reads one EDN value from a text.
 *
 * Own code, since the library edn-data reads too kindly: it drops what follows the first value, drops a key without a
 * value, and gives null for a text that is cut off. Here all of the text is read, or none.
 *
 * Source: the EDN format's own description. Beyond it, `##Inf`, `##-Inf`, `##NaN` and ratios are read as Clojure prints
 * them. Metadata and reader macros of Clojure are no EDN and are refused.
 *
 * @module
 */

/** A value: `{ key }` is a keyword, `{ map }` a list of pairs, `{ set }` a set, `{ sym }` a symbol or a float such as 1.0. */
export type EdnValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | Date
  | EdnValue[]
  | { key: string }
  | { sym: string }
  | { char: string }
  | { map: [EdnValue, EdnValue][] }
  | { set: EdnValue[] }
  | { list: EdnValue[] }
  | { tag: string; val: EdnValue };

/** Values nested deeper than this are refused: the reader calls itself for each level. */
const DEPTH_MAX = 500;

const BLANK_OR_COMMENT = /(?:[\s,]+|;[^\n]*)*/y;
const TEXT = /"((?:[^"\\]|\\.)*)("?)/sy;
const CHARACTER = /\\(?:u[0-9a-fA-F]{4}|o[0-7]{1,3}|[a-z]+|.)/suy;
const ATOM = /[^\s,()[\]{}";\\]+/y;

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
const ESCAPED: Readonly<Record<string, string>> = {
  t: "\t",
  r: "\r",
  n: "\n",
  b: "\b",
  f: "\f",
  "\\": "\\",
  '"': '"',
};
const NAMED_CHARACTERS: Readonly<Record<string, string>> = {
  newline: "\n",
  return: "\r",
  space: " ",
  tab: "\t",
  backspace: "\b",
  formfeed: "\f",
};

/** Most values of most files: told quickly, so that large files are read quickly. */
const SMALL_INTEGER = /(?:0|[1-9]\d{0,14})(?=[\s,\])}]|$)/y;

const INTEGER = /^[-+]?(?:0|[1-9]\d*)N?$/;
const FLOAT = /^[-+]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?M?$/;
/** What Clojure prints besides: 1/3, and the 0x1f of an object that has no form of its own. */
const RATIO_OR_HEX = /^[-+]?(?:\d+\/\d+|0x[0-9a-f]+)$/;
const NUMBER_LIKE = /^[-+]?\d/;
const SYMBOL = /^[\p{L}.*!_?$%&=<>+/|-][\p{L}\d.*!_?$%&=<>+/|:#'-]*$/u;
const KEYWORD = /^:[^:/]/;

const CLOSING = { "(": ")", "[": "]", "{": "}" } as const;

/**
 * Reads the one value that a text holds, with whatever comments and discarded values stand around it.
 *
 * @throws {SyntaxError} When the text holds no value, more than one, or something that is no EDN.
 */
export function readEdn(text: string): EdnValue {
  return new EdnReader(text).readOnly();
}

class EdnReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readOnly(): EdnValue {
    this.#skip();
    if (this.#at === this.#text.length) throw refusal("there is no value");
    const value = this.#value();
    this.#skip();
    const rest = this.#text.slice(this.#at);
    if (rest === "") return value;
    if (/^[)\]}]/.test(rest)) throw refusal(`a "${rest[0]}" closes nothing`);
    throw refusal(`a second value follows the first: ${shorten(rest)}`);
  }

  /** Reads a value; the reader stands at its first character. */
  #value(): EdnValue {
    const small = this.#match(SMALL_INTEGER);
    if (small !== null) return Number(small[0]);
    const first = this.#text[this.#at];
    if (first === '"') return this.#readText();
    if (first === "\\") return { char: characterOf(this.#match(CHARACTER)?.[0] ?? "") };
    if (first === "[") return this.#items("[");
    if (first === "(") return { list: this.#items("(") };
    if (first === "{") return { map: this.#pairs() };
    if (first === "#") return this.#dispatch();
    if (first === ")" || first === "]" || first === "}") throw refusal(`a "${first}" closes nothing`);
    return atomOf(this.#match(ATOM)?.[0] ?? "");
  }

  /** Reads what begins with `#`: a set, a tagged value, or a number that is none. */
  #dispatch(): EdnValue {
    if (this.#text[this.#at + 1] === "{") {
      this.#at++;
      return { set: this.#items("{") };
    }
    const tag = this.#match(ATOM)?.[0] ?? "";
    if (tag.startsWith("##")) return atomOf(tag);
    if (!/^#[\p{L}:]/u.test(tag)) throw refusal(`${shorten(tag)} is no tag`);
    this.#skip();
    if (this.#at === this.#text.length) throw refusal(`the tag ${tag} has no value`);
    const val = this.#nested(() => this.#value());
    return tag === "#inst" && typeof val === "string" ? dateOf(val) : { tag: tag.slice(1), val };
  }

  #items(open: keyof typeof CLOSING): EdnValue[] {
    return this.#nested(() => {
      const items: EdnValue[] = [];
      this.#at++;
      for (;;) {
        this.#skip();
        const next = this.#text[this.#at];
        if (next === undefined) throw refusal(`a "${open}" is not closed, the text may be cut off`);
        if (next === CLOSING[open]) break;
        items.push(this.#value());
      }
      this.#at++;
      return items;
    });
  }

  #pairs(): [EdnValue, EdnValue][] {
    const items = this.#items("{");
    if (items.length % 2 === 1) {
      throw refusal("a map has a key without a value, expected an even number of values between { and }");
    }
    const pairs: [EdnValue, EdnValue][] = [];
    const names = new Set<string>();
    for (let position = 0; position < items.length; position += 2) {
      const key = items[position] as EdnValue;
      const name = JSON.stringify(key, (_key, part) => typeof part === "bigint" ? `${part}N` : part);
      if (names.has(name)) throw refusal("a map has the same key twice");
      names.add(name);
      pairs.push([key, items[position + 1] as EdnValue]);
    }
    return pairs;
  }

  #readText(): string {
    const match = this.#match(TEXT);
    if (match?.[2] !== '"') throw refusal("a text has no closing quote");
    return (match[1] ?? "").replace(ESCAPE, (escape, code: string | undefined, letter: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      const character = ESCAPED[letter ?? ""];
      if (character === undefined) throw refusal(`a text has the escape ${escape}, which EDN does not know`);
      return character;
    });
  }

  /** Skips blanks, comments and discarded values. */
  #skip(): void {
    // Between two values there is a blank, most often, and nothing else.
    if (this.#text[this.#at] === " " && /[\w:"]/.test(this.#text[this.#at + 1] ?? "")) {
      this.#at++;
      return;
    }
    for (;;) {
      this.#match(BLANK_OR_COMMENT);
      if (!this.#text.startsWith("#_", this.#at)) return;
      this.#at += 2;
      this.#nested(() => {
        this.#skip();
        if (this.#at === this.#text.length) throw refusal("a #_ has no value to leave out");
        this.#value();
      });
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEPTH_MAX) throw refusal(`more than ${DEPTH_MAX} levels of brackets`);
    const result = read();
    this.#depth--;
    return result;
  }
}

function atomOf(atom: string): EdnValue {
  if (atom === "nil") return null;
  if (atom === "true") return true;
  if (atom === "false") return false;
  if (KEYWORD.test(atom)) return { key: atom.slice(1) };
  if (/^##(-?Inf|NaN)$/.test(atom)) return { sym: atom.slice(2) };
  if (INTEGER.test(atom)) return integerOf(atom);
  if (FLOAT.test(atom)) return floatOf(atom);
  if (RATIO_OR_HEX.test(atom) || (SYMBOL.test(atom) && !NUMBER_LIKE.test(atom))) return { sym: atom };
  throw refusal(`${shorten(atom)} is no EDN`);
}

/** Integers that a number cannot hold keep their digits. */
function integerOf(atom: string): EdnValue {
  const digits = atom.replace(/^\+/, "").replace(/N$/, "");
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

/** A float without a fraction keeps its form, for 1.0 is not 1. */
function floatOf(atom: string): EdnValue {
  const value = Number(atom.replace(/M$/, ""));
  if (!Number.isFinite(value)) throw refusal(`the number ${shorten(atom)} is too large for a double`);
  if (!Number.isInteger(value)) return value;
  const text = Object.is(value, -0) ? "-0" : String(value);
  return { sym: /[.e]/.test(text) ? text : `${text}.0` };
}

function characterOf(token: string): string {
  const name = token.slice(1);
  const code = /^u([0-9a-fA-F]{4})$/.exec(name)?.[1] ?? "";
  if (code !== "") return String.fromCharCode(parseInt(code, 16));
  const octal = /^o([0-7]{1,3})$/.exec(name)?.[1];
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
  const character = NAMED_CHARACTERS[name] ?? ([...name].length === 1 ? name : undefined);
  if (character === undefined) throw refusal(`\\${name} is no character`);
  return character;
}

function dateOf(text: string): EdnValue {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw refusal(`#inst ${shorten(JSON.stringify(text))} is no date`);
  return date;
}

function refusal(problem: string): SyntaxError {
  return new SyntaxError(`Cannot parse EDN: ${problem}`);
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`;
}
