/**
 * Turns a history into registers: for each key the calls that may matter, with values as small integers.
 *
 * Left out are calls that constrain nothing: failed ones, reads of null (which any state allows, as in the original),
 * and unanswered calls without effect. An unanswered write or cas is "crashed": it may take effect at any later time, or
 * never.
 *
 * @module
 */
import { type History, type Json, NO_COMPLETION, type Operation, pairOperations } from "../../history.ts";
import { type ValueKey, valueKey } from "../values.ts";

/** `RegisterCall.from` of a write, which every state allows. */
export const ANY_STATE = -1;

/** The state of a register that was never written: null. */
export const INITIAL_STATE = 0;

/** `RegisterCall.slot` of crashed calls. */
const NO_SLOT = -1;

/** One call on a register: it needs a state and leaves a state. */
export interface RegisterCall {
  /** The state that the call needs, or `ANY_STATE`. */
  readonly from: number;
  /** The state that it leaves; the same as `from` for a read. */
  readonly to: number;
  /** Position of the invocation in the history. */
  readonly invokedAt: number;
  /** Position of the completion; Infinity for crashed calls. */
  readonly returnedAt: number;
  /** Distinguishes answered calls that are open at the same time; -1 for crashed calls. */
  readonly slot: number;
}

/** An entry of a register's history: a call that starts or returns. Crashed calls are not among them. */
export interface RegisterEvent {
  readonly type: "invoke" | "return";
  readonly call: RegisterCall;
}

/** Everything about one key. */
export interface Register {
  readonly key: Json;
  /** The value of each state; `values[INITIAL_STATE]` is null. */
  readonly values: readonly Json[];
  /** Starts and returns of answered calls, in order. */
  readonly events: readonly RegisterEvent[];
  /** Crashed calls in the order of their invocations. */
  readonly crashed: readonly RegisterCall[];
}

/** What a history says about registers. */
export interface Registers {
  /** In the order in which keys appear. */
  readonly registers: readonly Register[];
  /** Positions of invocations that are no operations on a register. */
  readonly odd: readonly number[];
}

/** An operation on a register, read from a history entry. */
export interface RegisterOperation {
  readonly key: Json;
  /** The value that the operation needs; undefined: any. */
  readonly from: Json | undefined;
  /** The value that it leaves. */
  readonly to: Json;
}

/** Collects the registers of a history. */
export function collectRegisters(history: History): Registers {
  const partners = pairOperations(history);
  const builders = new Map<ValueKey, RegisterBuilder>();
  const odd: number[] = [];
  history.forEach((entry, position) => {
    const partner = partners[position] ?? NO_COMPLETION;
    if (entry.process === "nemesis" || (entry.type !== "invoke" && partner === NO_COMPLETION)) return;
    const invocation = entry.type === "invoke" ? entry : history[partner];
    const key = invocation && parseOperation(invocation)?.key;
    if (invocation === undefined || key === undefined) {
      if (entry.type === "invoke") odd.push(position);
      return;
    }
    const id = valueKey(key);
    let builder = builders.get(id);
    if (builder === undefined) builders.set(id, builder = new RegisterBuilder(key));
    if (entry.type === "invoke") builder.invoke(position, invocation, partner, history[partner]);
    else builder.complete(partner);
  });
  return { registers: [...builders.values()].map((builder) => builder.build()), odd };
}

/** Reads an entry; undefined where it is no operation on a register. A read's value counts in its ok entry only. */
export function parseOperation({ f, type, value }: Operation): RegisterOperation | undefined {
  const pair = pairOf(value);
  if (pair === undefined) return undefined;
  const [key, operand] = pair;
  if (f === "read") return { key, from: type === "ok" && operand !== null ? operand : undefined, to: operand };
  if (f === "write") return { key, from: undefined, to: operand };
  const change = f === "cas" ? pairOf(operand) : undefined;
  return change && { key, from: change[0], to: change[1] };
}

function pairOf(value: Json): readonly [Json, Json] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  return [value[0], value[1]];
}

/** Builds one register while the history is read once. */
class RegisterBuilder {
  readonly #key: Json;
  readonly #values: Json[] = [null];
  readonly #states = new Map<ValueKey, number>([[null, INITIAL_STATE]]);
  readonly #events: RegisterEvent[] = [];
  readonly #crashed: RegisterCall[] = [];
  /** Calls that will return, by the position of their invocation. */
  readonly #open = new Map<number, RegisterCall>();
  readonly #freeSlots: number[] = [];
  #slotCount = 0;

  constructor(key: Json) {
    this.#key = key;
  }

  /** Adds the call that starts at one position and ends at another (`NO_COMPLETION`: never). */
  invoke(invokedAt: number, invocation: Operation, returnedAt: number, completion: Operation | undefined): void {
    if (completion?.type === "fail") return;
    const isAnswered = completion?.type === "ok";
    const operation = (isAnswered ? parseOperation(completion) : undefined) ?? parseOperation(invocation);
    if (operation === undefined || (invocation.f === "read" && operation.from === undefined)) return;
    const from = operation.from === undefined ? ANY_STATE : this.#stateOf(operation.from);
    const to = this.#stateOf(operation.to);
    if (isAnswered) {
      const call: RegisterCall = { from, to, invokedAt, returnedAt, slot: this.#freeSlots.pop() ?? this.#slotCount++ };
      this.#open.set(invokedAt, call);
      this.#events.push({ type: "invoke", call });
    } else if (from !== to) {
      this.#crashed.push({ from, to, invokedAt, returnedAt: Infinity, slot: NO_SLOT });
    }
  }

  /** Ends the call that started at a position, if it is one that matters. */
  complete(invokedAt: number): void {
    const call = this.#open.get(invokedAt);
    if (call === undefined) return;
    this.#open.delete(invokedAt);
    this.#freeSlots.push(call.slot);
    this.#events.push({ type: "return", call });
  }

  build(): Register {
    return { key: this.#key, values: this.#values, events: this.#events, crashed: this.#crashed };
  }

  #stateOf(value: Json): number {
    const id = valueKey(value);
    let state = this.#states.get(id);
    if (state === undefined) {
      state = this.#values.length;
      this.#states.set(id, state);
      this.#values.push(value);
    }
    return state;
  }
}
