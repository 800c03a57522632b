import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { KeyTable } from "../../../scripts/workbench/explore/key_table.ts";

Deno.test("KeyTable numbers different keys in their order, and finds each again, as a Map of texts does", () => {
  const key = fc.array(fc.integer({ min: -2, max: 3 }), { maxLength: 4 });
  fc.assert(fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
    const table = new KeyTable();
    const known = new Map<string, number>();
    for (const one of keys) {
      const text = one.join(" ");
      const number = known.get(text) ?? known.size;
      known.set(text, number);
      assertEquals(table.intern(one), number);
      assertEquals([...table.at(number)], one);
    }
    assertEquals(table.size, known.size);
  }));
});

Deno.test("KeyTable keeps its keys when it grows", () => {
  const table = new KeyTable();
  const keys = Array.from({ length: 5000 }, (_, number) => [number % 7, number, -number, 2 ** 31 - 1 - number]);
  assertEquals(keys.map((key) => table.intern(key)), keys.map((_, number) => number));
  assertEquals(keys.map((key) => table.intern(key)), keys.map((_, number) => number));
  assertEquals([...table.at(4321)], keys[4321]);
});

Deno.test("KeyTable.append() adds a key again that is there", () => {
  const table = new KeyTable();
  assertEquals([table.append([1, 2]), table.append([1, 2]), table.size], [0, 1, 2]);
});
