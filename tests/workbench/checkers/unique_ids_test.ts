import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { checkUniqueIds } from "../../../scripts/workbench/checkers/unique_ids.ts";
import { historyOf, type Op } from "./ops.ts";

function issued(ids: readonly Json[]) {
  return checkUniqueIds(historyOf(ids.flatMap((id, number): Op[] => [
    [1000 * number, "invoke", 0, "generate", null],
    [1000 * number + 500, "ok", 0, "generate", id, { node: `n${number}` }],
  ])));
}

Deno.test("checkUniqueIds() returns counts and range when all ids differ", () => {
  assertEquals(issued([3, 1, 2]).verdict, {
    valid: true,
    "attempted-count": 3,
    "acknowledged-count": 3,
    "duplicated-count": 0,
    duplicated: [],
    range: [1, 3],
  });
});

Deno.test("checkUniqueIds() tells who issued an id twice and when", () => {
  const { verdict, explanations } = issued(["b", "a", "b"]);
  assertEquals(verdict.valid, false);
  assertEquals(verdict.duplicated, [["b", 2]]);
  assertEquals(explanations, [{
    anomaly: "duplicated",
    severity: "error",
    text: 'Id "b" was issued 2 times: by n0 at 0.50 s, by n2 at 2.50 s.',
    operations: [1, 5],
    value: "b",
  }]);
});

Deno.test("checkUniqueIds() keeps ids apart when they differ only beyond 2^53", () => {
  const ids = [parseJson("9007199254740993"), parseJson("9007199254740992"), 5];
  const { verdict } = issued(ids);
  assertEquals(verdict.valid, true);
  assertEquals(JSON.stringify(verdict.range), "[5,9007199254740993]");
  assertEquals(issued([parseJson("9007199254740993"), parseJson("9007199254740993")]).verdict.valid, false);
});

Deno.test("checkUniqueIds() is unknown when ids of different kinds have no order", () => {
  const { verdict, explanations } = issued([1, "1"]);
  assertEquals(verdict, {
    valid: "unknown",
    error: {
      type: "incomparable-ids",
      message: 'Id 1 of n0 and id "1" of n1 have no order: a number and a string cannot be compared',
    },
  });
  assertEquals(explanations[0]?.severity, "unknown");
  assertStringIncludes(explanations[0]?.text ?? "", "no id occurs twice");
});

Deno.test("checkUniqueIds() names repeated ids although they have no order", () => {
  const { explanations } = issued([1, "1", 1]);
  assertStringIncludes(explanations[0]?.text ?? "", "1 id occurs more than once: 1.");
  assertEquals(explanations[0]?.operations, [1, 3, 5]);
});

Deno.test("checkUniqueIds() is unknown for two objects and true for one", () => {
  assertEquals(issued([{ a: 1 }, { a: 1 }]).verdict.valid, "unknown");
  assertEquals(issued([{ a: 1 }, { a: 2 }]).verdict.valid, "unknown");
  assertEquals(issued([{ a: 1 }]).verdict.range, [{ a: 1 }, { a: 1 }]);
});

Deno.test("checkUniqueIds() orders shorter lists before longer ones, and passes over null in the range", () => {
  assertEquals(issued([[9], [1, 2], [1, 1], null]).verdict.range, [[9], [1, 2]]);
  assertEquals(issued([null]).verdict.range, [null, null]);
});

Deno.test("checkUniqueIds() counts all duplicates and lists the 48 most frequent", () => {
  const twice = Array.from({ length: 60 }, (_, id) => [id, id]).flat();
  const { verdict } = issued([...twice, 3, 3, 7]);
  assertEquals(verdict["duplicated-count"], 60);
  const listed = verdict.duplicated as unknown as [number, number][];
  assertEquals(listed.length, 48);
  // 3 and 7 occur more often; of the others the greatest are kept.
  assertEquals(listed.slice(0, 3), [[3, 4], [7, 3], [14, 2]]);
  assertEquals(listed.at(-1), [59, 2]);
});

Deno.test("checkUniqueIds() counts invocations and ok completions of generate only", () => {
  const { verdict } = checkUniqueIds(historyOf([
    [0, "invoke", 0, "generate", null],
    [1, "fail", 0, "generate", null],
    [2, "invoke", 1, "generate", null],
    [3, "invoke", 2, "other", null],
    [4, "ok", 2, "other", 1],
  ]));
  assertEquals(verdict, {
    valid: true,
    "attempted-count": 2,
    "acknowledged-count": 0,
    "duplicated-count": 0,
    duplicated: [],
    range: [null, null],
  });
});
