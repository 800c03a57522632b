/**
 * The offsets that an operation showed to exist, for generators that follow what was sent and polled.
 *
 * @module
 */
import { laterOffset, type Offset, parseOffset } from "../../checkers/kafka/offset.ts";
import type { Json, Operation } from "../../history.ts";

/** Key to the highest offset known of it. */
export type HighestOffsets = Map<string, Offset>;

/** Returns the highest offsets that an ok operation sent to. */
export function sentOffsets({ type, f, value }: Operation): HighestOffsets {
  const highest: HighestOffsets = new Map();
  if (type !== "ok" || f !== "send" || !Array.isArray(value)) return highest;
  for (const [, key, sent] of value as readonly (readonly Json[])[]) {
    if (Array.isArray(sent)) raise(highest, String(key), parseOffset(sent[0]));
  }
  return highest;
}

/** Returns the highest offsets that an ok operation polled. */
export function polledOffsets({ type, f, value }: Operation): HighestOffsets {
  const highest: HighestOffsets = new Map();
  if (type !== "ok" || f !== "poll" || !Array.isArray(value)) return highest;
  for (const [, polled] of value as readonly (readonly [string, (Readonly<Record<string, Json>> | undefined)?])[]) {
    for (const [key, pairs] of Object.entries(polled ?? {})) raise(highest, key, highestOffset(pairs));
  }
  return highest;
}

/** Returns the highest offset of polled pairs; undefined where there are none. */
export function highestOffset(pairs: Json): Offset | undefined {
  let highest: Offset | undefined;
  for (const pair of (pairs ?? []) as readonly (readonly [Json, Json])[]) {
    const parsed = parseOffset(pair[0]);
    if (parsed !== undefined) highest = highest === undefined ? parsed : laterOffset(highest, parsed);
  }
  return highest;
}

/** Raises the highest offset of a key; an unknown offset changes nothing. */
export function raise(highest: HighestOffsets, key: string, offset: Offset | undefined): void {
  if (offset === undefined) return;
  const known = highest.get(key);
  highest.set(key, known === undefined ? offset : laterOffset(known, offset));
}
