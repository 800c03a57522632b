/**
 * Where a finding leads on the page: to the messages that carry its value, and to a place in a log of a kafka run.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import type { ValueKind } from "../../workloads/workload.ts";
import type { Explanation } from "../../verdict.ts";

/**
 * What to type to follow a finding's value: its JSON text, or key and message; empty where there is nothing to follow.
 * Elements and tokens differ from each other, so that messages which hold one belong to it; a counter's sum or the key of a register stands in too many messages by chance.
 */
export function followTerm({ value }: Explanation, kind: ValueKind): string {
  if (value === undefined || value === null) return "";
  const place = placeOf(value);
  if (place?.[1] !== undefined) return place.map((part) => JSON.stringify(part)).join(" ");
  return kind === "element" || kind === "token" ? JSON.stringify(value) : "";
}

/** Key and, where it is known, message of a kafka finding. */
export function logPlace({ value }: Explanation, kind: ValueKind): readonly Json[] | undefined {
  if (kind !== "message" || value === undefined || value === null) return undefined;
  return typeof value === "string" ? [value] : placeOf(value);
}

/** Reads `{key, message}` or `{key, value}`; other fields name no message. */
function placeOf(value: Json): readonly Json[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields = value as { readonly [name: string]: Json };
  const { key } = fields;
  if (key === undefined) return undefined;
  const held = fields.message ?? fields.value;
  return held === undefined ? [key] : [key, held];
}
