/**
 * Parses the lines of one node, and notices lists that only grow (see shared_list.ts): of such a line only what is new is
 * parsed, and the rest compared, by memcmp. Of a line in parts (see `ProgramIo`) not even that, where its parts are those
 * of the line before: all values of all answers are so many that their number grows with the square of a run's length.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { isJsonObject, parseJson } from "../json.ts";
import { GrowingList, parseAround, type SplitText } from "../shared_list.ts";

/** Lines that are shorter, in characters, are not looked at: keeping them costs next to nothing. */
const LONG_MIN = 4096;

/** Whole numbers that JSON.parse keeps and JSON.stringify writes as they were. */
const NUMBERS = /^\d{1,15}(?:,\d{1,15})*$/;
const MORE_NUMBERS = /^(?:,\d{1,15})*$/;

/** A line around the known text of a list, without its brackets. */
interface GrownLine {
  readonly head: string;
  /** What follows the known text. */
  readonly news: string;
  readonly tail: string;
}

/** Parses lines one after another. */
export class ListWatch {
  /** The last long list; empty before there was one. */
  #list = new GrowingList();
  /** The parts that its text came in, where the last line came in parts, and their length together. */
  #known: readonly string[] = [];
  #knownLength = 0;

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

  /**
   * Parses a line in parts, where these are a text, the items of a list that is known, and a text. Who gets undefined has
   * to `parse` the line as a whole; the result is the same.
   */
  parseParts([head = "", ...texts]: readonly string[]): Json | undefined {
    const tail = texts.pop() ?? "";
    const start = head.indexOf("[") + 1;
    if (this.#list.count === 0 || start === 0 || start < head.length || !tail.startsWith("]")) return undefined;
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    if (head.length + length + tail.length < LONG_MIN) return undefined;
    const news = this.#newsIn(texts);
    const parsed = news === undefined ? undefined : this.#parseGrown({ head, news, tail });
    if (parsed !== undefined) [this.#known, this.#knownLength] = [texts, length];
    return parsed;
  }

  #parseShared(line: string, start: number): Json | undefined {
    const moreStart = start + this.#list.textLength;
    const end = line.indexOf("]", moreStart);
    if (this.#list.count === 0 || start === 0 || end < 0 || !this.#list.standsAt(start, line)) return undefined;
    return this.#parseGrown({ head: line.slice(0, start), news: line.slice(moreStart, end), tail: line.slice(end) });
  }

  /** What follows the known text of the list; undefined where that does not come first. */
  #newsIn(texts: readonly string[]): string | undefined {
    const [known, count] = [this.#known, this.#known.length];
    if (this.#knownLength === this.#list.textLength && isContinued(known, texts)) {
      const last = known[count - 1]?.length ?? 0;
      return [texts[count - 1]?.slice(last), ...texts.slice(count)].join("");
    }
    const text = texts.join("");
    return this.#list.standsAt(0, text) ? text.slice(this.#list.textLength) : undefined;
  }

  #parseGrown({ head, news, tail }: GrownLine): Json | undefined {
    if (!MORE_NUMBERS.test(news)) return undefined;
    if (news !== "") this.#list.grow(news);
    return parseLine({ head, part: this.#list.whole, tail });
  }

  /** Keeps a long list in mind. */
  #look(line: string, start: number): void {
    const text = line.slice(start, line.indexOf("]", start));
    if (start === 0 || text.length < LONG_MIN / 2 || this.#list.textBetween(0, text.length) === text) return;
    if (!NUMBERS.test(text)) return;
    this.#list = new GrowingList();
    this.#list.grow(text);
    [this.#known, this.#knownLength] = [[], 0];
  }
}

/** True where texts begin with those that are known, of which the last may have grown. */
function isContinued(known: readonly string[], texts: readonly string[]): boolean {
  const last = known.length - 1;
  for (let place = 0; place < last; place++) if (texts[place] !== known[place]) return false;
  const text = known[last] ?? "";
  return texts[last]?.slice(0, text.length) === text;
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
