/**
 * What a fault is: all that the bench knows of it, in one record. Each file in faults/ holds one, faults/registry.ts lists
 * them; whatever deals with faults goes through that list.
 *
 * @module
 */
import type * as v from "valibot";
import type { Json } from "../history.ts";
import type { Random } from "../random.ts";
import type { Choices } from "./choices.ts";
import type { Effects, EffectSum } from "./effects.ts";

/**
 * One kind of fault.
 *
 * `Choice` is what may be named after the colon of `--nemesis`. `Value` says what one occurrence does; it is complete, so
 * that nothing is left to chance when it is applied, and plain data, so that a schedule file can hold it.
 */
export interface Fault<Choice, Value> {
  /** What happens from the start to the end of the fault: a whole sentence, for the reference. */
  readonly description: string;
  readonly choices: Choices<Choice>;
  /** What `value` of a start is in a schedule file. Each entry has a title that says what is expected there. */
  readonly schema: v.GenericSchema<unknown, Value> & { readonly entries: v.ObjectEntries };
  /** An occurrence, for the reference. */
  readonly example: Value;
  /** The nemesis's functions in the history. Default: `start-X` and `stop-X`. */
  readonly functions?: { readonly start: string; readonly stop: string };
  /** Faults of one stream share it: their steps are drawn in turn from one sequence of times. Default: a stream of its own. */
  readonly stream?: string;
  /** True where the first occurrence is at the start of the run and not a random time later. */
  readonly startsAtOnce?: boolean;
  /** True where healing is recorded at the end of a run with such faults, even where none is under way. */
  readonly alwaysHeals?: boolean;
  /** True for a fault that the original has as well. */
  readonly isOriginal?: boolean;
  /** True where it is done to nodes and not to the network between them, so that a node that is alone can suffer it. */
  readonly concernsNodes?: boolean;
  /** True where a perfect node cannot answer everything meanwhile, so that no availability may be demanded. */
  readonly stopsNodes?: boolean;
  /** True where its nodes begin anew at its end, with nothing but `init`. */
  readonly losesMemory?: boolean;
  /** True where it is done to all messages between nodes, or to and from services, and names nobody. */
  readonly concernsAll?: boolean;
  /** The option that does the same all the time, and the value that sweeps draw for it. */
  readonly steady?: { readonly option: "p-loss" | "p-duplicate" | "jitter"; readonly drawn: string };
  /** Why processes on this system cannot suffer it, as a clause; undefined where they can. */
  processProblem?(system: string): string | undefined;

  /** Draws one occurrence. */
  draw(choice: Choice, context: DrawContext): Value;
  /** Adds what it does to what other faults do. */
  apply(value: Value, sum: EffectSum): void;
  /** Tells whether what it does stays when it has ended. Default: it does not. */
  staysAfterEnd?(value: Value): boolean;

  /** What the history says when it is about to begin, and when it has begun. */
  describeStart(value: Value): readonly [intention: Json, outcome: Json];
  /** What the history says when it is about to end, and when it has ended. */
  describeStop(change: EffectsChange): readonly [intention: Json, outcome: Json];

  /** Everybody whom an occurrence names. */
  names(value: Value): NamedParticipants;
  /** What is left of an occurrence where only some participants remain; undefined where nothing is. */
  restrict(value: Value, isIn: (name: string) => boolean): Value | undefined;
  /** All occurrences with one target less; none where one target is all there is. */
  smaller(value: Value): readonly Value[];
}

/** What occurrences are drawn from. */
export interface DrawContext {
  readonly nodes: readonly string[];
  readonly services: readonly string[];
  readonly random: Random;
}

/** What all faults do together before and after the end of one. */
export interface EffectsChange {
  readonly before: Effects;
  readonly after: Effects;
  readonly nodes: readonly string[];
}

/** Names in an occurrence: those that must be nodes, and those that may be services as well. */
export interface NamedParticipants {
  readonly nodes?: readonly string[];
  readonly nodesAndServices?: readonly string[];
}

/** What faults have in common that are done to all messages between nodes, or to and from services. */
export const ALL_MESSAGES = {
  concernsAll: true,
  names: () => ({}),
  restrict: <Value>(value: Value): Value => value,
  smaller: () => [],
} as const;

/** Each list that lacks one item; none for a single item, since a fault without targets does nothing. */
export function withoutEach<T>(items: readonly T[]): T[][] {
  return items.length < 2 ? [] : items.map((_, position) => items.toSpliced(position, 1));
}
