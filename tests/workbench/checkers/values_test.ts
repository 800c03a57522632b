import { assertEquals } from "@std/assert";
import { compareValues, sameValue, sortValues, valueKey } from "../../../scripts/workbench/checkers/values.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";

Deno.test("sameValue() compares by structure and keeps types apart", () => {
  assertEquals(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 }), true);
  assertEquals(sameValue([1, 2], [2, 1]), false);
  assertEquals(sameValue(1, "1"), false);
  assertEquals(sameValue([1], "[1]"), false);
  assertEquals(sameValue(null, "null"), false);
});

Deno.test("valueKey() keeps large integers apart", () => {
  assertEquals(valueKey(parseJson("9007199254740993")) === valueKey(parseJson("9007199254740992")), false);
});

Deno.test("compareValues() orders values of one kind", () => {
  assertEquals(compareValues(1, 2.5), -1);
  assertEquals(compareValues("b", "a"), 1);
  assertEquals(compareValues(false, true), -1);
  assertEquals(compareValues(null, -5), -1);
  assertEquals(compareValues([2], [1, 1]), -1);
  assertEquals(compareValues([1, 2], [1, 1]), 1);
  assertEquals(compareValues([], []), 0);
  assertEquals(compareValues(parseJson("9007199254740993"), 9007199254740992), 1);
});

Deno.test("compareValues() is undefined where there is no order", () => {
  assertEquals(compareValues(1, "1"), undefined);
  assertEquals(compareValues(true, 1), undefined);
  assertEquals(compareValues({ a: 1 }, { a: 1 }), undefined);
  assertEquals(compareValues([1, "a"], [1, 2]), undefined);
});

Deno.test("sortValues() keeps kinds together when they have no common order", () => {
  assertEquals(sortValues([3, "b", 1, "a", 2]), [1, 2, 3, "a", "b"]);
});
