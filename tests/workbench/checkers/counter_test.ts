import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkCounter } from "../../../scripts/workbench/checkers/counter.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { historyOf, type Op } from "./ops.ts";

function check(ops: readonly Op[]) {
  return checkCounter(historyOf(ops));
}

const ADDS: readonly Op[] = [
  [0, "invoke", 0, "add", 800],
  [1, "ok", 0, "add", 800],
  [2, "invoke", 1, "add", 200],
  [3, "info", 1, "add", 200],
];

Deno.test("checkCounter() accepts both sums when one add is uncertain", () => {
  const { verdict, explanations } = check([
    ...ADDS,
    [10, "ok", 2, "read", 800, { final: true }],
    [11, "ok", 3, "read", 1000, { final: true }],
  ]);
  assertEquals(verdict, {
    valid: true,
    errors: null,
    "final-reads": [800, 1000],
    acceptable: [[800, 800], [1000, 1000]],
  });
  assertEquals(explanations, []);
});

Deno.test("checkCounter() explains a final read that lacks an acknowledged add", () => {
  const { verdict, explanations } = check([...ADDS, [25_100, "ok", 2, "read", 200, { final: true, node: "n3" }]]);
  assertEquals(verdict.valid, false);
  assertEquals(verdict.errors, [{ "op-index": 4 }]);
  assertEquals(explanations, [{
    anomaly: "wrong-final-read",
    severity: "error",
    text:
      "The final read from n3 at 25.10 s returned 200, expected 800 or 1000: the acknowledged adds sum to 800, and " +
      "1 add without a definite answer may count. Acknowledged adds are missing in it, or the read is stale.",
    operations: [4],
    value: 200,
  }]);
});

Deno.test("checkCounter() says so when a final read is too high, between the sums, or no integer", () => {
  const texts = [1800, 900, "800", 800.5, null].map((value) =>
    check([...ADDS, [9, "ok", 2, "read", value, { final: true }]]).explanations[0]?.text.split(". ").at(-1)
  );
  assertEquals(texts, [
    "Some add counts more than once, or more than it should.",
    "No choice among the uncertain adds gives this value.",
    "A counter's value must be an integer.",
    "A counter's value must be an integer.",
    "A counter's value must be an integer.",
  ]);
});

Deno.test("checkCounter() rejects an integer beyond 2^53 that rounds to an acceptable sum", () => {
  const huge = 2 ** 53;
  const { verdict } = check([
    [0, "invoke", 0, "add", huge],
    [1, "ok", 0, "add", huge],
    [2, "ok", 1, "read", parseJson("9007199254740993"), { final: true }],
  ]);
  assertEquals(verdict.valid, false);
});

Deno.test("checkCounter() ignores failed adds and merges neighbouring sums", () => {
  const { verdict } = check([
    [0, "info", 0, "add", 1],
    [1, "info", 1, "add", -1],
    [2, "fail", 2, "add", 100],
    [3, "info", 3, "add", 5],
    [4, "info", 4, "add", 0],
  ]);
  assertEquals(verdict.acceptable, [[-1, 1], [4, 6]]);
});

Deno.test("checkCounter() is valid, as in the original, and says that nothing was checked when no final read ended ok", () => {
  const { verdict, explanations } = check([...ADDS, [5, "invoke", 2, "read", null, { final: true }]]);
  assertEquals(verdict.valid, true);
  assertEquals(explanations.map(({ anomaly, severity }) => [anomaly, severity]), [["no-final-read", "unknown"]]);
});

Deno.test("checkCounter() warns of an earlier read that no adds allow", () => {
  const { verdict, explanations } = check([
    [0, "ok", 2, "read", 3, { node: "n1" }],
    ...ADDS,
    [4, "ok", 2, "read", 1000],
    [9, "ok", 2, "read", 800, { final: true }],
  ]);
  assertEquals(verdict.valid, true);
  assertEquals(explanations.map(({ text }) => text), [
    "n1 returned 3 at 0.00 s, but with the adds requested by then only 0 was possible.",
  ]);
});

Deno.test("checkCounter() is unknown with an error when a delta is no number", () => {
  const { verdict } = check([[0, "ok", 0, "add", "3"]]);
  assertEquals(verdict.valid, "unknown");
  assertEquals(verdict.error, { type: "malformed-add", message: 'Add 0 has the delta "3", expected an integer' });
});

Deno.test("checkCounter() gives up when the possible sums are too many separate ones", () => {
  const spread = Array.from({ length: 20 }, (_, power): Op => [power, "info", power, "add", 3 ** power]);
  const { verdict } = check(spread);
  assertEquals(verdict.valid, "unknown");
});

Deno.test("checkCounter() accepts exactly the subset sums when histories are random", () => {
  const outcome = fc.constantFrom("ok" as const, "info" as const, "info" as const, "fail" as const);
  const adds = fc.array(fc.tuple(outcome, fc.integer({ min: -9, max: 9 })), { maxLength: 8, size: "max" });
  fc.assert(fc.property(adds, fc.integer({ min: -60, max: 60 }), (outcomes, value) => {
    let sums = new Set([0]);
    for (const [type, delta] of outcomes) {
      if (type === "ok") sums = new Set([...sums].map((sum) => sum + delta));
      if (type === "info") sums = new Set([...sums, ...[...sums].map((sum) => sum + delta)]);
    }
    const ops = outcomes.map(([type, delta], index): Op => [index, type, index, "add", delta]);
    const { verdict } = check([...ops, [99, "ok", 99, "read", value, { final: true }]]);
    assertEquals(verdict.valid, sums.has(value));
    const accepted = (verdict.acceptable as unknown as [number, number][]).flatMap(([low, high]) =>
      Array.from({ length: high - low + 1 }, (_, offset) => low + offset)
    );
    assertEquals(accepted, [...sums].sort((a, b) => a - b));
  }));
});

Deno.test("checkCounter() sums deltas beyond 2^53 exactly", () => {
  const large = parseJson("1152921504606846976");
  const ops: Op[] = [
    [0, "ok", 2, "add", large],
    [1, "ok", 2, "add", 1],
    [2, "info", 3, "add", parseJson("-9007199254740993")],
    [3, "ok", 1, "read", parseJson("1152921504606846977"), { final: true }],
    [4, "ok", 4, "read", parseJson("1143914305352105984"), { final: true }],
  ];
  const { verdict } = check(ops);
  assertEquals(
    JSON.stringify(verdict.acceptable),
    "[[1143914305352105984,1143914305352105984],[1152921504606846977,1152921504606846977]]",
  );
  assertEquals(verdict.valid, true);
  assertEquals(check([...ops, [5, "ok", 5, "read", large, { final: true }]]).verdict.valid, false);
});

Deno.test("checkCounter() takes no float for an integer", () => {
  assertEquals(check([[0, "ok", 0, "add", parseJson("3.0")]]).verdict.error, {
    type: "malformed-add",
    message: "Add 0 has the delta 3.0, expected an integer",
  });
  const { verdict } = check([[0, "ok", 0, "add", 3], [1, "ok", 1, "read", parseJson("3.0"), { final: true }]]);
  assertEquals(verdict.valid, false);
});
