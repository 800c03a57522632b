/**
 * Compares our verdicts with the genuine ones, field by field, as far as a field is determined by the history.
 *
 * What is not compared, and why, is said at each rule below. Everything else must be equal, fields that only one of the
 * two verdicts has included.
 *
 * @module
 */
import { sameValue, valueKey } from "../checkers/values.ts";
import type { Json } from "../history.ts";
import { withoutFloats } from "../json.ts";
import type { CheckerResult } from "../verdict.ts";
import { isJsonObject, type JsonObject } from "./cases.ts";

/** A field in which two verdicts differ. */
export interface Disagreement {
  readonly field: string;
  readonly expected: Json;
  readonly got: Json;
}

/** Brings a field into a form in which equal means agreeing. An absent field is undefined. */
type Normal = (value: Json | undefined) => Json | undefined;

/** How the verdicts of a workload are compared. */
interface Rule {
  /** Only these fields; absent: all. */
  readonly fields?: readonly string[];
  readonly normal?: Readonly<Record<string, Normal>>;
  /** For fields without an entry in `normal`. */
  readonly normalOthers?: Normal;
}

/** Mismatches come in the order of a hash map. */
const ECHO: Rule = { normal: { errors: unordered } };

/** Elements of equal latency may come in either order. */
const SET: Rule = { normal: { "worst-stale": unordered } };

/** Which cycle is shown, and how many of a kind are found, depends on the order of the search. */
const TRANSACTIONS: Rule = {
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
const KAFKA: Rule = { normalOthers: kafkaErrors };

/** Per key the verdict is compared, not the search's last configurations. */
const LIN_KV: Rule = { fields: ["valid", "failures", "results"], normal: { failures: unordered, results: validByKey } };

const RULES: ReadonlyMap<string, Rule> = new Map([
  ["echo", ECHO],
  ["broadcast", SET],
  ["g-set", SET],
  ["txn-rw-register", TRANSACTIONS],
  ["txn-list-append", TRANSACTIONS],
  ["kafka", KAFKA],
  ["lin-kv", LIN_KV],
]);

/** Names of anomalies that are cycles, or tell that there is one: G0, G1c-realtime, PL-2-cycle-exists ... */
const CYCLE = /^(G0|G1c|G-single|G-nonadjacent|G2|strong-|PL-).*$/;

/**
 * Lists the fields in which our verdict differs from the genuine one.
 *
 * A genuine checker that threw (`error`) agrees with "unknown" and an error of ours; one that died (`crash`) agrees
 * with any verdict that is not true and has a reason.
 */
export function compareVerdicts(workload: string, expected: JsonObject, result: CheckerResult): Disagreement[] {
  const got: JsonObject = result.verdict;
  if (expected.crash !== undefined) {
    const hasReason = got.error !== undefined || result.explanations.some(({ severity }) => severity !== "warning");
    return got.valid !== true && hasReason
      ? []
      : [{ field: "valid", expected: "not true, with a reason", got: got.valid ?? null }];
  }
  if (expected.error !== undefined) {
    return [
      ...compareField("valid", expected, got),
      ...(got.error === undefined ? [{ field: "error", expected: expected.error, got: null }] : []),
    ];
  }
  const rule = RULES.get(workload) ?? {};
  const fields = rule.fields ?? [...new Set([...Object.keys(expected), ...Object.keys(got)])];
  return fields.flatMap((field) => compareField(field, expected, got, rule.normal?.[field] ?? rule.normalOthers));
}

function compareField(field: string, expected: JsonObject, got: JsonObject, normal?: Normal): Disagreement[] {
  const left = normal === undefined ? expected[field] : normal(expected[field]);
  const right = normal === undefined ? got[field] : normal(got[field]);
  if (left === undefined && right === undefined) return [];
  if (left !== undefined && right !== undefined && sameValue(withoutFloats(left), withoutFloats(right))) return [];
  return [{ field, expected: left ?? null, got: right ?? null }];
}

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
