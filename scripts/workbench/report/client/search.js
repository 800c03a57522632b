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

/** Lists, texts or calls that are looked at in one step: some milliseconds. */
const STEP_LENGTH = 512;

/** What can stand between the elements of a list; a query with it may reach over several of them. */
const STRUCTURE = /[[\]{},:]/;

/** A list in a text. */
const LIST_MARK = /\uE000(\d+)\uE000/g;

/**
 * Looks for a text in the index, the process, the value, the result and the error of each call.
 *
 * @param {Run} run @param {string} query not empty
 * @returns {Generator<undefined, Uint8Array, undefined>} one a call: 1 where it holds the text
 */
export function* callsWith(run, query) {
  const { calls } = run;
  const textHolds = STRUCTURE.test(query) ? undefined : yield* textsWith(run, query);
  const holds = (/** @type {number | undefined} */ text) => {
    if (text === undefined || text === -1) return false;
    return textHolds === undefined ? textOf(run, text).includes(query) : textHolds[text] === 1;
  };
  const found = new Uint8Array(calls.count);
  for (let row = 0; row < calls.count; row++) {
    const isFound = String(calls.index[row]).includes(query) || `p${calls.process[row]}`.includes(query) ||
      holds(calls.value[row]) || holds(calls.result[row]) || holds(calls.error[row]);
    found[row] = isFound ? 1 : 0;
    if (row % (textHolds === undefined ? 8 : STEP_LENGTH) === 0) yield;
  }
  return found;
}

/**
 * Tells for each text whether it holds a query that lies within one element.
 *
 * @param {Run} run @param {string} query @returns {Generator<undefined, Uint8Array, undefined>}
 */
function* textsWith(run, query) {
  const { lists, texts } = run.payload;
  /** Which elements of each list hold it. @type {Uint8Array[]} */
  const elementHolds = [];
  const listHolds = new Uint8Array(lists.length);
  for (let number = 0; number < lists.length; number++) {
    const [base, prefix = 0, suffix = 0, ...between] = lists[number] ?? [-1];
    const before = elementHolds[Number(base)] ?? new Uint8Array(0);
    const flags = new Uint8Array(Number(prefix) + between.length + Number(suffix));
    flags.set(before.subarray(0, Number(prefix)));
    between.forEach((token, place) => {
      if (tokenHolds(run, token, query)) flags[Number(prefix) + place] = 1;
    });
    flags.set(before.subarray(before.length - Number(suffix)), Number(prefix) + between.length);
    elementHolds.push(flags);
    listHolds[number] = flags.includes(1) ? 1 : 0;
    if (number % STEP_LENGTH === 0) yield;
  }
  const found = new Uint8Array(texts.length);
  for (let number = 0; number < texts.length; number++) {
    const text = texts[number] ?? "";
    const isFound = text.replaceAll(LIST_MARK, "[]").includes(query) ||
      [...text.matchAll(LIST_MARK)].some(([, list]) => listHolds[Number(list)] === 1);
    found[number] = isFound ? 1 : 0;
    if (number % STEP_LENGTH === 0) yield;
  }
  return found;
}

/** @param {Run} run @param {number | string} token @param {string} query */
function tokenHolds(run, token, query) {
  return typeof token === "number" ? String(token).includes(query) : expandText(run, token).includes(query);
}
