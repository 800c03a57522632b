import { assertEquals } from "@std/assert";
import type { Json } from "../../scripts/workbench/history.ts";
import { parseJson } from "../../scripts/workbench/json.ts";
import { RecordList } from "../../scripts/workbench/record_list.ts";
import { MemoryLines } from "./memory_lines.ts";

function filled(list: RecordList<Json>, count: number): RecordList<Json> {
  for (let index = 0; index < count; index++) list.push({ index });
  return list;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));

Deno.test("RecordList gives its entries in order, with and without a store, written or not", () => {
  for (const count of [0, 1, 255, 256, 257, 1000]) {
    for (const list of [new RecordList<Json>(), new RecordList<Json>(new MemoryLines())]) {
      filled(list, count);
      assertEquals(list.length, count);
      assertEquals(list.toArray(), numbered(count));
      list.flush();
      assertEquals([...list], numbered(count));
      assertEquals(list.toArray(), numbered(count));
    }
  }
});

Deno.test("RecordList keeps no more than its last entries where there is a store", () => {
  const store = new MemoryLines();
  const list = filled(new RecordList<Json>(store), 10_000);
  assertEquals(store.lines().length, 9984);
  assertEquals(list.storedSize, store.text.length);
  list.flush();
  assertEquals(store.lines().length, 10_000);
});

Deno.test("RecordList loses nothing where its store fails in between", () => {
  const store = new MemoryLines(2);
  const list = filled(new RecordList<Json>(store), 2000);
  list.flush();
  assertEquals(store.lines().length, 512);
  assertEquals(list.length, 2000);
  assertEquals(list.toArray(), numbered(2000));
});

Deno.test("RecordList gives large integers back digit by digit", () => {
  const list = new RecordList<Json>(new MemoryLines());
  list.push(parseJson('{"value":9007199254740993}'));
  list.flush();
  assertEquals(JSON.stringify(list.toArray()), '[{"value":9007199254740993}]');
});
