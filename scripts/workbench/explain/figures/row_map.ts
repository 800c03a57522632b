/**
 * Values by message. Messages are numbered, so that an array holds them: a Map of as many objects takes several times as
 * long.
 *
 * @module
 */
import type { Row } from "./traffic.ts";

/** Values by row, in the order of rows. */
export class RowMap<V> implements Iterable<readonly [Row, V]> {
  readonly #rows: readonly Row[];
  readonly #values: (V | undefined)[];

  /** @param rows All rows that there are, by their numbers. */
  constructor(rows: readonly Row[]) {
    this.#rows = rows;
    this.#values = new Array<V | undefined>(rows.length).fill(undefined);
  }

  get({ number }: Row): V | undefined {
    return this.#values[number];
  }

  set({ number }: Row, value: V): void {
    this.#values[number] = value;
  }

  delete({ number }: Row): void {
    this.#values[number] = undefined;
  }

  *[Symbol.iterator](): Iterator<readonly [Row, V]> {
    for (const row of this.#rows) {
      const value = this.#values[row.number];
      if (value !== undefined) yield [row, value];
    }
  }

  /** Those that are there. */
  values(): V[] {
    return this.#values.filter((value) => value !== undefined);
  }

  /** Rows that have one. */
  keys(): Row[] {
    return this.#rows.filter(({ number }) => this.#values[number] !== undefined);
  }
}
