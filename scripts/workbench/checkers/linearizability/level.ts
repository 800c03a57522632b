/**
 * One level of the search: all that a register may be like when a certain call returns.
 *
 * @module
 */
import { ANY_STATE, type RegisterCall } from "./register.ts";
import type { SlotSets } from "./slot_sets.ts";
import type { Tallies } from "./tallies.ts";

/** What a register may be like: its state and the calls that have taken effect. */
export interface Configuration {
  readonly state: number;
  /** Slots of the open calls that have taken effect. */
  readonly done: number;
  /** The tally of crashed calls that have taken effect. */
  readonly spent: number;
}

/** The calls that may take effect before a level's call returns. */
export interface Candidates {
  /** Open writes and compare-and-sets, the first to return first. */
  readonly updates: readonly RegisterCall[];
  /** Open reads. */
  readonly reads: readonly RegisterCall[];
  /** Crashed calls of the whole register, grouped by equal effect, in the order of invocation. */
  readonly crashed: readonly (readonly RegisterCall[])[];
}

/** What levels of one search share. */
export interface SearchMemory {
  readonly sets: SlotSets;
  readonly tallies: Tallies;
  readonly stateCount: number;
  /** For each state the position of the last return before which the register could have held it. */
  readonly lastPossibleAt: Float64Array;
  /** Steps made so far: calls considered. */
  steps: number;
}

/** Explores configurations until one call has taken effect in each. */
export class Level {
  /** The call that returns at the end of this level. */
  readonly returning: RegisterCall;
  readonly #candidates: Candidates;
  readonly #memory: SearchMemory;
  /** For each open update the positions of earlier ones with the same effect. */
  readonly #twins: readonly (readonly number[])[];
  /** Groups of crashed calls that may help here, by their positions among all groups. */
  readonly #crashed: readonly number[];
  readonly #queue: Configuration[] = [];
  #head = 0;
  /** State and done calls to the tallies of spent calls, none of which is within another. */
  readonly #seen = new Map<number, number[]>();

  constructor(returning: RegisterCall, candidates: Candidates, memory: SearchMemory) {
    this.returning = returning;
    this.#candidates = candidates;
    this.#memory = memory;
    const { updates } = candidates;
    this.#twins = updates.map((update, at) =>
      updates.flatMap((other, before) => (before < at && isTwin(update, other) ? [before] : []))
    );
    this.#crashed = usefulCrashed(returning, candidates);
    memory.steps += updates.length + candidates.reads.length;
  }

  /** Open calls, the returning one included. */
  get open(): readonly RegisterCall[] {
    return [...this.#candidates.updates, ...this.#candidates.reads];
  }

  /** True where everything that was let in has been explored. */
  get isExhausted(): boolean {
    return this.#head === this.#queue.length;
  }

  /** Lets a configuration in, unless one that is at least as good is there already. */
  admit({ state, done, spent }: Configuration): void {
    const { sets, tallies, stateCount, lastPossibleAt } = this.#memory;
    // A read that may take effect here takes effect here: it changes nothing, so that nothing is lost.
    let settled = done;
    for (const read of this.#candidates.reads) {
      if (read.from === state && !sets.has(settled, read.slot)) settled = sets.toggle(settled, read.slot);
    }
    const id = settled * stateCount + state;
    const rivals = this.#seen.get(id);
    if (rivals === undefined) {
      this.#seen.set(id, [spent]);
    } else {
      // To have spent fewer crashed calls is never worse: no crashed call has to take effect.
      if (rivals.some((rival) => tallies.isWithin(rival, spent))) return;
      this.#seen.set(id, [...rivals.filter((rival) => !tallies.isWithin(spent, rival)), spent]);
    }
    lastPossibleAt[state] = Math.max(lastPossibleAt[state] ?? 0, this.returning.returnedAt);
    this.#queue.push({ state, done: settled, spent });
  }

  /**
   * Explores, breadth first, what was let in and not explored yet.
   *
   * @param budget Configurations to explore before it may stop early, which it does only with something to pass on.
   * @returns Configurations in which the returning call has taken effect, that call removed.
   */
  explore(budget: number, isOver: () => boolean): Configuration[] {
    const { sets } = this.#memory;
    const passed: Configuration[] = [];
    for (let explored = 0; this.#head < this.#queue.length; explored++) {
      if ((explored >= budget && passed.length > 0) || isOver()) break;
      const configuration = this.#queue[this.#head++] as Configuration;
      const { state, done, spent } = configuration;
      if (sets.has(done, this.returning.slot)) {
        passed.push({ state, done: sets.toggle(done, this.returning.slot), spent });
      } else {
        this.#expand(configuration);
      }
    }
    return passed;
  }

  #expand({ state, done, spent }: Configuration): void {
    const { sets, tallies } = this.#memory;
    const { updates, crashed } = this.#candidates;
    this.#memory.steps += 1 + updates.length + this.#crashed.length;
    for (const [at, { from, to, slot }] of updates.entries()) {
      if ((from !== ANY_STATE && from !== state) || sets.has(done, slot)) continue;
      // Of calls with the same effect the first to return goes first.
      if (this.#twins[at]?.some((twin) => !sets.has(done, updates[twin]?.slot ?? slot))) continue;
      this.admit({ state: to, done: sets.toggle(done, slot), spent });
    }
    for (const group of this.#crashed) {
      // Calls of one group have the same effect: the first to start goes first.
      const call = crashed[group]?.[tallies.countOf(spent, group)];
      if (call === undefined || call.invokedAt > this.returning.returnedAt) continue;
      if (call.to === state || (call.from !== ANY_STATE && call.from !== state)) continue;
      this.admit({ state: call.to, done, spent: tallies.increase(spent, group) });
    }
  }
}

function isTwin(a: RegisterCall, b: RegisterCall): boolean {
  return a.from === b.from && a.to === b.to;
}

/** Groups of crashed calls of which one has started, and whose effect an open or another crashed call may need. */
function usefulCrashed(returning: RegisterCall, { updates, reads, crashed }: Candidates): readonly number[] {
  if (crashed.length === 0) return [];
  const needed = new Set([...updates, ...reads].map((call) => call.from));
  const started = crashed.flatMap(([first], group) =>
    first !== undefined && first.invokedAt < returning.returnedAt ? [{ ...first, group }] : []
  );
  for (const { from } of started) needed.add(from);
  return started.filter(({ to }) => needed.has(to)).map(({ group }) => group);
}
