/**
 * What was seen at each offset of one key: a sparse map, so that the size of offsets does not matter.
 *
 * @module
 */
import { compareOffsets, type Offset } from "./offset.ts";

/** Values by offset; several values at one offset contradict each other. */
export class OffsetLog {
  /** The first value seen at an offset. */
  readonly #values = new Map<Offset, number>();
  /** All values of the offsets that have several. */
  readonly #conflicts = new Map<Offset, Set<number>>();

  /** Notes a value at an offset. */
  add(offset: Offset, value: number): void {
    const first = this.#values.get(offset);
    if (first === value) return;
    if (first === undefined) {
      this.#values.set(offset, value);
      return;
    }
    const conflict = this.#conflicts.get(offset);
    if (conflict === undefined) this.#conflicts.set(offset, new Set([first, value]));
    else conflict.add(value);
  }

  /** Returns the occupied offsets from 0 on, ascending: as in the original, negative ones are not part of the log. */
  offsets(): Offset[] {
    return [...this.#values.keys()].filter((offset) => offset >= 0).sort(compareOffsets);
  }

  /** Returns the values at an occupied offset, in no particular order. */
  valuesAt(offset: Offset): readonly number[] {
    const conflict = this.#conflicts.get(offset);
    return conflict === undefined ? [this.#values.get(offset) as number] : [...conflict];
  }
}
