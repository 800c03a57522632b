import { assertEquals } from "@std/assert";
import { compareVerdicts } from "../../../scripts/workbench/recorded/compare_verdicts.ts";
import type { JsonObject } from "../../../scripts/workbench/json.ts";
import type { Explanation, Verdict } from "../../../scripts/workbench/verdict.ts";

function compare(workload: string, expected: JsonObject, verdict: Verdict, explanations: readonly Explanation[] = []) {
  return compareVerdicts(workload, expected, { verdict, explanations }).map(({ field }) => field);
}

const REASON: Explanation = { anomaly: "lost", severity: "error", text: "X.", operations: [] };

Deno.test("compareVerdicts() finds fields that differ, lack or are too many", () => {
  const expected = { valid: true, count: 1, gone: 0, same: [1] };
  assertEquals(
    compareVerdicts("stats", expected, { verdict: { valid: true, count: 2, same: [1], new: 5 }, explanations: [] }),
    [
      { field: "count", expected: 1, got: 2 },
      { field: "gone", expected: 0, got: null },
      { field: "new", expected: null, got: 5 },
    ],
  );
});

Deno.test("compareVerdicts() takes a null for a value, not for an absent field", () => {
  assertEquals(compare("g-counter", { valid: true, errors: null }, { valid: true, errors: null }), []);
  assertEquals(compare("g-counter", { valid: true, errors: null }, { valid: true }), ["errors"]);
});

Deno.test("compareVerdicts() ignores the order of echo's errors and of worst-stale, not of other lists", () => {
  assertEquals(compare("echo", { valid: false, errors: [1, 2] }, { valid: false, errors: [2, 1] }), []);
  assertEquals(compare("echo", { valid: false, errors: [1, 1] }, { valid: false, errors: [1, 2] }), ["errors"]);
  assertEquals(
    compare("broadcast", { valid: true, "worst-stale": [1, 2] }, { valid: true, "worst-stale": [2, 1] }),
    [],
  );
  assertEquals(compare("broadcast", { valid: true, stale: [1, 2] }, { valid: true, stale: [2, 1] }), ["stale"]);
});

Deno.test("compareVerdicts() compares names of cycles but not how many were found", () => {
  const expected = { valid: false, "anomaly-types": ["G1a", "G2-item"], "anomaly-counts": { G1a: 1, "G2-item": 3 } };
  const got = { ...expected, valid: false as const, extra: 1 };
  assertEquals(compare("txn-rw-register", expected, { ...got, "anomaly-counts": { G1a: 1, "G2-item": 1 } }), []);
  assertEquals(compare("txn-rw-register", expected, { ...got, "anomaly-counts": { G1a: 2, "G2-item": 3 } }), [
    "anomaly-counts",
  ]);
  assertEquals(compare("txn-rw-register", expected, { ...got, "anomaly-types": ["G1a"] }), ["anomaly-types"]);
});

Deno.test("compareVerdicts() takes absent transaction fields for empty ones", () => {
  assertEquals(compare("txn-list-append", { valid: true }, { valid: true, "anomaly-types": [], not: [] }), []);
  assertEquals(compare("txn-list-append", { valid: true }, { valid: true, not: ["serializable"] }), ["not"]);
});

Deno.test("compareVerdicts() compares kafka's cycle errors by type and count, other errors whole", () => {
  const cycle = (from: number, count: number) => ({ count, errs: [{ type: "G1c", cycle: [from] }] });
  assertEquals(compare("kafka", { valid: false, G1c: cycle(1, 1) }, { valid: false, G1c: cycle(2, 1) }), []);
  assertEquals(compare("kafka", { valid: false, G1c: cycle(1, 1) }, { valid: false, G1c: cycle(1, 2) }), ["G1c"]);
  assertEquals(compare("kafka", { valid: false, G1c: cycle(1, 1) }, { valid: false }), ["G1c"]);
  const duplicate = (value: number) => ({ count: 1, errs: [{ value }] });
  assertEquals(compare("kafka", { valid: false, duplicate: duplicate(1) }, { valid: false, duplicate: duplicate(2) }), [
    "duplicate",
  ]);
});

Deno.test("compareVerdicts() ignores the order of kafka's errors, and which of those as bad as the mildest are shown", () => {
  const skips = (count: number, ...steps: readonly [key: string, delta: number][]) => ({
    valid: false as const,
    "poll-skip": { count, errs: steps.map(([key, delta]) => ({ key, delta, skipped: [] })) },
  });
  assertEquals(compare("kafka", skips(2, ["1", 2], ["2", 3]), skips(2, ["2", 3], ["1", 2])), []);
  assertEquals(compare("kafka", skips(2, ["1", 2], ["2", 3]), skips(2, ["1", 2], ["3", 3])), ["poll-skip"]);
  assertEquals(compare("kafka", skips(9, ["1", 2], ["2", 3]), skips(9, ["4", 2], ["2", 3])), []);
  assertEquals(compare("kafka", skips(9, ["1", 2], ["2", 3]), skips(9, ["1", 2], ["3", 3])), ["poll-skip"]);
  assertEquals(compare("kafka", skips(9, ["1", 2], ["2", 3]), skips(8, ["1", 2], ["2", 3])), ["poll-skip"]);
});

Deno.test("compareVerdicts() compares the verdict per key of lin-kv", () => {
  const expected = { valid: false, failures: [0], results: { "0": { valid: false, linearizable: { valid: false } } } };
  assertEquals(compare("lin-kv", expected, { valid: false, failures: [0], results: { "0": { valid: false } } }), []);
  assertEquals(compare("lin-kv", expected, { valid: false, failures: [0], results: { "0": { valid: true } } }), [
    "results",
  ]);
});

Deno.test("compareVerdicts() lets a crash agree with whatever is not true and has a reason", () => {
  const crash = { crash: { class: "java.lang.AssertionError" } };
  assertEquals(compare("txn-list-append", crash, { valid: false }, [REASON]), []);
  assertEquals(compare("txn-list-append", crash, { valid: "unknown", error: { type: "x" } }), []);
  assertEquals(compare("txn-list-append", crash, { valid: false }), ["valid"]);
  assertEquals(compare("txn-list-append", crash, { valid: true }, [REASON]), ["valid"]);
});

Deno.test("compareVerdicts() lets an error agree with unknown and an error of ours", () => {
  const error = { valid: "unknown", error: { class: "java.lang.ClassCastException" } };
  assertEquals(compare("unique-ids", error, { valid: "unknown", error: { type: "x" } }), []);
  assertEquals(compare("unique-ids", error, { valid: "unknown" }), ["error"]);
  assertEquals(compare("unique-ids", error, { valid: false, error: {} }), ["valid"]);
});
