/**
 * The longest order of a register's calls: as many answered calls as possible, one after the other, each between its
 * invocation and its return, and each finding the value that it needs.
 *
 * A call may come next only while no call that is left out until then has returned before it began. The search of the
 * checker says which call has no place; this one says how far an order comes without it. It looks at every order but the
 * hopeless ones (a set of calls and a state that were reached before; a read that fits is taken at once, since it changes
 * nothing), up to a limit.
 *
 * @module
 */
import { ANY_STATE, INITIAL_STATE, type Register, type RegisterCall } from "../checkers/linearizability/register.ts";

/** An order. */
export interface LongestOrder {
  readonly order: readonly RegisterCall[];
  /** False where the search came to its limit: a longer one may exist. */
  readonly isProven: boolean;
}

/** What to search. */
export interface OrderRequest {
  /** Calls that begin at or after this position of the history are not looked at. */
  readonly before: number;
  /** The call to leave out. */
  readonly without?: RegisterCall | undefined;
  readonly stepsMax: number;
}

/** Finds it. */
export function longestOrder(register: Register, request: OrderRequest): LongestOrder {
  return new OrderSearch(register, request).run();
}

class OrderSearch {
  /** Answered calls, the first to return first. */
  readonly #answered: readonly RegisterCall[];
  readonly #crashed: readonly RegisterCall[];
  readonly #stepsMax: number;
  readonly #taken = new Set<RegisterCall>();
  readonly #order: RegisterCall[] = [];
  readonly #seen = new Set<string>();
  readonly #numberOf: ReadonlyMap<RegisterCall, number>;
  #best: readonly RegisterCall[] = [];
  #bestCount = 0;
  #steps = 0;

  constructor({ events, crashed }: Register, { before, without, stepsMax }: OrderRequest) {
    const calls = events.flatMap(({ type, call }) => type === "invoke" ? [call] : []);
    const isWanted = (call: RegisterCall) => call !== without && call.invokedAt < before;
    this.#answered = calls.filter(isWanted).toSorted((a, b) => a.returnedAt - b.returnedAt);
    this.#crashed = crashed.filter(isWanted);
    this.#numberOf = new Map([...this.#answered, ...this.#crashed].map((call, number) => [call, number]));
    this.#stepsMax = stepsMax;
  }

  run(): LongestOrder {
    this.#extend(INITIAL_STATE, 0, 0);
    return { order: this.#best, isProven: this.#isComplete || this.#steps < this.#stepsMax };
  }

  get #isComplete(): boolean {
    return this.#bestCount === this.#answered.length;
  }

  /** @param first Position of the first answered call that is not taken. @param count Answered calls that are. */
  #extend(state: number, first: number, count: number): void {
    if (count > this.#bestCount) {
      this.#bestCount = count;
      this.#best = [...this.#order];
    }
    if (this.#isComplete || this.#steps++ >= this.#stepsMax || this.#wasSeen(state, first)) return;
    // No call may overtake one that has returned before it began.
    const limit = this.#answered[first]?.returnedAt ?? Infinity;
    const open: RegisterCall[] = [];
    for (let at = first; at < this.#answered.length; at++) {
      const call = this.#answered[at] as RegisterCall;
      if (call.invokedAt < limit && !this.#taken.has(call) && fits(call, state)) open.push(call);
    }
    const read = open.find(({ from, to }) => from === to);
    if (read !== undefined) return this.#take(read, first, count + 1);
    for (const call of open) this.#take(call, first, count + 1);
    for (const call of this.#crashed) {
      if (call.invokedAt < limit && !this.#taken.has(call) && fits(call, state)) this.#take(call, first, count);
    }
  }

  #take(call: RegisterCall, first: number, count: number): void {
    this.#taken.add(call);
    this.#order.push(call);
    let next = first;
    while (next < this.#answered.length && this.#taken.has(this.#answered[next] as RegisterCall)) next++;
    this.#extend(call.to, next, count);
    this.#order.pop();
    this.#taken.delete(call);
  }

  #wasSeen(state: number, first: number): boolean {
    const beyond: number[] = [];
    for (const call of this.#taken) {
      const number = this.#numberOf.get(call) ?? 0;
      if (number > first) beyond.push(number);
    }
    const name = `${state} ${first} ${beyond.sort((a, b) => a - b).join()}`;
    if (this.#seen.has(name)) return true;
    this.#seen.add(name);
    return false;
  }
}

function fits({ from }: RegisterCall, state: number): boolean {
  return from === ANY_STATE || from === state;
}
