/**
 * Limits for figures of the results: Fly.io's targets and `--expect`.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { type Figure, figureAt, FIGURES } from "../figures.ts";
import { UsageError } from "../usage_error.ts";
import { nearestName } from "../text/nearest_name.ts";

const COMPARISONS = {
  "<=": (value: number, limit: number) => value <= limit,
  ">=": (value: number, limit: number) => value >= limit,
  "!=": (value: number, limit: number) => value !== limit,
  "<": (value: number, limit: number) => value < limit,
  ">": (value: number, limit: number) => value > limit,
  "=": (value: number, limit: number) => value === limit,
} as const;

/** How a figure is compared with its limit. */
export type Comparison = keyof typeof COMPARISONS;

/** A limit for one figure. */
export interface Expectation {
  /** Where the figure is in the results: names of fields with dots between them. */
  readonly path: string;
  readonly comparison: Comparison;
  readonly limit: number;
}

/** An expectation as people read it. */
export interface NamedExpectation extends Expectation {
  /** What is limited, for example `msgs/op`. */
  readonly label: string;
  /** The best that others have published for this figure. */
  readonly best?: number;
}

/** A limit for a figure that has a name of its own. */
export function limitOf(
  { label, path }: Figure,
  comparison: Comparison,
  limit: number,
  best?: number,
): NamedExpectation {
  return { label, path, comparison, limit, ...(best === undefined ? {} : { best }) };
}

/** How a run stands against a limit. */
export interface ExpectationOutcome<E extends Expectation = Expectation> {
  readonly expectation: E;
  /** Null where the results have no such figure, which fails the expectation. */
  readonly value: number | null;
  readonly met: boolean;
  /** The figure that may have been meant, where there is none of that name. */
  readonly nearest?: string;
}

/** Beginnings that may be left out or shortened: `servers.msgs-per-op`, `stable-latency.99`. */
const SHORT_PATHS: readonly (readonly [short: RegExp, path: string])[] = [
  [/^(all|clients|servers)\./, "net.$&"],
  [/^stable-latency\.p?(95|99)$/, "workload.stable-latencies.0.$1"],
];

/**
 * Reads one limit such as `servers.msgs-per-op<0.4`.
 *
 * @throws {UsageError} When it is not a path, a comparison and a number.
 */
export function parseExpectation(given: string): Expectation {
  const match = /^\s*([\w.?-]+?)\s*(<=|>=|!=|==|<|>|=)\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(?:ms|s)?\s*$/i.exec(given);
  const limit = Number(match?.[3]);
  if (match === null || Number.isNaN(limit)) {
    throw new UsageError(
      `Cannot use --expect: ${JSON.stringify(given)}, expected a figure, a comparison (<, <=, >, >=, =, !=) and a ` +
        'number, such as "servers.msgs-per-op<0.4"',
    );
  }
  const comparison = match[2] === "==" ? "=" : match[2] as Comparison;
  return { path: fullPath(match[1] ?? ""), comparison, limit };
}

/** Reads the values of `--expect`; each is called as the user wrote it. @throws {UsageError} As parseExpectation. */
export function parseExpectations(given: readonly string[]): readonly NamedExpectation[] {
  return given.map((text) => ({ ...parseExpectation(text), label: text.split(/[<>=!]/, 1)[0]?.trim() ?? text }));
}

/** Compares the figures of results with their limits. Booleans count as 1 and 0. */
export function judgeExpectations<E extends Expectation>(
  results: Json,
  expectations: readonly E[],
): readonly ExpectationOutcome<E>[] {
  return expectations.map((expectation) => {
    const value = figureAt(results, expectation.path);
    if (value !== null) {
      return { expectation, value, met: COMPARISONS[expectation.comparison](value, expectation.limit) };
    }
    const known = [
      ...Object.values(FIGURES).filter(({ path }) => figureAt(results, path) !== null).map(({ name }) => name),
      ...figurePaths(results),
    ];
    const nearest = nearestName(expectation.path, known);
    return { expectation, value, met: false, ...(nearest === undefined ? {} : { nearest }) };
  });
}

/** The paths of all numbers. */
function* figurePaths(results: Json, path = ""): Generator<string> {
  if (typeof results === "number") yield path;
  if (typeof results !== "object" || results === null || Array.isArray(results)) return;
  for (const [name, field] of Object.entries(results)) {
    yield* figurePaths(field, path === "" ? name : `${path}.${name}`);
  }
}

function fullPath(given: string): string {
  const figure = Object.values(FIGURES).find(({ name }) => name === given);
  if (figure !== undefined) return figure.path;
  for (const [short, path] of SHORT_PATHS) {
    if (short.test(given)) return given.replace(short, path);
  }
  return given;
}
