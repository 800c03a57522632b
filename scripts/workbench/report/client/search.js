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
import { expandText, textOf } from "./run.js";

/** @typedef {import("./run.js").Run} Run */

/** Calls that are looked at in one step: some milliseconds. */
const STEP_LENGTH = 256;
/** The same where whole texts have to be written out. */
const EXPANDED_STEP_LENGTH = 8;

/** Stands before and after the number of a list in a text. */
const LIST_EDGE = "\uE000";
/** A list in a text. */
const LIST_MARK = /\uE000(\d+)\uE000/g;

/** An element that holds the whole query. */
const WHOLE = 1;
/** Parts of a query that a byte has room for beside that. */
const PARTS_MAX = 7;

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

/**
 * Looks for a text in the index, the process, the value, the result and the error of each call.
 *
 * @param {Run} run @param {string} query not empty
 * @returns {Generator<undefined, Uint8Array, undefined>} one a call: 1 where it holds the text
 */
export function* callsWith(run, query) {
  const { calls } = run;
  const pattern = patternOf(query);
  const holds = pattern === undefined
    ? (/** @type {number | undefined} */ text) => textOf(run, text).includes(query)
    : textHolder(run, pattern);
  const found = new Uint8Array(calls.count);
  for (let row = 0; row < calls.count; row++) {
    const isFound = String(calls.index[row]).includes(query) || `p${calls.process[row]}`.includes(query) ||
      holds(calls.value[row]) || holds(calls.result[row]) || holds(calls.error[row]);
    found[row] = isFound ? 1 : 0;
    if (row % (pattern === undefined ? EXPANDED_STEP_LENGTH : STEP_LENGTH) === 0) yield;
  }
  return found;
}

/** @param {string} query @returns {Pattern | undefined} undefined where it reaches over more than the elements of a list */
function patternOf(query) {
  const isAtStart = query.startsWith("[");
  const isAtEnd = query.endsWith("]");
  const core = query.slice(isAtStart ? 1 : 0, isAtEnd ? -1 : undefined);
  const parts = core.split(",");
  return /[[\]{}:]/.test(core) || parts.length > PARTS_MAX ? undefined : { query, parts, isAtStart, isAtEnd };
}

/** Makes what tells whether a text, by its number, holds a query. */
/** @param {Run} run @param {Pattern} pattern @returns {(text: number | undefined) => boolean} */
function textHolder(run, pattern) {
  const { lists, texts } = run.payload;
  /** What each element of each list has of the query, as far as it was asked for. @type {(Uint8Array | undefined)[]} */
  const known = new Array(lists.length);
  /** 1 no, 2 yes. */
  const answers = new Uint8Array(texts.length);
  const holds = (/** @type {string} */ text) => {
    if (!text.includes(LIST_EDGE)) return text.includes(pattern.query);
    return text.replaceAll(LIST_MARK, LIST_EDGE).includes(pattern.query) ||
      [...text.matchAll(LIST_MARK)].some(([, list]) =>
        hasPattern(listFlags(run, known, [Number(list), pattern]), pattern)
      );
  };
  return (text) => {
    if (text === undefined || text === -1) return false;
    answers[text] ||= holds(texts[text] ?? "") ? 2 : 1;
    return answers[text] === 2;
  };
}

/** What the elements of a list have of a query. Lists that it is the difference to come first. */
/** @param {Run} run @param {(Uint8Array | undefined)[]} known @param {readonly [list: number, pattern: Pattern]} what @returns {Uint8Array} */
function listFlags(run, known, [list, pattern]) {
  const { lists } = run.payload;
  const chain = [];
  for (let at = list; at >= 0 && known[at] === undefined; at = Number(lists[at]?.[0] ?? -1)) chain.push(at);
  for (const number of chain.reverse()) {
    const [base, prefix = 0, suffix = 0, ...between] = lists[number] ?? [-1];
    const before = known[Number(base)] ?? new Uint8Array(0);
    const flags = new Uint8Array(Number(prefix) + between.length + Number(suffix));
    flags.set(before.subarray(0, Number(prefix)));
    between.forEach((token, place) => flags[Number(prefix) + place] = tokenFlags(run, token, pattern));
    flags.set(before.subarray(before.length - Number(suffix)), Number(prefix) + between.length);
    known[number] = flags;
  }
  return known[list] ?? new Uint8Array(0);
}

/** Whether an element holds the whole query, and which parts it fits, from the second bit on. */
/** @param {Run} run @param {number | string} token @param {Pattern} pattern */
function tokenFlags(run, token, { query, parts, isAtStart, isAtEnd }) {
  const text = typeof token === "number" ? String(token) : expandText(run, token);
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

/** @param {Uint8Array} flags of the elements @param {Pattern} pattern */
function hasPattern(flags, { parts, isAtStart, isAtEnd }) {
  const isOneElement = parts.length === 1 && !isAtStart && !isAtEnd;
  if (isOneElement) return flags.includes(WHOLE);
  const last = flags.length - parts.length;
  for (let start = isAtEnd ? Math.max(0, last) : 0; start <= (isAtStart ? Math.min(0, last) : last); start++) {
    let count = 0;
    while (count < parts.length && ((flags[start + count] ?? 0) & WHOLE << (count + 1)) !== 0) count++;
    if (count === parts.length) return true;
  }
  return flags.some((flag) => (flag & WHOLE) !== 0);
}
