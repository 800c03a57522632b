// @ts-check
/**
 * Whether a JSON text holds a value, as text: the rule by which the report's page follows what its reader typed, and by
 * which explain/ follows the value of a finding. JavaScript, because the page holds it as it stands.
 *
 * @module
 */

/**
 * One thing to look for.
 *
 * @typedef {object} Term
 * @property {string} text as JSON for strings and objects in quotes or braces, else as typed
 * @property {boolean} isBare true for something without quotes: matches a number and a string alike
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

/** The same for one. @param {string} json @param {Term} term */
export function holdsTerm(json, { text, isBare }) {
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

/** Tells messages that set nodes up from others: what they hold is nobody's value. @param {string} type */
export function isSetupType(type) {
  return type === "init" || type === "init_ok" || type === "topology" || type === "topology_ok";
}
