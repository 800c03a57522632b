/**
 * Writes messages as JSON, and of a long list that only grows, such as all values of a broadcast, just what is new since
 * the message before: to write 100,000 values again for every read would take milliseconds each time.
 *
 * @module
 */
import { JsonPieces } from "./_json_pieces.ts";
import { GrowingSet } from "./growing_set.ts";

/** Shorter lists are written as they are. */
const LONG_MIN = 1000;

/** Stands for the list while the message around it is written. */
const STAND_IN = "\0growing list";
const STAND_IN_TEXT = JSON.stringify(STAND_IN);

/** Writes the messages of one node, each as JSON.stringify writes it. */
export class MessageWriter {
  /** The last long array, a copy: who has it may change it. */
  #items: number[] = [];
  #pieces = new JsonPieces();

  /**
   * Writes a message.
   *
   * @returns A line without its end, in parts to be joined: a single one, or those of a list between head and tail.
   */
  write(src: string, dest: string, body: Readonly<Record<string, unknown>>): readonly string[] {
    const field = longFieldOf(body);
    if (field !== undefined) {
      const around = JSON.stringify({ src, dest, body: { ...body, [field]: STAND_IN } }).split(STAND_IN_TEXT);
      const [head, tail] = around;
      const pieces = around.length === 2 ? this.#piecesOf(body[field]) : undefined;
      if (pieces !== undefined) return [`${head}[`, ...pieces, `]${tail}`];
    }
    return [JSON.stringify({ src, dest, body })];
  }

  /** Undefined for an array that does not hold numbers alone. */
  #piecesOf(list: unknown): readonly string[] | undefined {
    if (list instanceof GrowingSet) return list.pieces;
    return Array.isArray(list) && this.#take(list) ? this.#pieces.texts : undefined;
  }

  /** Brings items and pieces up to an array. False where it does not hold numbers alone. */
  #take(list: readonly unknown[]): boolean {
    if (!isContinued(this.#items, list)) [this.#items, this.#pieces] = [[], new JsonPieces()];
    const more = list.slice(this.#items.length);
    if (!more.every((item) => typeof item === "number")) return false;
    if (more.length > 0) this.#pieces.add(more);
    for (const item of more) this.#items.push(item);
    return true;
  }
}

/** The first field of a plain object that is a long list. */
function longFieldOf(body: Readonly<Record<string, unknown>>): string | undefined {
  for (const name in body) {
    const value = body[name];
    const length = Array.isArray(value) ? value.length : value instanceof GrowingSet ? value.size : 0;
    if (length < LONG_MIN) continue;
    return Object.getPrototypeOf(body) === Object.prototype ? name : undefined;
  }
  return undefined;
}

function isContinued(items: readonly number[], list: readonly unknown[]): boolean {
  if (list.length < items.length) return false;
  for (let place = 0; place < items.length; place++) if (items[place] !== list[place]) return false;
  return true;
}
