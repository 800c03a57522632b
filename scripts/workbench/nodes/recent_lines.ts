/**
 * The last lines that a node printed, for error texts.
 *
 * @module
 */
import { excerpt } from "../text/excerpt.ts";

/** Lines kept of each stream, as in the original. */
export const RECENT_LINES_MAX = 32;
/** Characters kept of each line. */
const LENGTH_MAX = 200;

/** A ring of lines. */
export class RecentLines {
  readonly #lines: string[] = [];
  #count = 0;

  add(line: string): void {
    this.#lines[this.#count % RECENT_LINES_MAX] = line.length <= LENGTH_MAX ? line : shorten(line);
    this.#count++;
  }

  /** The lines, oldest first. */
  toArray(): string[] {
    const start = this.#count % RECENT_LINES_MAX;
    return this.#count <= RECENT_LINES_MAX
      ? [...this.#lines]
      : [...this.#lines.slice(start), ...this.#lines.slice(0, start)];
  }
}

function shorten(line: string): string {
  const shown = excerpt(line, LENGTH_MAX);
  // A slice would keep the whole line in memory.
  return new TextDecoder().decode(new TextEncoder().encode(shown));
}
