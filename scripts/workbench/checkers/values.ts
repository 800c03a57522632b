/**
 * Values as the original's checkers see them: equality by structure, and an order that some values do not have.
 *
 * The order is that of Clojure's `compare`: null is the least; numbers, strings (by UTF-16 unit) and booleans compare
 * among themselves; of two lists the shorter is less, lists of equal length compare item by item. Values of different
 * kinds do not compare, nor do objects.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { isRawInteger, isRawNumber, parseJson } from "../json.ts";

/** A value's identity as a Map key: equal for equal values and for no others. */
export type ValueKey = null | boolean | number | string;

/** No JSON text and no sane string starts with this: keys of lists and objects stay apart from strings. */
const COMPOUND_MARK = "\u0000json ";

/** Returns a key under which a Map finds every value that equals this one. */
export function valueKey(value: Json): ValueKey {
  return typeof value === "object" && value !== null ? COMPOUND_MARK + canonicalText(value) : value;
}

/** Tells whether two values are equal: lists item by item, objects field by field in any order. */
export function sameValue(a: Json, b: Json): boolean {
  return valueKey(a) === valueKey(b);
}

/** Tells whether a value is an integer, safe or kept as text by `parseJson`; 1.0 is none. */
export function isInteger(value: Json): boolean {
  return Number.isInteger(value) || isRawInteger(value);
}

/** An integer of any size; undefined where the value is none. */
export function toBigInt(value: Json): bigint | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  return isRawInteger(value) ? BigInt(value.rawJSON) : undefined;
}

/** An integer as JSON: a number where that holds it, else its digits. */
export function fromBigInt(integer: bigint): Json {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : parseJson(String(integer));
}

/**
 * Compares two values like Clojure's `compare`.
 *
 * @returns Negative, zero or positive; undefined where the values have no order.
 */
export function compareValues(a: Json, b: Json): number | undefined {
  if (a === b) return 0;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : 1;
  if (a === null) return -1;
  if (b === null) return 1;
  const kind = kindOf(a);
  if (kind !== kindOf(b) || kind === "object") return undefined;
  if (kind === "list") return compareLists(a as readonly Json[], b as readonly Json[]);
  const left = comparable(a);
  const right = comparable(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sorts values that `compareValues` orders; values without an order keep to groups by kind. Returns a new list. */
export function sortValues(values: readonly Json[]): Json[] {
  return [...values].sort((a, b) => compareValues(a, b) ?? compareText(kindOf(a), kindOf(b)));
}

function compareLists(a: readonly Json[], b: readonly Json[]): number | undefined {
  if (a.length !== b.length) return a.length - b.length;
  for (const [position, item] of a.entries()) {
    const order = compareValues(item, b[position] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** Names the kind of a value: only values of one kind can have an order. */
export function kindOf(value: Json): "null" | "boolean" | "number" | "string" | "list" | "object" {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (isRawNumber(value)) return "number";
  const type = typeof value;
  return type === "boolean" || type === "number" || type === "string" ? type : "object";
}

/** JavaScript compares a bigint with a number exactly. */
function comparable(value: Json): number | string | boolean | bigint {
  if (isRawInteger(value)) return BigInt(value.rawJSON);
  if (isRawNumber(value)) return Number(value.rawJSON);
  return typeof value === "object" ? 0 : value;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** JSON with sorted object keys; large integers and whole floats as they were written. */
function canonicalText(value: Json): string {
  if (typeof value !== "object" || value === null || isRawNumber(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const fields = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join(",")}}`;
}
