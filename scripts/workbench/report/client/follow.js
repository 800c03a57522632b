// @ts-check
/**
 * Which messages hold a value, and by which of them it spread, in the order of the run's events.
 *
 * @module
 */
import { holdsTerm, isSetupType } from "../../recording/terms.js";
import { ValueKnowers } from "../../recording/value_knowers.js";
import { formatCount } from "./format.js";
import { firstGap } from "./held.js";
import { CLIENT, expandText, LIST_MARK, listTokens, NODE, RECEIVED } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("../../recording/terms.js").Term} Term */

/**
 * How a value went through the cluster.
 *
 * @typedef {object} Spread
 * @property {Uint8Array} carries one a message: 0 no, 1 carries it, 2 brought it to its receiver first
 * @property {{ participant: number, time: number }[]} arrivals in order of time
 * @property {number} count messages that carry it
 */

/**
 * Tells for each text whether it holds all terms. Long lists are looked at once each.
 *
 * @param {Run} run @param {readonly Term[]} terms @returns {Uint8Array}
 */
export function textsWithTerms(run, terms) {
  const { texts, lists } = run.payload;
  const found = terms.map((term) => {
    const listHolds = new Uint8Array(lists.length);
    lists.forEach((_, list) =>
      listHolds[list] = listTokens(run, list).some((token) => tokenHolds(run, token, term)) ? 1 : 0
    );
    return Uint8Array.from(texts, (text) => {
      if (holdsTerm(text, term)) return 1;
      for (const [, list] of text.matchAll(LIST_MARK)) if (listHolds[Number(list)] === 1) return 1;
      return 0;
    });
  });
  return Uint8Array.from(texts, (_, text) => found.every((flags) => flags[text] === 1) ? 1 : 0);
}

/** @param {Run} run @param {number | string} token @param {Term} term */
function tokenHolds(run, token, term) {
  if (typeof token === "number") return term.isBare && String(token) === term.text;
  return holdsTerm(expandText(run, token), term);
}

/**
 * Follows a value through the run.
 *
 * @param {Run} run @param {readonly Term[]} terms @returns {Spread}
 */
export function spreadOf(run, terms) {
  const { messages, payload } = run;
  const holds = textsWithTerms(run, terms);
  const carries = new Uint8Array(messages.count);
  /** @type {{ participant: number, time: number }[]} */
  const arrivals = [];
  let count = 0;
  const isClient = (/** @type {number} */ participant) => payload.kinds[participant] === CLIENT;
  // A value that no client sends is made by its first sender, as a unique id is.
  const trustsFirst = !messages.body.some((text, row) => holds[text] === 1 && isClient(messages.src[row] ?? 0));
  /** @type {ValueKnowers<number>} */
  const knowers = new ValueKnowers({ trustsClients: true, trustsFirst });
  const gap = firstGap(run);
  for (const event of run.events) {
    const row = event >> 1;
    const isEnd = (event & 1) === 1;
    // Whoever sends it after messages that are not held may have had it from one of them.
    const isAfterGap = (messages.sent[row] ?? 0) >= gap;
    if (!isEnd && holds[messages.body[row] ?? 0] === 1) {
      const src = messages.src[row] ?? 0;
      if (!isAfterGap && !knowers.canCarry(src, isClient(src))) continue;
      if (isSetupType(payload.types[messages.type[row] ?? 0] ?? "")) continue;
      knowers.sent(src);
      carries[row] = 1;
      count++;
    } else if (isEnd && carries[row] === 1 && messages.fate[row] === RECEIVED) {
      const dest = messages.dest[row] ?? 0;
      if (isAfterGap || !knowers.received(dest, isClient(dest))) continue;
      carries[row] = 2;
      arrivals.push({ participant: dest, time: (messages.sent[row] ?? 0) + (messages.took[row] ?? 0) });
    }
  }
  return { carries, arrivals, count };
}

/** Share of its length that is shown before and after the time of a spread. */
const SPREAD_MARGIN = 0.15;
/** What is sent so long after the last arrival belongs to the spread, in microseconds. */
const SPREAD_LEAST_US = 2000;
/** Shorter times are shown with so much around them: without latency a value is everywhere within a fraction of a millisecond. */
const SHOWN_LEAST_US = 400;

/**
 * The time in which a value went to whom it reached, with what was lost on the way; later messages that carry it too,
 * such as reads at the end, are left out.
 *
 * @param {Run} run @param {Spread} spread @returns {{ start: number, from: number, to: number } | undefined} undefined where nothing carries it
 */
export function timeOfSpread({ messages }, { carries, arrivals }) {
  const last = arrivals.at(-1)?.time;
  let start = Infinity;
  let end = last ?? -Infinity;
  for (let row = 0; row < messages.count; row++) {
    if (carries[row] === 0) continue;
    const sent = messages.sent[row] ?? 0;
    start = Math.min(start, sent);
    if (last === undefined || sent > last && messages.fate[row] === RECEIVED) continue;
    if (sent <= last + SPREAD_LEAST_US) end = Math.max(end, sent + Math.max(0, messages.took[row] ?? 0));
  }
  if (start === Infinity) return undefined;
  const length = Math.max(end - start, SHOWN_LEAST_US);
  return { start, from: start - length * SPREAD_MARGIN, to: start + length * (1 + SPREAD_MARGIN) };
}

/** One sentence on a spread. @param {Run} run @param {string} query @param {Spread} spread */
export function describeSpread(run, query, spread) {
  const { held, cutCount } = run.payload;
  const cuts = cutCount === 0 ? "" : ` ${formatCount(cutCount)} long bodies or values are cut here and may hold it.`;
  if (held !== undefined) {
    const found = spread.count === 0 ? "No message" : `${formatCount(spread.count)} of the messages`;
    return `${found} on this page ${
      spread.count === 1 || spread.count === 0 ? "carries" : "carry"
    } ${query}; whether ` +
      `others do is not known here, for they are in journal.record alone.${cuts}`;
  }
  if (spread.count === 0) return `No message ${cuts === "" ? "" : "shown whole "}carries ${query}.${cuts}`;
  const nodes = run.payload.kinds.filter((kind) => kind === NODE).length;
  const reached = spread.arrivals.filter(({ participant }) => run.payload.kinds[participant] === NODE);
  const last = reached.at(-1);
  const arrival = last === undefined
    ? ""
    : `; the last, ${run.payload.participants[last.participant]}, at ${(last.time / 1e6).toFixed(3)} s`;
  return `${query} is in ${spread.count} message${
    spread.count === 1 ? "" : "s"
  } and reached ${reached.length} of ${nodes} nodes${arrival}.${cuts}`;
}
