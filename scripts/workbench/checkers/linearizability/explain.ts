/**
 * Says in words why a register is not linearizable: which answer cannot be, what the register could have held, and what else
 * was going on.
 *
 * @module
 */
import { type FindingName, labelOf } from "../../findings.ts";
import { type History, type Json, NO_COMPLETION, pairOperations } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { sameValue } from "../values.ts";
import { count, FINDINGS_TOLD_MAX, OperationLookup, show, showList } from "../wording.ts";
import { ANY_STATE, parseOperation, type Register, type RegisterCall } from "./register.ts";
import type { Stuck, Unsupported } from "./search.ts";

/** A register and why it is not linearizable. */
export interface Failure {
  readonly register: Register;
  readonly outcome: Stuck | Unsupported;
}

/** Concurrent operations that are told one by one. */
const CONCURRENT_TOLD_MAX = 6;

/** Digits of times: whether one operation ended before another began is often a matter of milliseconds. */
const DIGITS = 3;

/** Explains the first failures one by one and names the keys of the rest. */
export function explainFailures(history: History, failures: readonly Failure[]): Explanation[] {
  if (failures.length === 0) return [];
  const wording = new RegisterWording(history);
  const told = failures.slice(0, FINDINGS_TOLD_MAX).map((failure) => wording.explain(failure));
  const rest = failures.slice(FINDINGS_TOLD_MAX).map(({ register }) => register.key);
  if (rest.length === 0) return told;
  const text = `Not linearizable either: the keys ${showList(rest)}.`;
  return [...told, { ...labelOf("nonlinearizable"), text, operations: [] }];
}

/** Why a call is impossible. */
interface Reason {
  readonly anomaly: FindingName;
  /** Goes on after "but". */
  readonly text: string;
  /** Positions of further operations that show it. */
  readonly positions: readonly number[];
}

class RegisterWording {
  readonly #history: History;
  readonly #partners: Int32Array;
  readonly #lookup: OperationLookup;

  constructor(history: History) {
    this.#history = history;
    this.#partners = pairOperations(history);
    this.#lookup = new OperationLookup(history, this.#partners);
  }

  explain({ register, outcome }: Failure): Explanation {
    const { call } = outcome;
    const needed = register.values[call.from] ?? null;
    const reason = outcome.kind === "stuck"
      ? this.#stuckReason(register, outcome, needed)
      : this.#unsupportedReason(register, call, needed);
    const concurrent = outcome.kind === "stuck" ? ` ${this.#tellConcurrent(register, outcome)}` : "";
    const others = outcome.kind === "stuck" ? outcome.concurrent.map((other) => other.invokedAt) : [];
    return {
      ...labelOf(reason.anomaly),
      text: `Key ${show(register.key)} is not linearizable: ${this.#describe(call.invokedAt)} ` +
        `${this.#isRead(call) ? `answered ${show(needed)}` : "succeeded"}, but ${reason.text}.${concurrent}`,
      operations: this.#lookup.indices([call.returnedAt, call.invokedAt, ...reason.positions, ...others]),
      value: register.key,
    };
  }

  /** Nothing that began before the call returned can have left the value that it needs. */
  #unsupportedReason({ key }: Register, call: RegisterCall, needed: Json): Reason {
    const writers = this.#writersOf(key, needed);
    const failed = writers.filter((position) => position < call.returnedAt && this.#isFailed(position));
    const [later] = writers.filter((position) => position > call.returnedAt && !this.#isFailed(position));
    const [firstFailed] = failed;
    if (firstFailed !== undefined) {
      const text = failed.length === 1
        ? `the only operation that would have left ${show(needed)}, ${this.#describe(firstFailed)}, failed`
        : `all ${failed.length} operations that would have left ${show(needed)} failed, first ${
          this.#describe(firstFailed)
        }`;
      return { anomaly: "failed-write-visible", text, positions: failed };
    }
    if (later !== undefined) {
      const text = `nothing wrote ${show(needed)} before ${this.#describe(later)}`;
      return { anomaly: "future-value", text, positions: [later] };
    }
    return { anomaly: "unwritten-value", text: `nothing ever wrote ${show(needed)} to the key`, positions: [] };
  }

  #stuckReason(register: Register, { call, lastPossibleAt }: Stuck, needed: Json): Reason {
    const possible = valuesWhileOpen(register, call, lastPossibleAt);
    const open = `while that was open the key could only have held ${showList(possible)}`;
    const lastAt = lastPossibleAt[call.from] ?? NO_COMPLETION;
    if (lastAt >= call.invokedAt) {
      const text = `the operations before it allow no order in which the key holds ${show(needed)} at that time`;
      return { anomaly: "nonlinearizable", text, positions: [] };
    }
    if (lastAt < 0) {
      const text = `${open}, and it could not have held ${show(needed)} at any earlier time`;
      return { anomaly: "nonlinearizable", text, positions: this.#writersOf(register.key, needed).slice(0, 1) };
    }
    const endedBy = this.#partners[lastAt] ?? NO_COMPLETION;
    const text = `${open}; it cannot have held ${show(needed)} after ${this.#lookup.when(lastAt, DIGITS)}, when ` +
      `${this.#describe(endedBy)} was answered`;
    const writer = this.#writersOf(register.key, needed).findLast((position) => position < lastAt);
    const positions = [lastAt, endedBy, writer ?? NO_COMPLETION];
    return { anomaly: this.#isRead(call) ? "stale-read" : "stale-cas", text, positions };
  }

  #tellConcurrent({ crashed }: Register, { call, concurrent }: Stuck): string {
    const told = concurrent.slice(0, CONCURRENT_TOLD_MAX).map((other) => this.#describe(other.invokedAt)).join(", ");
    const rest = concurrent.length - CONCURRENT_TOLD_MAX;
    const open = concurrent.length === 0
      ? "No other operation on the key was open then."
      : `Open at the same time: ${told}${rest > 0 ? ` and ${rest} more` : ""}.`;
    const unanswered = crashed.filter((other) => other.invokedAt < call.returnedAt).length;
    if (unanswered === 0) return open;
    return `${open} ${count(unanswered, "earlier operation")} without an answer may have taken effect at any time or ` +
      `never, and that does not explain it either.`;
  }

  /** Names an operation by the position of its invocation: `a write of 3 by n1 (0.100 s to 0.120 s)`. */
  #describe(position: number): string {
    const invocation = this.#lookup.at(position);
    const operation = parseOperation(invocation);
    const end = this.#partners[position] ?? NO_COMPLETION;
    const until = end === NO_COMPLETION ? "without an end" : `to ${this.#lookup.when(end, DIGITS)}`;
    const what = invocation.f === "read"
      ? "a read"
      : invocation.f === "write"
      ? `a write of ${show(operation?.to ?? null)}`
      : `a compare-and-set from ${show(operation?.from ?? null)} to ${show(operation?.to ?? null)}`;
    return `${what} by ${this.#lookup.who(position)} (${this.#lookup.when(position, DIGITS)} ${until})`;
  }

  /** Positions of all invocations that would leave a value in a key. */
  #writersOf(key: Json, value: Json): readonly number[] {
    const positions: number[] = [];
    this.#history.forEach((entry, position) => {
      if (entry.type !== "invoke" || entry.process === "nemesis" || entry.f === "read") return;
      const operation = parseOperation(entry);
      if (operation && sameValue(operation.key, key) && sameValue(operation.to, value)) positions.push(position);
    });
    return positions;
  }

  #isRead(call: RegisterCall): boolean {
    return this.#lookup.at(call.invokedAt).f === "read";
  }

  #isFailed(position: number): boolean {
    return this.#lookup.partnerOf(position)?.type === "fail";
  }
}

/**
 * The values that the register could have held while a call was open. The search leaves out unanswered calls whose effect
 * nobody needs; they belong here all the same.
 */
function valuesWhileOpen(
  { values, crashed }: Register,
  call: RegisterCall,
  lastPossibleAt: Float64Array,
): readonly Json[] {
  const states = new Set<number>();
  lastPossibleAt.forEach((position, state) => {
    if (position >= call.invokedAt) states.add(state);
  });
  for (const { from, to, invokedAt } of crashed) {
    if (invokedAt < call.returnedAt && (from === ANY_STATE || states.has(from))) states.add(to);
  }
  return values.filter((_, state) => states.has(state));
}
