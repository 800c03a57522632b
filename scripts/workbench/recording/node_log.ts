/**
 * What nodes print on stderr, with the time: all of it up to a limit, and beyond that the first and the last lines.
 *
 * @module
 */
import type { LogLine } from "../picture.ts";
import { excerpt } from "../text/excerpt.ts";

/** Lines that are kept from the beginning, and lines that are kept from the end. */
export const FIRST_LINES_MAX = 2000;
export const LAST_LINES_MAX = 1000;

/** Characters of a line that are kept. */
const LENGTH_MAX = 1000;

/** Collects lines while a run goes on. */
export class NodeLog {
  readonly #first: LogLine[] = [];
  /** A ring, once it is full. */
  readonly #last: LogLine[] = [];
  #count = 0;

  /** Adds a line, with the time on any clock. */
  add({ timeNs, node, text }: LogLine): void {
    const line = { timeNs, node, text: excerpt(text, LENGTH_MAX) };
    if (this.#first.length < FIRST_LINES_MAX) this.#first.push(line);
    else this.#last[(this.#count - FIRST_LINES_MAX) % LAST_LINES_MAX] = line;
    this.#count++;
  }

  /** The lines that were kept, in order, with times since a moment of that clock. */
  linesSince(startNs: number): readonly LogLine[] {
    const start = Math.max(0, this.#count - FIRST_LINES_MAX) % LAST_LINES_MAX;
    const last = this.#last.length < LAST_LINES_MAX
      ? this.#last
      : [...this.#last.slice(start), ...this.#last.slice(0, start)];
    return [...this.#first, ...last].map((line) => ({ ...line, timeNs: line.timeNs - startNs }));
  }

  /** Lines that were not kept; they stood between the first ones and the last ones. */
  get leftOut(): number {
    return Math.max(0, this.#count - FIRST_LINES_MAX - LAST_LINES_MAX);
  }
}
