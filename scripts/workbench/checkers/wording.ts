/**
 * The vocabulary of explanations: who, when, which value; and how many findings are told one by one.
 *
 * @module
 */
import { seconds } from "../clock.ts";
import { printable } from "../text/excerpt.ts";
import type { FindingLabel } from "../findings.ts";
import { type History, type Json, NO_COMPLETION, type Operation } from "../history.ts";
import type { Explanation, FindingText } from "../verdict.ts";
import { isRawNumber, isWholeFloat } from "../json.ts";

/** Characters of a value shown in a sentence. */
const VALUE_LENGTH_MAX = 80;

/** Items of a list shown in a sentence. */
const LIST_LENGTH_MAX = 12;

/** Findings of one name that are told one by one; the rest share one explanation. */
export const FINDINGS_TOLD_MAX = 8;

/** Operations that one explanation refers to. */
const OPERATIONS_NAMED_MAX = 48;

/** A value as JSON, cut where it is long; control characters are escaped. */
export function show(value: Json): string {
  const text = printable(JSON.stringify(value ?? null));
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX)}...`;
}

/** A value with its kind, since kinds are often what is wrong: `the text "5"`, `the float 1.0`, `a list, [1]`. */
export function showWithKind(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (isWholeFloat(value)) return `the float ${value.rawJSON}`;
  if (typeof value === "number" || isRawNumber(value)) return `the number ${show(value)}`;
  if (typeof value === "string") return `the text ${show(value)}`;
  return `${Array.isArray(value) ? "a list" : "an object"}, ${show(value)}`;
}

/**
 * Says that a value looks like one that was written, but is a number where that is a string, or the other way round, or
 * where null comes from; empty where it does not. Begins with a semicolon.
 */
export function tellLookalike(value: Json, isKnown: (other: Json) => boolean): string {
  if (isWholeFloat(value) && isKnown(Number(value.rawJSON))) {
    return `; the integer ${
      Number(value.rawJSON)
    } was, and the float ${value.rawJSON} is another value, as in the original`;
  }
  if (value === null) return "; undefined is null in JSON, as where the name of a field is misspelt";
  const other = typeof value === "number" ? String(value) : typeof value === "string" ? Number(value) : value;
  if (other === value || String(other) !== String(value) || !isKnown(other)) return "";
  return `; the ${typeof other} ${show(other)} was, and the ${typeof value} ${show(value)} is another value`;
}

/** Values separated by commas, with the number of those left out. */
export function showList(values: readonly Json[]): string {
  const shown = values.slice(0, LIST_LENGTH_MAX).map(show).join(", ");
  return values.length <= LIST_LENGTH_MAX ? shown : `${shown} and ${values.length - LIST_LENGTH_MAX} more`;
}

/** A count with its noun: `1 read`, `2 reads`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `n1, n2 and n3`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** Names who served an operation: its node, or its worker where a recorded history does not say. */
export function actor(operation: Operation, partner?: Operation): string {
  return operation.node ?? partner?.node ?? `worker ${operation.process}`;
}

/** Finds operations for explanations: by position, with the partner that may hold the node's name. */
export class OperationLookup {
  readonly #history: History;
  readonly #partners: Int32Array;

  /** @param partners What `pairOperations` returned for `history`. */
  constructor(history: History, partners: Int32Array) {
    this.#history = history;
    this.#partners = partners;
  }

  /** The operation at a position that is known to exist. */
  at(position: number): Operation {
    const operation = this.#history[position];
    if (operation === undefined) {
      throw new RangeError(`No operation at position ${position} of ${this.#history.length}`);
    }
    return operation;
  }

  /** The partner of the operation at a position. */
  partnerOf(position: number): Operation | undefined {
    const partner = this.#partners[position] ?? NO_COMPLETION;
    return partner === NO_COMPLETION ? undefined : this.#history[partner];
  }

  /** The number of an operation in sentences: the history index of its invocation, whichever of its entries is meant. */
  numberOf(position: number): number {
    const partner = this.partnerOf(position);
    return partner?.type === "invoke" ? partner.index : this.at(position).index;
  }

  /** Who served the operation at a position. */
  who(position: number): string {
    return actor(this.at(position), this.partnerOf(position));
  }

  /** When the entry at a position happened, in seconds. */
  when(position: number, digits?: number): string {
    return seconds(this.at(position).time, digits);
  }

  /** History indices of at most {@linkcode OPERATIONS_NAMED_MAX} positions; `NO_COMPLETION` is left out. */
  indices(positions: readonly number[]): readonly number[] {
    return positions.filter((position) => position !== NO_COMPLETION)
      .slice(0, OPERATIONS_NAMED_MAX)
      .map((position) => this.at(position).index);
  }
}

/** A value among findings of one name, and how to tell it; the telling may be costly and happens for few. */
export interface Finding {
  readonly value: Json;
  /** How many the results count it for; absent for one. */
  readonly count?: number;
  explain(): FindingText;
}

/**
 * Tells the first findings of one name one by one and sums up the rest.
 *
 * @param heading Starts the sentence on the rest: `Also lost` gives "Also lost: 5, 6 and 7 more".
 */
export function tellFindings(
  label: FindingLabel,
  findings: readonly Finding[],
  heading: string,
): Explanation[] {
  const told = findings.slice(0, FINDINGS_TOLD_MAX).map((finding) => ({ ...label, ...finding.explain() }));
  const rest = findings.slice(FINDINGS_TOLD_MAX);
  if (rest.length === 0) return told;
  const text = `${heading}: ${showList(rest.map(({ value }) => value))}.`;
  return [...told, { ...label, text, operations: [], count: rest.reduce((sum, { count = 1 }) => sum + count, 0) }];
}
