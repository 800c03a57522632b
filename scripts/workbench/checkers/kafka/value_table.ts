/**
 * Numbers for keys and values, so that everything known of a value is a column of an array.
 *
 * A value is a message of a key: message 5 of key "1" and message 5 of key "2" are two values.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { type ValueKey, valueKey } from "../values.ts";
import { integerList } from "../number_list.ts";

/** Names a key: itself where it is a string, as the protocol wants it, else its JSON. */
export function keyText(key: Json): string {
  return typeof key === "string" ? key : JSON.stringify(key);
}

/** Hands out dense numbers, from 0, for keys and for values. */
export class ValueTable {
  readonly #keyNames: string[] = [];
  readonly #keyIds = new Map<string, number>();
  readonly #messages: Json[] = [];
  /** By key: message to value. */
  readonly #valueIds: Map<ValueKey, number>[] = [];
  readonly #keyOf = integerList();

  /** Number of values. */
  get valueCount(): number {
    return this.#messages.length;
  }

  /** Number of keys. */
  get keyCount(): number {
    return this.#keyNames.length;
  }

  /** Returns the number of a key. */
  internKey(name: string): number {
    const known = this.#keyIds.get(name);
    if (known !== undefined) return known;
    const key = this.#keyNames.length;
    this.#keyIds.set(name, key);
    this.#keyNames.push(name);
    this.#valueIds.push(new Map());
    return key;
  }

  /** Returns the number of a message of a key that `internKey` returned. */
  internValue(key: number, message: Json): number {
    const valueIds = this.#valueIds[key] as Map<ValueKey, number>;
    const identity = valueKey(message);
    const known = valueIds.get(identity);
    if (known !== undefined) return known;
    const value = this.#messages.length;
    valueIds.set(identity, value);
    this.#messages.push(message);
    this.#keyOf.push(key);
    return value;
  }

  /** Returns the number of a key, or undefined where nobody sent to it or polled it. */
  keyId(name: string): number | undefined {
    return this.#keyIds.get(name);
  }

  /** Returns the key that a value belongs to. */
  keyOf(value: number): number {
    return this.#keyOf.at(value);
  }

  /** Returns the name of a key. */
  keyName(key: number): string {
    return this.#keyNames[key] as string;
  }

  /** Returns the message of a value. */
  message(value: number): Json {
    return this.#messages[value] as Json;
  }
}
