/**
 * Finds, for a few messages at offsets, the first operation that showed them: the evidence for an explanation.
 *
 * One pass over the history, which ends as soon as everything is found.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { valueKey } from "../values.ts";
import { type Observations, operationOf } from "./observations.ts";
import { type Offset, parseOffset } from "./offset.ts";
import { keyText } from "./value_table.ts";

/** A message at an offset of a key. */
export interface Place {
  readonly key: string;
  readonly offset: Offset;
  readonly message: Json;
}

/** Who showed it. */
export interface Sighting {
  readonly entry: number;
  readonly kind: "poll" | "send";
}

/** Identifies a place. */
export function sightingKey({ key, offset, message }: Place): string {
  return JSON.stringify([key, String(offset), typeof message, String(valueKey(message))]);
}

/** Returns the first sighting of each place, by `sightingKey`. */
export function sightings(observations: Observations, places: readonly Place[]): Map<string, Sighting> {
  const missing = new Set(places.map(sightingKey));
  const keys = new Set(places.map(({ key }) => key));
  const found = new Map<string, Sighting>();
  const note = (place: Place, sighting: Sighting) => {
    const wanted = sightingKey(place);
    if (missing.delete(wanted)) found.set(wanted, sighting);
  };
  for (let entry = 0; entry < observations.positions.length && missing.size > 0; entry++) {
    const { value, type } = operationOf(observations, entry);
    if (type === "invoke" || !Array.isArray(value)) continue;
    for (const microOp of value) {
      if (!Array.isArray(microOp)) continue;
      for (const place of placesOf(microOp, keys)) {
        note(place, { entry, kind: microOp[0] === "poll" ? "poll" : "send" });
      }
    }
  }
  return found;
}

function placesOf([f, first, second]: readonly Json[], keys: ReadonlySet<string>): Place[] {
  if (f === "send") {
    const key = keyText(first ?? null);
    return keys.has(key) ? placesAt(key, [second ?? null]) : [];
  }
  if (f !== "poll" || typeof first !== "object" || first === null || Array.isArray(first)) return [];
  return Object.entries(first).flatMap(([key, pairs]) =>
    keys.has(key) && Array.isArray(pairs) ? placesAt(key, pairs) : []
  );
}

function placesAt(key: string, pairs: readonly Json[]): Place[] {
  return pairs.flatMap((pair) => {
    if (!Array.isArray(pair)) return [];
    const offset = parseOffset(pair[0]);
    return offset === undefined ? [] : [{ key, offset, message: pair[1] ?? null }];
  });
}
