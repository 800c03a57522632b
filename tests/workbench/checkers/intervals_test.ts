import { assertEquals } from "@std/assert";
import { addMaybe, contains, type Interval } from "../../../scripts/workbench/checkers/intervals.ts";

Deno.test("addMaybe() merges intervals that touch and keeps those apart that do not", () => {
  assertEquals(addMaybe([[0, 0]], 1), [[0, 1]]);
  assertEquals(addMaybe([[0, 0]], 2), [[0, 0], [2, 2]]);
  assertEquals(addMaybe([[0, 0], [3, 4]], -2), [[-2, -2], [0, 4]]);
  assertEquals(addMaybe([[0, 9]], 5), [[0, 14]]);
});

Deno.test("contains() finds both ends of every interval and nothing between", () => {
  const intervals: Interval[] = [[-3, -1], [2, 2], [5, 8]];
  const inside = Array.from({ length: 15 }, (_, index) => index - 5).filter((value) => contains(intervals, value));
  assertEquals(inside, [-3, -2, -1, 2, 5, 6, 7, 8]);
  assertEquals(contains([], 0), false);
});
