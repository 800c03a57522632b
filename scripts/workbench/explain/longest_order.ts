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

/** A place in the search: what may come next, and which of that was tried. */
interface Place {
  readonly state: number;
  /** Position of the first answered call that is not taken. */
  readonly first: number;
  readonly choices: readonly RegisterCall[];
  next: number;
}

class OrderSearch {
  /** How many answered calls there are. */
  readonly #count: number;
  readonly #crashed: readonly RegisterCall[];
  readonly #stepsMax: number;
  /** By position among the answered calls, the first to return first: those open when it returns, itself among them. */
  readonly #openAt: (readonly RegisterCall[])[] = [];
  /** The answered calls, the first to return first. */
  readonly #answered: RegisterCall[] = [];
  readonly #numberOf: ReadonlyMap<RegisterCall, number>;
  readonly #taken = new Set<RegisterCall>();
  readonly #order: RegisterCall[] = [];
  readonly #seen = new Set<string>();
  #answeredTaken = 0;
  #best: readonly RegisterCall[] = [];
  #bestCount = 0;
  /** True while the order is the longest so far and was not copied. */
  #isBest = false;
  #steps = 0;

  constructor({ events, crashed }: Register, { before, without, stepsMax }: OrderRequest) {
    const isWanted = (call: RegisterCall) => call !== without && call.invokedAt < before;
    const open = new Set<RegisterCall>();
    for (const { type, call } of events) {
      if (!isWanted(call)) continue;
      if (type === "invoke") {
        open.add(call);
        continue;
      }
      this.#answered.push(call);
      this.#openAt.push([...open]);
      open.delete(call);
    }
    this.#count = this.#answered.length;
    this.#crashed = crashed.filter(isWanted);
    this.#numberOf = new Map([...this.#answered, ...this.#crashed].map((call, number) => [call, number]));
    this.#stepsMax = stepsMax;
  }

  run(): LongestOrder {
    const path: Place[] = [this.#placeAt(INITIAL_STATE, 0)];
    while (path.length > 0 && this.#bestCount < this.#count && this.#steps < this.#stepsMax) {
      const place = path.at(-1) as Place;
      const call = place.choices[place.next++];
      if (call === undefined) {
        path.pop();
        this.#giveBack();
        continue;
      }
      path.push(this.#take(call, place));
    }
    this.#keepBest();
    return { order: this.#best, isProven: this.#bestCount === this.#count || path.length === 0 };
  }

  #take(call: RegisterCall, { first }: Place): Place {
    this.#taken.add(call);
    this.#order.push(call);
    if (call.returnedAt !== Infinity) this.#answeredTaken++;
    if (this.#answeredTaken > this.#bestCount) {
      this.#bestCount = this.#answeredTaken;
      this.#isBest = true;
    }
    let next = first;
    while (next < this.#count && this.#taken.has(this.#answered[next] as RegisterCall)) next++;
    return this.#placeAt(call.to, next);
  }

  #giveBack(): void {
    this.#keepBest();
    const call = this.#order.pop();
    if (call === undefined) return;
    this.#taken.delete(call);
    if (call.returnedAt !== Infinity) this.#answeredTaken--;
  }

  #keepBest(): void {
    if (this.#isBest) this.#best = [...this.#order];
    this.#isBest = false;
  }

  #placeAt(state: number, first: number): Place {
    this.#steps++;
    const choices = this.#wasSeen(state, first) ? [] : this.#choicesAt(state, first);
    return { state, first, choices, next: 0 };
  }

  #choicesAt(state: number, first: number): readonly RegisterCall[] {
    const mayCome = (call: RegisterCall) => !this.#taken.has(call) && fits(call, state);
    const open = (this.#openAt[first] ?? []).filter(mayCome);
    const read = open.find(({ from, to }) => from === to);
    if (read !== undefined) return [read];
    // No call may overtake one that has returned before it began.
    const limit = this.#answered[first]?.returnedAt ?? Infinity;
    return [
      ...open.sort((a, b) => a.returnedAt - b.returnedAt),
      ...this.#crashed.filter((call) => call.invokedAt < limit && mayCome(call)),
    ];
  }

  /** What is taken beyond the first that is not: calls that are open when that one returns, and crashed ones. */
  #wasSeen(state: number, first: number): boolean {
    const beyond = [...(this.#openAt[first] ?? []), ...this.#crashed].filter((call) => this.#taken.has(call));
    const name = `${state} ${first} ${beyond.map((call) => this.#numberOf.get(call)).sort().join()}`;
    if (this.#seen.has(name)) return true;
    this.#seen.add(name);
    return false;
  }
}

function fits({ from }: RegisterCall, state: number): boolean {
  return from === ANY_STATE || from === state;
}
