/**
 * Offsets of any size: numbers where they are exact, big integers beyond.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { isRawInteger, isRawNumber, parseJson } from "../../json.ts";

/** Position in a log. Numbers and big integers compare with each other exactly. */
export type Offset = number | bigint;

/** Reads an offset; undefined where the value is no number (an unknown offset is null). */
export function parseOffset(value: Json): Offset | undefined {
  if (typeof value === "number") return value;
  if (isRawInteger(value)) return BigInt(value.rawJSON);
  return isRawNumber(value) ? Number(value.rawJSON) : undefined;
}

/** Writes an offset. */
export function offsetToJson(offset: Offset): Json {
  return typeof offset === "number" ? offset : parseJson(String(offset));
}

/** Orders offsets ascending, for sorting. */
export function compareOffsets(a: Offset, b: Offset): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Returns the larger offset. */
export function laterOffset(a: Offset, b: Offset): Offset {
  return a < b ? b : a;
}
