/**
 * Sets of small integers as numbers: equal sets have equal numbers, so that a set can be part of a key.
 *
 * Every set is stored once. Following a change that was made before is one look-up.
 *
 * @module
 */

/** The set without members. */
export const EMPTY_SET = 0;

/** Slots are below this, so that set and slot fit one number. */
const SLOT_LIMIT = 2 ** 20;

/** A store of sets. */
export class SlotSets {
  readonly #members: (readonly number[])[] = [[]];
  readonly #numbers = new Map<string, number>([["", EMPTY_SET]]);
  readonly #toggled = new Map<number, number>();

  /** Adds a slot that is not in the set, or removes one that is. */
  toggle(set: number, slot: number): number {
    const step = set * SLOT_LIMIT + slot;
    const known = this.#toggled.get(step);
    if (known !== undefined) return known;
    const members = this.#membersOf(set);
    const changed = members.includes(slot)
      ? members.filter((member) => member !== slot)
      : [...members, slot].sort((a, b) => a - b);
    const result = this.#store(changed);
    this.#toggled.set(step, result);
    return result;
  }

  /** Tells whether a slot is in a set. */
  has(set: number, slot: number): boolean {
    return set !== EMPTY_SET && this.#membersOf(set).includes(slot);
  }

  #membersOf(set: number): readonly number[] {
    return this.#members[set] ?? [];
  }

  #store(members: readonly number[]): number {
    const text = members.join();
    let set = this.#numbers.get(text);
    if (set === undefined) {
      set = this.#members.length;
      this.#members.push(members);
      this.#numbers.set(text, set);
    }
    return set;
  }
}
