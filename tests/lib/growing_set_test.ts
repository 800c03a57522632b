import { assertEquals } from "@std/assert";
import { GrowingSet } from "../../lib/growing_set.ts";

Deno.test("GrowingSet keeps each value once, in the order of the adds", () => {
  const values = new GrowingSet<number | string>();
  for (const value of [3, "3", 1, 3, "3", 0, -0]) values.add(value);
  assertEquals([...values], [3, "3", 1, 0]);
  assertEquals([values.size, values.has(1), values.has("1")], [4, true, false]);
});

Deno.test("GrowingSet is the list of its values in JSON, whenever its pieces were asked for", () => {
  const values = new GrowingSet<number | string>();
  assertEquals([JSON.stringify({ values }), values.pieces.join("")], ['{"values":[]}', ""]);
  values.add(7);
  values.add('a"b');
  assertEquals(values.pieces.join(""), String.raw`7,"a\"b"`);
  values.add(NaN);
  assertEquals(JSON.stringify({ values }), String.raw`{"values":[7,"a\"b",null]}`);
  assertEquals(values.pieces.join(""), String.raw`7,"a\"b",null`);
});
