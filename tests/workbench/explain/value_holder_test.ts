import { assertEquals } from "@std/assert";
import { valueHolder } from "../../../scripts/workbench/explain/value_holder.ts";

Deno.test("valueHolder() finds a single value anywhere, not as a part of another", () => {
  const holds = valueHolder([17]);
  assertEquals(holds({ values: [3, 17] }), true);
  assertEquals(holds({ values: [170] }), false);
});

Deno.test("valueHolder() wants a key and a value to belong together", () => {
  const holds = valueHolder([9, 3]);
  assertEquals(holds({ writes: [["append", 9, 3]] }), true);
  assertEquals(holds({ key: 9, value: 3 }), true);
  assertEquals(holds({ lists: { "9": [1, 3] } }), true);
  assertEquals(holds({ items: [[9, { clock: 1, value: 3 }]] }), true);
  assertEquals(holds({ items: [[9, { clock: 1, value: 4 }], [8, { clock: 1, value: 3 }]] }), false);
  // A batch with another value of key 9, and 3 of another key.
  assertEquals(holds({ writes: [["append", 9, 1], ["append", 5, 3]] }), false);
  // A counter beside the batch.
  assertEquals(holds({ first: 9, items: [["append", 5, 3]] }), false);
});

Deno.test("valueHolder() takes a text key beside a list of values, as in a batch of a log", () => {
  const holds = valueHolder(["k1", 4]);
  assertEquals(holds({ key: "k1", entries: [[0, 4]] }), true);
  assertEquals(holds({ msgs: { k1: [[0, 4]], k2: [[0, 5]] } }), true);
  assertEquals(holds({ msgs: { k1: [[0, 5]], k2: [[1, 4]] } }), false);
});

Deno.test("valueHolder() does not take one number for key and value", () => {
  assertEquals(valueHolder([0, 0])({ type: "read", key: 0 }), false);
  assertEquals(valueHolder([0, 0])({ key: 0, value: 0 }), true);
});

Deno.test("valueHolder() finds nothing where nothing is asked for", () => {
  assertEquals(valueHolder([])({ value: null }), false);
});
