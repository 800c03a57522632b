/**
 * Parses the lines of one node, and notices lists that only grow (see shared_list.ts): of such a line only what is new is
 * parsed, which for a node that answers with 100,000 values makes the difference between a microsecond and a millisecond.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { isJsonObject, parseJson } from "../json.ts";
import { ownCopy } from "../text/own_copy.ts";
import { GrowingList, parseAround, type SplitText } from "../shared_list.ts";

/** Lines that are shorter, in characters, are not looked at: keeping them costs next to nothing. */
const LONG_MIN = 4096;

/** From so much of the rest on what came since becomes the beginning. */
const MORE_SHARE = 1 / 8;

/** Whole numbers that JSON.parse keeps and JSON.stringify writes as they were. */
const NUMBERS = /^\d{1,15}(?:,\d{1,15})*$/;
const MORE_NUMBERS = /^(?:,\d{1,15})*$/;

/** Parses lines one after another. */
export class ListWatch {
  /** The text of the last long list, without brackets: its beginning, a part of a line, and what came since. */
  #start = "";
  #more = "";
  /** That list, once a line has repeated it. */
  #list: GrowingList | undefined;

  /** Parses a line like `parseJson`, with the same result. */
  parse(line: string): Json {
    if (line.length < LONG_MIN) return parseJson(line);
    const start = line.indexOf("[") + 1;
    const shared = this.#parseShared(line, start);
    if (shared !== undefined) return shared;
    const value = parseJson(line);
    this.#look(line, start);
    return value;
  }

  #parseShared(line: string, start: number): Json | undefined {
    const known = this.#start;
    const moreStart = start + known.length;
    const end = line.indexOf("]", moreStart + this.#more.length);
    if (known === "" || start === 0 || end < 0) return undefined;
    // Comparing two texts of one length is one call of memcmp.
    if (line.slice(start, moreStart) !== known || !line.startsWith(this.#more, moreStart)) return undefined;
    const news = line.slice(moreStart + this.#more.length, end);
    if (!MORE_NUMBERS.test(news)) return undefined;
    const list = this.#list ??= listOf(known + this.#more);
    if (news !== "") this.#grow(list, news);
    if (this.#more.length > known.length * MORE_SHARE) [this.#start, this.#more] = [line.slice(start, end), ""];
    return parseLine({ head: line.slice(0, start), part: list.whole, tail: line.slice(end) });
  }

  #grow(list: GrowingList, news: string): void {
    const copy = ownCopy(news);
    this.#more = [this.#more, copy].join("");
    list.grow(copy);
  }

  /** Keeps a long list in mind. */
  #look(line: string, start: number): void {
    const text = line.slice(start, line.indexOf("]", start));
    if (
      start === 0 || text.length < LONG_MIN / 2 || (this.#start + this.#more).startsWith(text) || !NUMBERS.test(text)
    ) return;
    [this.#start, this.#more] = [text, ""];
    this.#list = undefined;
  }
}

function listOf(text: string): GrowingList {
  const list = new GrowingList();
  list.grow(text, text);
  return list;
}

/** Undefined where the list is no field of the body, or the rest is no JSON. */
function parseLine(line: SplitText): Json | undefined {
  try {
    return parseAround(line, {
      parse: parseJson,
      holderOf: (message) => isJsonObject(message) ? message.body : undefined,
    });
  } catch {
    return undefined;
  }
}
