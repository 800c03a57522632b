import { assertEquals } from "@std/assert";
import { grouped } from "../../../scripts/workbench/text/grouped.ts";

Deno.test("grouped() writes whole numbers as toLocaleString() does", () => {
  const numbers = [0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 1_234_567_890, -999, -1000, -123_456];
  assertEquals(numbers.map(grouped), numbers.map((number) => number.toLocaleString("en")));
});
