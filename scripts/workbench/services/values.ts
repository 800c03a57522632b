/**
 * JSON values as the services see them: equality by structure and the notation of error texts (EDN).
 *
 * @module
 */
import type { Json } from "../history.ts";
import { isRawNumber } from "../json.ts";

/** Returns JSON with sorted object keys: equal for equal values, different for different ones. */
export function canonicalJson(value: Json): string {
  if (!isCompound(value)) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(",")}}`;
}

/** Writes a value in EDN: null as `nil`, `[1 2]` for lists, `{"a" 1, "b" 2}` for objects. */
export function ednText(value: Json): string {
  if (value === null) return "nil";
  if (!isCompound(value)) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(ednText).join(" ")}]`;
  return `{${Object.entries(value).map(([name, field]) => `${JSON.stringify(name)} ${ednText(field)}`).join(", ")}}`;
}

/** Integers beyond 2^53 and whole floats are objects here, but plain values to everybody else. */
function isCompound(value: Json): value is readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isRawNumber(value);
}

function isList(value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] {
  return Array.isArray(value);
}
