/**
 * Decides whether a register is linearizable: whether all its calls can be put into one order that a register allows and
 * that keeps every call between its invocation and its return.
 *
 * Just-in-time linearization (Lowe, "Testing for linearizability", 2017; the search itself after Wing and Gong 1993):
 * calls take effect as late as possible, namely right before some return that needs them. A level of the search is
 * one return; what has to be kept between levels is only the state and which open calls have taken effect. As long as
 * few configurations arise they are carried along all together, so that memory does not grow with the history. Where a
 * level gives more than `WIDE_LEVEL`, the search goes on with a part and comes back for the rest when the part is stuck.
 *
 * A call that needs a value which no call that began before its return can have left is found without any search.
 *
 * Exact, but the problem is NP-complete: a limit on the steps ends hopeless searches as "gave-up".
 *
 * @module
 */
import { type Candidates, type Configuration, Level, type SearchMemory } from "./level.ts";
import { ANY_STATE, INITIAL_STATE, type Register, type RegisterCall } from "./register.ts";
import { EMPTY_SET, SlotSets } from "./slot_sets.ts";
import { NOTHING_USED, Tallies } from "./tallies.ts";

/** Configurations of one level that are explored before the search goes on with those that it has. */
const WIDE_LEVEL = 1024;

/** The same once some level has been left unfinished: nothing is forgotten from there on, so go deep first. */
const WIDE_LEVEL_LATER = 8;

/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 4096;

/** Limits of a search. */
export interface SearchLimits {
  /** Steps (calls considered) after which the search gives up. */
  readonly stepsMax: number;
  /** Asked now and then; true ends the search. */
  readonly isOutOfTime?: () => boolean;
}

/** A register is not linearizable: one call needs a value that nothing can have left. */
export interface Unsupported {
  readonly kind: "unsupported";
  readonly call: RegisterCall;
}

/** A register is not linearizable: no order fits. */
export interface Stuck {
  readonly kind: "stuck";
  /** The call that cannot take effect in any order that lets all calls before it take effect. */
  readonly call: RegisterCall;
  /** Calls that were open when it returned. */
  readonly concurrent: readonly RegisterCall[];
  /** For each state the position of the last return before which the register could have held it; -1: never. */
  readonly lastPossibleAt: Float64Array;
}

/** The search reached a limit. */
export interface GaveUp {
  readonly kind: "gave-up";
  /** The call whose return the search had come to. */
  readonly call: RegisterCall;
  readonly steps: number;
}

/** How a search ends. */
export type SearchOutcome =
  | { readonly kind: "linearizable" }
  | GaveUp
  | Unsupported
  | Stuck;

/** Searches for a linearization. */
export function findLinearization(register: Register, limits: SearchLimits): SearchOutcome {
  const call = findUnsupported(register);
  return call === undefined ? new Search(register, limits).run() : { kind: "unsupported", call };
}

/** Finds the first call to return that needs a value which neither the start nor any call before can have left. */
function findUnsupported({ events, crashed, values }: Register): RegisterCall | undefined {
  const firstLeftAt = new Float64Array(values.length).fill(Infinity);
  firstLeftAt[INITIAL_STATE] = -1;
  for (const call of [...crashed, ...events.map((event) => event.call)]) {
    if (call.from === call.to) continue;
    firstLeftAt[call.to] = Math.min(firstLeftAt[call.to] ?? Infinity, call.invokedAt);
  }
  return events.find(({ type, call }) =>
    type === "return" && call.from !== ANY_STATE && (firstLeftAt[call.from] ?? Infinity) > call.returnedAt
  )?.call;
}

class Search {
  readonly #register: Register;
  readonly #limits: SearchLimits;
  readonly #memory: SearchMemory;
  readonly #crashed: readonly (readonly RegisterCall[])[];
  /** Levels from the first unfinished one to the deepest one. */
  #levels: Level[] = [];
  /** The level in work, as a position in `#levels`. */
  #current = -1;
  #nextEvent = 0;
  #updates: readonly RegisterCall[] = [];
  #reads: readonly RegisterCall[] = [];
  #nextLook = STEPS_PER_LOOK;
  #isOutOfTime = false;

  constructor(register: Register, limits: SearchLimits) {
    this.#register = register;
    this.#limits = limits;
    this.#crashed = groupCrashed(register);
    this.#memory = {
      sets: new SlotSets(),
      tallies: new Tallies(this.#crashed.length),
      stateCount: register.values.length,
      lastPossibleAt: new Float64Array(register.values.length).fill(-1),
      steps: 0,
    };
  }

  run(): SearchOutcome {
    const isOver = () => this.#isOver();
    let passed: Configuration[] = [{ state: INITIAL_STATE, done: EMPTY_SET, spent: NOTHING_USED }];
    let deepest: Level | undefined;
    for (;;) {
      const level = passed.length > 0 ? this.#descend() : this.#backtrack();
      if (level === undefined) break;
      if (this.#current === this.#levels.length - 1) deepest = level;
      for (const configuration of passed) level.admit(configuration);
      passed = level.explore(this.#levels.length > 1 ? WIDE_LEVEL_LATER : WIDE_LEVEL, isOver);
      if (isOver()) return { kind: "gave-up", call: (deepest ?? level).returning, steps: this.#memory.steps };
      this.#forget();
    }
    if (passed.length > 0 || deepest === undefined) return { kind: "linearizable" };
    const concurrent = deepest.open.filter((call) => call !== deepest.returning);
    return { kind: "stuck", call: deepest.returning, concurrent, lastPossibleAt: this.#memory.lastPossibleAt };
  }

  /** Goes to the next level; undefined after the last one. */
  #descend(): Level | undefined {
    const known = this.#levels[this.#current + 1];
    const level = known ?? this.#makeLevel();
    if (level === undefined) return undefined;
    if (known === undefined) this.#levels.push(level);
    this.#current++;
    return level;
  }

  /** Goes back to the deepest level with something left to explore. */
  #backtrack(): Level | undefined {
    this.#current = this.#levels.findLastIndex((level) => !level.isExhausted);
    return this.#levels[this.#current];
  }

  /** Drops the levels above the first unfinished one: nothing comes back to them. */
  #forget(): void {
    let finished = 0;
    while (finished < this.#current && this.#levels[finished]?.isExhausted) finished++;
    if (finished === 0) return;
    this.#levels.splice(0, finished);
    this.#current -= finished;
  }

  /** Reads on to the next return. */
  #makeLevel(): Level | undefined {
    const { events } = this.#register;
    for (;;) {
      const event = events[this.#nextEvent++];
      if (event === undefined) return undefined;
      const { call } = event;
      if (event.type === "invoke") {
        this.#open(call);
        continue;
      }
      const candidates: Candidates = { updates: this.#updates, reads: this.#reads, crashed: this.#crashed };
      this.#updates = this.#updates.filter((other) => other !== call);
      this.#reads = this.#reads.filter((other) => other !== call);
      return new Level(call, candidates, this.#memory);
    }
  }

  #open(call: RegisterCall): void {
    if (call.from === call.to) {
      this.#reads = [...this.#reads, call];
      return;
    }
    const at = this.#updates.findIndex((other) => other.returnedAt > call.returnedAt);
    this.#updates = this.#updates.toSpliced(at === -1 ? this.#updates.length : at, 0, call);
  }

  #isOver(): boolean {
    const { steps } = this.#memory;
    if (steps >= this.#nextLook) {
      this.#nextLook = steps + STEPS_PER_LOOK;
      this.#isOutOfTime = this.#limits.isOutOfTime?.() ?? false;
    }
    return this.#isOutOfTime || steps >= this.#limits.stepsMax;
  }
}

/** Groups crashed calls by effect; those whose effect no call ever needs are left out. */
function groupCrashed({ events, crashed }: Register): readonly (readonly RegisterCall[])[] {
  if (crashed.length === 0) return [];
  const needed = new Set<number>();
  for (const { call } of events) needed.add(call.from);
  for (const call of crashed) needed.add(call.from);
  needed.delete(ANY_STATE);
  const useful = crashed.filter((call) => needed.has(call.to));
  return [...Map.groupBy(useful, (call) => `${call.from} ${call.to}`).values()];
}
