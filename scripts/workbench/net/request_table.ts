/**
 * What is kept by sender, receiver and number of a message, as answers name it. No text is made of the three.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { LinkTable } from "./link_table.ts";
import { idText } from "./message.ts";

/** A number of a message; of one that is no whole number, the text. */
export type IdKey = number | string;

/** Whole numbers that no double rounds. */
const WHOLE = /^(?:0|[1-9]\d{0,14})$/;

/** The same for equal ids, whether they are written as a number or as a text. */
export function idKeyOf(id: Json | undefined): IdKey {
  const text = idText(id);
  return WHOLE.test(text) ? Number(text) : text;
}

/** Values by sender, receiver and number. */
export class RequestTable<V> {
  readonly #links = new LinkTable<Map<IdKey, V>>(() => new Map());

  get(src: string, dest: string, id: IdKey): V | undefined {
    return this.#links.of(src, dest).get(id);
  }

  set(src: string, dest: string, id: IdKey, value: V): void {
    this.#links.of(src, dest).set(id, value);
  }
}
