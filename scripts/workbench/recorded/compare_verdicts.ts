/**
 * Compares our verdicts with the genuine ones, field by field, as far as a field is determined by the history: what is
 * not compared, and why, is said in the rules of checkers/comparison.ts, which the workloads name.
 *
 * @module
 */
import type { Normal } from "../checkers/comparison.ts";
import { sameValue } from "../checkers/values.ts";
import type { Json } from "../history.ts";
import { type JsonObject, withoutFloats } from "../json.ts";
import type { CheckerResult } from "../verdict.ts";
import { WORKLOADS } from "../workloads/registry.ts";

/** A field in which two verdicts differ. */
export interface Disagreement {
  readonly field: string;
  readonly expected: Json;
  readonly got: Json;
}

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
  const rule = WORKLOADS.get(workload)?.comparison ?? {};
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
