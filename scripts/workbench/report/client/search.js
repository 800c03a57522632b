// @ts-check
/**
 * Finds the operations that hold a text, in steps between which the page can do something else: a long run has millions
 * of elements in its lists, and the reader goes on typing.
 *
 * A list is stored as the difference to an earlier one, and what was found in that one is found in it as well, so that
 * each element is looked at once.
 *
 * @module
 */
import { Haystack } from "./haystack.js";
import { expandText, LIST_EDGE, LIST_MARK } from "./run.js";

/** @typedef {import("./run.js").Run} Run */

/** Texts with lists that are looked at in one step, and the same where these have to be written out. */
const STEP_LENGTH = 1024;
const EXPANDED_STEP_LENGTH = 8;

/** Stands for a list where only what is around it matters; no text has it, and nobody can type it. */
const LIST_GAP = "\0";

/** What an index, or the name of a process, can hold. */
const IN_A_NAME = /^p?\d*$/;

/** An element that holds the whole query. */
const WHOLE = 1;
/** Parts of a query that a byte has room for beside that. */
const PARTS_MAX = 7;
/** Numbers below this are looked at once for each query. */
const KNOWN_NUMBERS = 1 << 20;
/** Lists of so many elements are searched as texts: those of very long runs are cut to their first elements. */
const SHORT_LENGTH = 16;
/** A stored list begins with its base and what it keeps of that. */
const LIST_HEAD = 3;

/**
 * A query that may reach over several elements of a list: `99,1` is an element that ends with 99, and one behind it that
 * begins with 1.
 *
 * @typedef {object} Pattern
 * @property {string} query
 * @property {readonly string[]} parts what stands between its commas
 * @property {boolean} isAtStart it begins with the bracket of the list
 * @property {boolean} isAtEnd
 */

/** Texts of the calls, for all searches. */
export class CallTexts {
  #run;
  /** Numbers of the texts of values, results and errors, each once. @type {Int32Array} */
  #texts;
  /** Where each text of the page stands among those; -1 where no call has it. @type {Int32Array} */
  #placeOf;
  #names;
  #haystack;
  /** One a list: 1 where others are stored as the difference to it. @type {Uint8Array} */
  #isBase;
  /** Places of texts with lists, and the lists in each. @type {[place: number, lists: number[]][]} */
  #listed = [];

  /** @param {Run} run */
  constructor(run) {
    const { calls, payload } = run;
    this.#run = run;
    this.#placeOf = new Int32Array(payload.texts.length).fill(-1);
    const texts = [];
    for (const column of [calls.value, calls.result, calls.error]) {
      for (const text of column) {
        if (text === -1 || this.#placeOf[text] !== -1) continue;
        this.#placeOf[text] = texts.length;
        texts.push(text);
      }
    }
    this.#texts = Int32Array.from(texts);
    this.#isBase = new Uint8Array(payload.lists.length);
    for (const [base] of payload.lists) this.#isBase[Number(base)] = 1;
    this.#names = new Haystack(2 * calls.count, (place) => {
      const row = place >> 1;
      return place % 2 === 0 ? String(calls.index[row]) : `p${calls.process[row]}`;
    });
    this.#haystack = new Haystack(this.#texts.length, (place) => this.#aroundLists(place));
  }

  /** Makes ready for the first search, in steps. @returns {Generator<undefined, void, undefined>} */
  *prepare() {
    yield* this.#names.prepare();
    yield* this.#haystack.prepare();
  }

  /**
   * Looks for a text in the index, the process, the value, the result and the error of each call.
   *
   * @param {string} query not empty
   * @returns {Generator<undefined, Uint8Array, undefined>} one a call: 1 where it holds the text
   */
  *callsWith(query) {
    const { calls } = this.#run;
    const names = IN_A_NAME.test(query) ? yield* this.#names.find(query) : undefined;
    const texts = yield* this.#haystack.find(query);
    yield* this.#markListed(query, texts);
    const holds = (/** @type {number | undefined} */ text) => texts[this.#placeOf[text ?? -1] ?? -1] === 1;
    const found = new Uint8Array(calls.count);
    for (let row = 0; row < calls.count; row++) {
      const isFound = names !== undefined && (names[2 * row] === 1 || names[2 * row + 1] === 1) ||
        holds(calls.value[row]) || holds(calls.result[row]) || holds(calls.error[row]);
      if (isFound) found[row] = 1;
    }
    return found;
  }

  /** The text with short lists, and without long ones, which are remembered. @param {number} place */
  #aroundLists(place) {
    const { lists } = this.#run.payload;
    const text = this.#run.payload.texts[this.#texts[place] ?? -1] ?? "";
    if (!text.includes(LIST_EDGE)) return text;
    const listed = Array.from(text.matchAll(LIST_MARK), ([, list]) => Number(list));
    if (listed.every((list) => isShort(lists[list]))) {
      return text.replaceAll(LIST_MARK, (_, list) => shortText(this.#run, lists[list] ?? []));
    }
    this.#listed.push([place, listed]);
    return text.replaceAll(LIST_MARK, LIST_GAP);
  }

  /** Looks into the lists of texts as well. @param {string} query @param {Uint8Array} found one a text */
  *#markListed(query, found) {
    const pattern = patternOf(query);
    const search = pattern === undefined ? undefined : new ListSearch(this.#run, pattern, this.#isBase);
    let count = 0;
    for (const [place, lists] of this.#listed) {
      if (found[place] === 1) continue;
      const isFound = search === undefined
        ? this.#textAt(place).includes(query)
        : lists.some((list) => search.holds(list));
      if (isFound) found[place] = 1;
      if (++count % (search === undefined ? EXPANDED_STEP_LENGTH : STEP_LENGTH) === 0) yield;
    }
  }

  /** @param {number} place */
  #textAt(place) {
    return expandText(this.#run, this.#run.payload.texts[this.#texts[place] ?? -1] ?? "");
  }
}

/** A list that is no difference to another. @param {readonly (number | string)[] | undefined} stored */
function isShort(stored = []) {
  return stored[0] === -1 && stored.length <= LIST_HEAD + SHORT_LENGTH;
}

/** @param {Run} run @param {readonly (number | string)[]} stored */
function shortText(run, stored) {
  const tokens = stored.slice(LIST_HEAD).map((token) => typeof token === "string" ? expandText(run, token) : token);
  return `[${tokens.join(",")}]`;
}

/** @param {string} query @returns {Pattern | undefined} undefined where it reaches over more than the elements of a list */
function patternOf(query) {
  const isAtStart = query.startsWith("[");
  const isAtEnd = query.endsWith("]");
  const core = query.slice(isAtStart ? 1 : 0, isAtEnd ? -1 : undefined);
  const parts = core.split(",");
  return /[[\]{}:]/.test(core) || parts.length > PARTS_MAX ? undefined : { query, parts, isAtStart, isAtEnd };
}

/** Tells of the lists of a run, by their numbers, whether they hold a query. */
class ListSearch {
  #lists;
  #pattern;
  #flagsOf;
  #isBase;
  /** What each element of a list has of the query, for lists that others are differences to. @type {(Uint8Array | undefined)[]} */
  #known;
  /** The same for the list in hand. */
  #flags = new Uint8Array(1 << 10);

  /** @param {Run} run @param {Pattern} pattern @param {Uint8Array} isBase one a list: 1 where others are differences to it */
  constructor(run, pattern, isBase) {
    this.#lists = run.payload.lists;
    this.#pattern = pattern;
    this.#flagsOf = flagReader(run, pattern);
    this.#isBase = isBase;
    this.#known = new Array(this.#lists.length);
  }

  /** @param {number} list */
  holds(list) {
    const flags = this.#known[list];
    if (flags !== undefined) return hasPattern(flags, flags.length, this.#pattern);
    // Those that it is the difference to come first.
    const chain = [];
    for (let at = list; at >= 0 && this.#known[at] === undefined; at = Number(this.#lists[at]?.[0] ?? -1)) {
      chain.push(at);
    }
    let length = 0;
    for (const number of chain.reverse()) {
      length = this.#read(number);
      if (this.#isBase[number] === 1) this.#known[number] = this.#flags.slice(0, length);
    }
    return hasPattern(this.#flags, length, this.#pattern);
  }

  /** Writes down the flags of a list, and returns its length. @param {number} number */
  #read(number) {
    const stored = this.#lists[number] ?? [-1, 0, 0];
    const [base, prefix, suffix] = [Number(stored[0]), Number(stored[1]), Number(stored[2])];
    const between = stored.length - LIST_HEAD;
    const length = prefix + between + suffix;
    if (this.#flags.length < length) this.#flags = new Uint8Array(2 * length);
    const before = this.#known[base];
    if (before !== undefined) {
      this.#flags.set(before.subarray(0, prefix));
      this.#flags.set(before.subarray(before.length - suffix), prefix + between);
    }
    for (let place = 0; place < between; place++) {
      this.#flags[prefix + place] = this.#flagsOf(stored[LIST_HEAD + place] ?? "");
    }
    return length;
  }
}

/** Makes what gives the flags of an element: numbers stand in many lists. */
/** @param {Run} run @param {Pattern} pattern @returns {(token: number | string) => number} */
function flagReader(run, pattern) {
  /** One more than the flags of each number. */
  const known = new Uint16Array(KNOWN_NUMBERS);
  return (token) => {
    if (typeof token === "string") {
      return tokenFlags(token.includes(LIST_EDGE) ? expandText(run, token) : token, pattern);
    }
    if (!(token >= 0 && token < KNOWN_NUMBERS && Number.isInteger(token))) return tokenFlags(String(token), pattern);
    return (known[token] ||= 1 + tokenFlags(String(token), pattern)) - 1;
  };
}

/** Whether an element holds the whole query, and which parts it fits, from the second bit on. */
/** @param {string} text @param {Pattern} pattern */
function tokenFlags(text, { query, parts, isAtStart, isAtEnd }) {
  let flags = text.includes(query) ? WHOLE : 0;
  if (parts.length === 1 && !isAtStart && !isAtEnd) return flags;
  parts.forEach((part, position) => {
    const isOpenBefore = position === 0 && !isAtStart;
    const isOpenAfter = position === parts.length - 1 && !isAtEnd;
    const fits = isOpenBefore ? text.endsWith(part) : isOpenAfter ? text.startsWith(part) : text === part;
    if (fits) flags |= WHOLE << (position + 1);
  });
  return flags;
}

/** @param {Uint8Array} flags of the elements @param {number} length how many these are @param {Pattern} pattern */
function hasPattern(flags, length, { parts, isAtStart, isAtEnd }) {
  for (let place = 0; place < length; place++) if (((flags[place] ?? 0) & WHOLE) !== 0) return true;
  if (parts.length === 1 && !isAtStart && !isAtEnd) return false;
  const last = length - parts.length;
  for (let start = isAtEnd ? Math.max(0, last) : 0; start <= (isAtStart ? Math.min(0, last) : last); start++) {
    let count = 0;
    while (count < parts.length && ((flags[start + count] ?? 0) & WHOLE << (count + 1)) !== 0) count++;
    if (count === parts.length) return true;
  }
  return false;
}
