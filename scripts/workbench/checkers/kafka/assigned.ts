/**
 * What an assign leaves of what is known per key: the keys that it names, no others.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { keyText, type ValueTable } from "./value_table.ts";

/** Names the keys of an assign. */
export function assignedKeys(value: Json): readonly string[] {
  return Array.isArray(value) ? value.map(keyText) : [];
}

/** Returns the entries of `byKey` whose keys an assign names. */
export function keepAssigned<T>(byKey: ReadonlyMap<number, T>, value: Json, table: ValueTable): Map<number, T> {
  const kept = new Map<number, T>();
  for (const name of assignedKeys(value)) {
    const key = table.keyId(name);
    const known = key === undefined ? undefined : byKey.get(key);
    if (key !== undefined && known !== undefined) kept.set(key, known);
  }
  return kept;
}
