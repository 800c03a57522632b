/**
 * Numbers names in the order of their first use.
 *
 * @module
 */

/** A growing list of distinct names. */
export class Names {
  readonly list: string[] = [];
  readonly #positionOf = new Map<string, number>();

  /** Position of a name, which is added where it is new. */
  positionOf(name: string): number {
    const known = this.#positionOf.get(name);
    if (known !== undefined) return known;
    const position = this.list.length;
    this.#positionOf.set(name, position);
    this.list.push(name);
    return position;
  }
}
