/**
 * How far a genuine checker's verdict is determined by the history, for comparing ours with it.
 *
 * What is not compared, and why, is said at each rule below. Everything else must be equal, fields that only one of the
 * two verdicts has included.
 *
 * @module
 */
import { isJsonObject } from "../json.ts";
import type { Json } from "../history.ts";
import { valueKey } from "./values.ts";

/** Brings a field into a form in which equal means agreeing. An absent field is undefined. */
export type Normal = (value: Json | undefined) => Json | undefined;

/** How the verdicts of a workload are compared. */
export interface ComparisonRule {
  /** Only these fields; absent: all. */
  readonly fields?: readonly string[];
  readonly normal?: Readonly<Record<string, Normal>>;
  /** For fields without an entry in `normal`. */
  readonly normalOthers?: Normal;
}

/** Mismatches come in the order of a hash map. */
export const ECHO_COMPARISON: ComparisonRule = { normal: { errors: unordered } };

/** Elements of equal latency may come in either order. */
export const SET_COMPARISON: ComparisonRule = { normal: { "worst-stale": unordered } };

/** Which cycle is shown, and how many of a kind are found, depends on the order of the search. */
export const TRANSACTION_COMPARISON: ComparisonRule = {
  fields: ["valid", "anomaly-types", "not", "also-not", "anomaly-counts"],
  normal: {
    "anomaly-types": unordered,
    not: unordered,
    "also-not": unordered,
    "anomaly-counts": withoutCycles,
  },
};

/**
 * A cycle error names one cycle among possibly many: its type and count are compared. Other errors that are equally bad
 * come in the order of hash maps, and of the keys of poll replies, which recorded histories do not keep.
 */
export const KAFKA_COMPARISON: ComparisonRule = { normalOthers: kafkaErrors };

/** Per key the verdict is compared, not the search's last configurations. */
export const LIN_KV_COMPARISON: ComparisonRule = {
  fields: ["valid", "failures", "results"],
  normal: { failures: unordered, results: validByKey },
};

/** Names of anomalies that are cycles, or tell that there is one: G0, G1c-realtime, PL-2-cycle-exists ... */
const CYCLE = /^(G0|G1c|G-single|G-nonadjacent|G2|strong-|PL-).*$/;

/** A list as a multiset; an absent one is empty. */
function unordered(list: Json | undefined): Json {
  if (!Array.isArray(list)) return list ?? [];
  return [...list].map((item: Json) => [String(valueKey(item)), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);
}

function withoutCycles(counts: Json | undefined): Json {
  if (!isJsonObject(counts)) return counts ?? {};
  return Object.fromEntries(Object.entries(counts).filter(([anomaly]) => !CYCLE.test(anomaly)));
}

function kafkaErrors(value: Json | undefined): Json | undefined {
  if (!isJsonObject(value) || !Array.isArray(value.errs)) return value;
  const errors: readonly Json[] = value.errs;
  const isCycle = errors.some((error) => isJsonObject(error) && CYCLE.test(String(error.type)));
  if (isCycle) return { count: value.count ?? null };
  return { ...value, errs: unordered(value.count === errors.length ? errors : withoutLastTie(errors)) };
}

/** A list that was cut leaves out some of the errors that are as bad as the mildest one shown: which ones is open. */
function withoutLastTie(errors: readonly Json[]): Json {
  const measures = errors.map(measureOf);
  const mildest = errors.every(isSkip) ? Math.min(...measures) : Math.max(...measures);
  return errors.filter((_, position) => measures[position] !== mildest);
}

/** What the original sorts errors by: steps by delta, duplicates by count, contradictions by the number of values. */
function measureOf(error: Json): number {
  if (!isJsonObject(error)) return 0;
  const measure = error.delta ?? error.count ?? (Array.isArray(error.values) ? error.values.length : 0);
  return typeof measure === "number" ? measure : 0;
}

/** Lists of skips keep the largest deltas; all other lists keep the smallest measures. */
function isSkip(error: Json): boolean {
  return isJsonObject(error) && error.skipped !== undefined;
}

function validByKey(results: Json | undefined): Json {
  if (!isJsonObject(results)) return results ?? {};
  return Object.fromEntries(
    Object.entries(results).map(([key, result]) => [key, isJsonObject(result) ? result.valid ?? null : result]),
  );
}
