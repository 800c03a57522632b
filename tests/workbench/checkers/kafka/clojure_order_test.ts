import { assertEquals } from "@std/assert";
import { inMapOrder, inSetOrder } from "../../../../scripts/workbench/checkers/kafka/clojure_order.ts";

Deno.test("inSetOrder() lists integers as Clojure prints (set (range 20))", () => {
  const integers = Array.from({ length: 20 }, (_, integer) => integer);
  assertEquals(inSetOrder(integers), [0, 7, 1, 4, 15, 13, 6, 17, 3, 12, 2, 19, 11, 9, 5, 14, 16, 10, 18, 8]);
});

Deno.test("inSetOrder() keeps elements of equal hash in the given order", () => {
  assertEquals(inSetOrder(["Aa", "BB"]), ["Aa", "BB"]);
  assertEquals(inSetOrder(["BB", "Aa"]), ["BB", "Aa"]);
});

Deno.test("inMapOrder() keeps the order of insertion up to 8 keys and takes the order of hashes beyond", () => {
  assertEquals(inMapOrder([8, 7, 6, 5, 4, 3, 2, 1]), [8, 7, 6, 5, 4, 3, 2, 1]);
  assertEquals(inMapOrder([9, 8, 7, 6, 5, 4, 3, 2, 1]), [7, 1, 4, 6, 3, 2, 9, 5, 8]);
});
