// @ts-check
/**
 * Which messages hold a value, and by which of them it spread.
 *
 * A number like 17 may stand in a body by chance (a counter, an offset). A message only carries the value 17 if its
 * sender can know it: it got it from a client or in an earlier message. So the journal is walked through in order.
 *
 * @module
 */
import { formatCount } from "./format.js";
import { firstGap } from "./held.js";
import { CLIENT, expandText, listTokens, NODE, RECEIVED } from "./run.js";

/** @typedef {import("./run.js").Run} Run */

/**
 * One thing to look for.
 *
 * @typedef {object} Term
 * @property {string} text as JSON for strings and objects in quotes or braces, else as typed
 * @property {boolean} isBare true for something without quotes: matches a number and a string alike
 */

/**
 * How a value went through the cluster.
 *
 * @typedef {object} Spread
 * @property {Uint8Array} carries one a message: 0 no, 1 carries it, 2 brought it to its receiver first
 * @property {{ participant: number, time: number }[]} arrivals in order of time
 * @property {number} count messages that carry it
 */

/**
 * Reads what the reader typed: one JSON value (`17`, `"k1"`, `[1,2]`), or several words that must all occur (`k1 17`).
 *
 * @param {string} query @returns {Term[]}
 */
export function parseTerms(query) {
  const text = query.trim();
  if (text === "") return [];
  const whole = jsonOrUndefined(text);
  if (whole !== undefined) return [toTerm(text, whole)];
  return text.split(/\s+/).map((word) => toTerm(word, jsonOrUndefined(word)));
}

/** @param {string} text */
function jsonOrUndefined(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} text @param {unknown} value @returns {Term} */
function toTerm(text, value) {
  const isBare = value === undefined || typeof value !== "object" && typeof value !== "string" || value === null;
  // A number keeps the digits that were typed: JSON.parse would round an id beyond 2^53.
  return isBare ? { text, isBare } : { text: JSON.stringify(value), isBare };
}

/** Tells whether a JSON text holds all terms as values or keys. @param {string} json @param {readonly Term[]} terms */
export function holdsTerms(json, terms) {
  return terms.every((term) => holdsTerm(json, term));
}

/** @param {string} json @param {Term} term */
function holdsTerm(json, { text, isBare }) {
  if (holdsToken(json, text)) return true;
  return isBare && holdsToken(json, JSON.stringify(text));
}

/** Finds a JSON value inside a JSON text: the characters around it must not belong to it. */
/** @param {string} json @param {string} token */
function holdsToken(json, token) {
  const first = token[0] ?? "";
  const isQuoted = first === '"' || first === "[" || first === "{";
  for (let at = json.indexOf(token); at !== -1; at = json.indexOf(token, at + 1)) {
    const before = json[at - 1] ?? "";
    const after = json[at + token.length] ?? "";
    const standsAlone = isQuoted ? before !== "\\" : /^[[,:]?$/.test(before) && /^[\],}]?$/.test(after);
    if (standsAlone && !insideString(json, at)) return true;
  }
  return false;
}

/** True where a position lies inside a string: the number of quotes before it is odd. */
/** @param {string} json @param {number} position */
function insideString(json, position) {
  let inside = false;
  for (let at = 0; at < position; at++) {
    const character = json[at];
    if (character === "\\" && inside) at++;
    else if (character === '"') inside = !inside;
  }
  return inside;
}

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
      for (const [, list] of text.matchAll(/\uE000(\d+)\uE000/g)) if (listHolds[Number(list)] === 1) return 1;
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
  const knows = new Uint8Array(payload.participants.length);
  /** @type {{ participant: number, time: number }[]} */
  const arrivals = [];
  let count = 0;
  const isClientRequest = (/** @type {number} */ row) => payload.kinds[messages.src[row] ?? 0] === CLIENT;
  // A value that no client sends is made by its first sender, as a unique id is.
  let isMadeByNode = !messages.body.some((text, row) => holds[text] === 1 && isClientRequest(row));
  const gap = firstGap(run);
  for (const event of run.events) {
    const row = event >> 1;
    const isEnd = (event & 1) === 1;
    // Whoever sends it after messages that are not held may have had it from one of them.
    const isAfterGap = (messages.sent[row] ?? 0) >= gap;
    if (!isEnd && holds[messages.body[row] ?? 0] === 1) {
      const src = messages.src[row] ?? 0;
      const canKnow = isClientRequest(row) || knows[src] === 1 || isMadeByNode || isAfterGap;
      if (!canKnow || typeIsSetup(payload.types[messages.type[row] ?? 0])) continue;
      isMadeByNode = false;
      carries[row] = 1;
      count++;
      knows[src] = 1;
    } else if (isEnd && carries[row] === 1 && messages.fate[row] === RECEIVED) {
      const dest = messages.dest[row] ?? 0;
      if (knows[dest] === 1 || payload.kinds[dest] === CLIENT || isAfterGap) continue;
      knows[dest] = 1;
      carries[row] = 2;
      arrivals.push({ participant: dest, time: (messages.sent[row] ?? 0) + (messages.took[row] ?? 0) });
    }
  }
  return { carries, arrivals, count };
}

/** @param {string | undefined} type */
function typeIsSetup(type) {
  return type === "init" || type === "init_ok" || type === "topology" || type === "topology_ok";
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
      `others do is not known here, for they are in journal.jsonl alone.${cuts}`;
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
