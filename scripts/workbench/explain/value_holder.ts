/**
 * Whether a body holds a value, by the rule with which the report's page follows one, or a key together with a value.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { isRawNumber } from "../json.ts";
import { idText } from "../net/message.ts";
import { holdsTerms, parseTerms } from "../recording/terms.js";

/**
 * Makes a test for bodies.
 *
 * A key and a value must belong together, since a message often carries many of both: they stand beside each other in a
 * list or an object, the value stands inside the field named by the key, or in an entry that begins with the key.
 *
 * @param values One value, or a key and a value; no body holds none or more than that.
 */
export function valueHolder(values: readonly Json[]): (body: Json) => boolean {
  const [first, second] = values;
  if (first === undefined || values.length > 2) return () => false;
  if (second !== undefined) return (body) => holdsPair(body, first, second);
  const terms = parseTerms(JSON.stringify(first));
  return (body) => holdsTerms(JSON.stringify(body), terms);
}

/**
 * Whether an answer shows a value: where it has pairs of offset and message under the key, one of them has the message.
 * Offsets are small numbers as messages are, and must not be taken for them.
 */
export function showsValue(answer: Json, values: readonly Json[]): boolean {
  const [key, message] = values;
  if (key === undefined || message === undefined) return valueHolder(values)(answer);
  const pairs = [...pairsUnder(answer, idText(key))];
  if (pairs.length === 0) return valueHolder(values)(answer);
  return pairs.some((pair) => isSame(pair[1] as Json, message));
}

function* pairsUnder(part: Json, key: string): Generator<readonly Json[]> {
  if (typeof part !== "object" || part === null) return;
  for (const [field, inner] of Object.entries(part)) {
    const isLog = field === key && !Array.isArray(part) && Array.isArray(inner);
    if (isLog && inner.every((pair) => Array.isArray(pair) && pair.length === 2)) yield* inner;
    else yield* pairsUnder(inner, key);
  }
}

function holdsPair(body: Json, key: Json, value: Json): boolean {
  if (typeof body !== "object" || body === null) return false;
  const parts = Object.values(body);
  const keyAt = parts.findIndex((part) => isKey(part, key));
  if (keyAt >= 0) {
    const others = parts.toSpliced(keyAt, 1);
    if (others.some((part) => isSame(part, value))) return true;
    // A number beside an object may be a counter; the first of a list is a key, as in the entries of a map.
    const isEntry = typeof key === "string" || (Array.isArray(body) && keyAt === 0);
    if (isEntry && others.some((part) => holdsValue(part, value))) return true;
  }
  if (!Array.isArray(body)) {
    const named = (body as { readonly [field: string]: Json })[idText(key)];
    if (named !== undefined && holdsValue(named, value)) return true;
  }
  return parts.some((part) => holdsPair(part, key, value));
}

function holdsValue(part: Json, value: Json): boolean {
  if (isSame(part, value)) return true;
  return typeof part === "object" && part !== null && Object.values(part).some((inner) => holdsValue(inner, value));
}

/** Keys that became names of fields are texts. */
function isKey(part: Json, key: Json): boolean {
  return (typeof part !== "object" || isRawNumber(part)) && idText(part) === idText(key);
}

function isSame(part: Json, value: Json): boolean {
  return part === value || (typeof value === "object" && JSON.stringify(part) === JSON.stringify(value));
}
