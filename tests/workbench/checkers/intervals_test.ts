import { assertEquals } from "@std/assert";
import { addMaybe, contains, type Interval } from "../../../scripts/workbench/checkers/intervals.ts";

Deno.test("addMaybe() merges intervals that touch and keeps those apart that do not", () => {
  assertEquals(addMaybe([[0n, 0n]], 1n), [[0n, 1n]]);
  assertEquals(addMaybe([[0n, 0n]], 2n), [[0n, 0n], [2n, 2n]]);
  assertEquals(addMaybe([[0n, 0n], [3n, 4n]], -2n), [[-2n, -2n], [0n, 4n]]);
  assertEquals(addMaybe([[0n, 9n]], 5n), [[0n, 14n]]);
});

Deno.test("contains() finds both ends of every interval and nothing between", () => {
  const intervals: Interval[] = [[-3n, -1n], [2n, 2n], [5n, 8n]];
  const inside = Array.from({ length: 15 }, (_, index) => index - 5).filter((value) =>
    contains(intervals, BigInt(value))
  );
  assertEquals(inside, [-3, -2, -1, 2, 5, 6, 7, 8]);
  assertEquals(contains([], 0n), false);
});
