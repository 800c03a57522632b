/**
 * Tallies: how many of each group were used, as one number per distinct tally, so that a tally can be part of a key.
 *
 * @module
 */

/** The tally of nothing. */
export const NOTHING_USED = 0;

/** A store of tallies over a fixed number of groups. */
export class Tallies {
  readonly #groupCount: number;
  readonly #counts: (readonly number[])[];
  readonly #numbers = new Map<string, number>();
  readonly #increased = new Map<number, number>();

  constructor(groupCount: number) {
    this.#groupCount = groupCount;
    this.#counts = [Array.from({ length: groupCount }, () => 0)];
  }

  /** Returns how many of a group were used. */
  countOf(tally: number, group: number): number {
    return this.#countsOf(tally)[group] ?? 0;
  }

  /** Uses one more of a group. */
  increase(tally: number, group: number): number {
    const step = tally * this.#groupCount + group;
    let increased = this.#increased.get(step);
    if (increased === undefined) {
      increased = this.#store(this.#countsOf(tally).map((count, other) => (other === group ? count + 1 : count)));
      this.#increased.set(step, increased);
    }
    return increased;
  }

  /** Tells whether a tally used no more of any group than another one. */
  isWithin(tally: number, other: number): boolean {
    if (tally === NOTHING_USED || tally === other) return true;
    const limits = this.#countsOf(other);
    return this.#countsOf(tally).every((count, group) => count <= (limits[group] ?? 0));
  }

  #countsOf(tally: number): readonly number[] {
    return this.#counts[tally] ?? [];
  }

  #store(counts: readonly number[]): number {
    const text = counts.join();
    let tally = this.#numbers.get(text);
    if (tally === undefined) {
      tally = this.#counts.length;
      this.#counts.push(counts);
      this.#numbers.set(text, tally);
    }
    return tally;
  }
}
