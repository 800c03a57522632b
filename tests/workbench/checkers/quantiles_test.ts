import { assertEquals } from "@std/assert";
import { quantiles } from "../../../scripts/workbench/checkers/quantiles.ts";

Deno.test("quantiles() takes the value at index floor(n q), at most the last", () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assertEquals(quantiles(oneToHundred), { "0": 1, "0.5": 51, "0.95": 96, "0.99": 100, "1": 100 });
  assertEquals(quantiles([7]), { "0": 7, "0.5": 7, "0.95": 7, "0.99": 7, "1": 7 });
});

Deno.test("quantiles() is undefined when there are no values", () => {
  assertEquals(quantiles([]), undefined);
});
