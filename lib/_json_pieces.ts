/**
 * The JSON of a list that only grows, in pieces: in one text, all of it would be copied whenever it has grown.
 *
 * @module
 */

/** Characters from which on a piece is full. */
const PIECE_LENGTH = 1 << 13;

/** Collects items. */
export class JsonPieces {
  readonly #pieces: string[] = [];

  /** Without brackets, each piece but the first beginning with a comma; those before the last are the same each time. */
  get texts(): readonly string[] {
    return this.#pieces;
  }

  /** Adds items, at least one. */
  add(items: readonly unknown[]): void {
    const more = JSON.stringify(items).slice(1, -1);
    const last = this.#pieces.at(-1);
    if (last === undefined) this.#pieces.push(more);
    else if (last.length >= PIECE_LENGTH) this.#pieces.push(`,${more}`);
    // In one piece of memory, which a text that is put together is not.
    else this.#pieces[this.#pieces.length - 1] = [last, ",", more].join("");
  }
}
