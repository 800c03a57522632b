/**
 * A program that has to pass with one seed after another.
 *
 * @module
 */

/** How a check stands after a run. */
export type CheckState = "none" | "failed" | "goes-on" | "passed";

/** The seeds of one check. */
export class SeedCheck {
  #left: readonly string[] | undefined;

  /** The seed of the run that is on; undefined where no check is. */
  get seed(): string | undefined {
    return this.#left?.[0];
  }

  /** Begins; the first run has the first seed. */
  start(seeds: readonly string[]): void {
    this.#left = seeds;
  }

  /** Gives up. */
  end(): void {
    this.#left = undefined;
  }

  /** A run has ended. Where the check goes on, `seed` is that of the next run. */
  take(isPassed: boolean): CheckState {
    if (this.#left === undefined) return "none";
    const left = this.#left.slice(1);
    if (isPassed && left.length > 0) {
      this.#left = left;
      return "goes-on";
    }
    this.#left = undefined;
    return isPassed ? "passed" : "failed";
  }
}
