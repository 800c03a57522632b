/**
 * Cuts a text of JSON or EDN into its forms. Both notations are sequences of forms: line ends mean no more than blanks, so
 * a line may hold several forms and a form may span lines. A vector, list or array at the top holds one form an element.
 *
 * Only brackets, quotes and comments are looked at here; whether a form is right is for the parser to say.
 *
 * @module
 */
import { ednToJson, parseEdn } from "../edn.ts";
import type { Json } from "../history.ts";
import { parseJson } from "../json.ts";
import type { Line } from "./lines.ts";

/** How a text is written. */
export type Notation = "json" | "edn";

/** The value of one form and the line where it begins, counted from 1. */
export interface Form {
  readonly line: number;
  readonly value: Json;
}

/** What is wrong with a text, and in which line. */
export class FormError extends SyntaxError {
  override readonly name = "FormError";
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const TOKENS: Readonly<Record<Notation, RegExp>> = {
  json:
    /(?<blank>\s+)|(?<text>"(?:[^"\\]|\\.)*"?)|(?<open>[[{])|(?<close>[\]}])|(?<comma>,)|(?<atom>:|[^\s,[\]{}":]+)/y,
  edn:
    /(?<blank>[\s,]+|;.*)|(?<text>"(?:[^"\\]|\\.)*\\?"?)|(?<discard>#_)|(?<open>#?\{|[[(])|(?<close>[)\]}])|(?<tag>#[^\s,()[\]{}";#]+)|(?<atom>\\(?:[a-z]\w*|.)|[^\s,()[\]{}";\\]+|\\)/yu,
};

/** What of a form needs no look: numbers, names and blanks, which are most of it. */
const PLAIN: Readonly<Record<Notation, RegExp>> = { json: /[^"[\]{}]+/y, edn: /[^"\\;()[\]{}]+/y };

/** The rest of a text that began in an earlier line. */
const TEXT_END = /(?:[^"\\]|\\.)*\\?"?/y;

const OPENING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

const PARSERS: Readonly<Record<Notation, (text: string) => Json>> = {
  json: parseJson,
  edn: (text) => ednToJson(parseEdn(text)),
};

/**
 * Yields the forms of a text.
 *
 * @throws {FormError} When a form is not what its notation says, or what stands between forms.
 */
export async function* readForms(lines: AsyncIterable<Line>, notation: Notation): AsyncGenerator<Form> {
  const scanner = new FormScanner(notation);
  for await (const line of lines) yield* scanner.feed(line);
  scanner.end();
}

interface Bracket {
  readonly open: string;
  readonly line: number;
}

class FormScanner {
  readonly #notation: Notation;
  /** Brackets that are open; the first is that of the sequence where `#isInSequence`. */
  readonly #open: Bracket[] = [];
  #isInSequence = false;
  /** The present form, in pieces; its line is 0 where there is none. */
  #pieces: string[] = [];
  #line = 0;
  #lastLine = 0;
  #isInText = false;
  /** Forms that are to be left out, because a `#_` stands before them. */
  #discardCount = 0;
  /** The same between a tag and its value: they are left to the parser, but end nothing. */
  #innerDiscardCount = 0;
  /** JSON: true where a comma, not a form, must come next. */
  #wantsComma = false;

  constructor(notation: Notation) {
    this.#notation = notation;
  }

  *feed({ number, text }: Line): Generator<Form> {
    this.#lastLine = number;
    const whole = this.#wholeForm(text);
    if (whole !== undefined) {
      yield { line: number, value: whole };
      return;
    }
    let at = 0;
    if (this.#isInText) {
      at = this.#endText(text);
      if (this.#isComplete()) yield* this.#complete();
    }
    const [pattern, plain] = [TOKENS[this.#notation], PLAIN[this.#notation]];
    while (at < text.length) {
      if (this.#open.length > this.#baseDepth) {
        const end = endOfPlain(text, at, plain);
        if (end > at) this.#pieces.push(text.slice(at, end));
        at = end;
        if (at === text.length) break;
      }
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) throw new FormError(number, `${JSON.stringify(text.slice(at, at + 20))} is no ${this.#name}`);
      at = pattern.lastIndex;
      yield* this.#take(match, number);
    }
    if (this.#line > 0) this.#pieces.push("\n");
  }

  end(): void {
    if (this.#isInText) throw new FormError(this.#line, "a text has no closing quote");
    const open = this.#open.at(-1);
    if (open !== undefined) {
      throw new FormError(open.line, `a "${open.open}" is not closed, the text may be cut off`);
    }
    if (this.#line > 0) throw new FormError(this.#line, `the tag ${this.#pieces.join("").trim()} has no value`);
    if (this.#discardCount > 0) throw new FormError(this.#lastLine, "a #_ has no value to leave out");
  }

  get #name(): string {
    return this.#notation.toUpperCase();
  }

  /** Most lines of most files are one JSON object: quickly told, so that large files are read quickly. */
  #wholeForm(text: string): Json | undefined {
    if (this.#notation !== "json" || this.#line > 0 || this.#open.length > 0) return undefined;
    if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
    try {
      return parseJson(text);
    } catch {
      return undefined;
    }
  }

  #endText(text: string): number {
    TEXT_END.lastIndex = 0;
    const [found = ""] = TEXT_END.exec(text) ?? [];
    this.#pieces.push(found);
    this.#isInText = !isClosed(found);
    return found.length;
  }

  *#take({ 0: token, groups = {} }: RegExpExecArray, line: number): Generator<Form> {
    if (groups.blank !== undefined) {
      // A comment ends with its line and must not hide what follows.
      if (this.#line > 0) this.#pieces.push(token.startsWith(";") ? " " : token);
      return;
    }
    if (groups.comma !== undefined) return this.#takeComma(token, line);
    if (groups.close !== undefined) return yield* this.#close(token, line);
    if (groups.discard !== undefined && this.#isBetweenForms()) {
      this.#discardCount++;
      return;
    }
    if (this.#opensSequence(groups.open)) {
      this.#open.push({ open: token, line });
      this.#isInSequence = true;
      this.#line = 0;
      this.#pieces = [];
      this.#wantsComma = false;
      return;
    }
    if (this.#wantsComma && this.#isBetweenForms()) {
      throw new FormError(line, `${JSON.stringify(token)} follows an element without a comma between them`);
    }
    if (this.#line === 0) this.#line = line;
    if (groups.discard !== undefined && this.#open.length === this.#baseDepth) this.#innerDiscardCount++;
    this.#pieces.push(token);
    if (groups.open !== undefined) this.#open.push({ open: token.slice(-1), line });
    if (groups.text !== undefined) this.#isInText = !isClosed(token.slice(1));
    if (this.#isInText && this.#notation === "json") throw new FormError(line, "a text has no closing quote");
    if (groups.tag === undefined && groups.discard === undefined && this.#isComplete()) yield* this.#complete();
  }

  #takeComma(token: string, line: number): void {
    if (!this.#isBetweenForms()) {
      this.#pieces.push(token);
      return;
    }
    if (!this.#isInSequence) throw new FormError(line, "a comma stands between two values, expected a line end");
    if (!this.#wantsComma) throw new FormError(line, "a comma follows no element");
    this.#wantsComma = false;
  }

  *#close(token: string, line: number): Generator<Form> {
    const isTagAlone = this.#line > 0 && this.#open.length === this.#baseDepth;
    const bracket = this.#open.pop();
    if (bracket === undefined || bracket.open !== OPENING[token] || isTagAlone) {
      throw new FormError(line, `a "${token}" closes nothing`);
    }
    if (this.#isInSequence && this.#open.length === 0) {
      if (this.#discardCount > 0) throw new FormError(line, "a #_ has no value to leave out");
      this.#isInSequence = false;
      this.#wantsComma = false;
      return;
    }
    this.#pieces.push(token);
    if (this.#isComplete()) yield* this.#complete();
  }

  /** True for the first bracket of a vector, list or array at the top; what `#_` leaves out is a value like any other. */
  #opensSequence(open: string | undefined): boolean {
    const isList = open === "[" || open === "(";
    return isList && this.#open.length === 0 && this.#discardCount + this.#innerDiscardCount === 0;
  }

  get #baseDepth(): number {
    return this.#isInSequence ? 1 : 0;
  }

  #isBetweenForms(): boolean {
    return this.#line === 0;
  }

  #isComplete(): boolean {
    return this.#line > 0 && !this.#isInText && this.#open.length === this.#baseDepth;
  }

  *#complete(): Generator<Form> {
    if (this.#innerDiscardCount > 0) {
      this.#innerDiscardCount--;
      return;
    }
    const [line, text] = [this.#line, this.#pieces.join("")];
    this.#line = 0;
    this.#pieces = [];
    this.#wantsComma = this.#notation === "json" && this.#isInSequence;
    if (this.#discardCount > 0) this.#discardCount--;
    else yield { line, value: this.#parse(text, line) };
  }

  #parse(text: string, line: number): Json {
    try {
      return PARSERS[this.#notation](text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new FormError(line, error.message);
    }
  }
}

function endOfPlain(text: string, at: number, plain: RegExp): number {
  plain.lastIndex = at;
  return plain.test(text) ? plain.lastIndex : at;
}

/** Tells whether a text, without its first quote, ends with one that closes it. */
function isClosed(rest: string): boolean {
  return /^(?:[^"\\]|\\.)*"$/s.test(rest);
}
