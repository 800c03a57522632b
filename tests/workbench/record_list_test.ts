import { assertEquals } from "@std/assert";
import type { Operation } from "../../scripts/workbench/history.ts";
import { parseJson } from "../../scripts/workbench/json.ts";
import { OPERATION_FORM } from "../../scripts/workbench/operation_form.ts";
import { BlockList, entriesBetween, MemoryBlocks, RecordList } from "../../scripts/workbench/record_list.ts";
import { DEFLATE } from "../../scripts/workbench/report/block_file.ts";
import { FailingBlocks } from "./failing_blocks.ts";

function operation(index: number): Operation {
  return { index, time: 10 * index, process: index % 5, type: "invoke", f: "read", value: null };
}

const operations = (count: number) => Array.from({ length: count }, (_, index) => operation(index));

function filled(count: number, store = new MemoryBlocks(), heldMax = 0): RecordList<Operation> {
  const list = new RecordList({ form: OPERATION_FORM, store, heldMax, blockLength: 100 });
  for (const entry of operations(count)) list.push(entry);
  return list;
}

Deno.test("RecordList gives its entries in order, in blocks or not, packed or not", () => {
  for (const count of [0, 1, 99, 100, 101, 1050]) {
    for (
      const [store, heldMax] of [[new MemoryBlocks(), 0], [new MemoryBlocks(DEFLATE), 0], [undefined, 500]] as const
    ) {
      const list = filled(count, store, heldMax);
      assertEquals([...list], operations(count));
      list.flush();
      assertEquals([list.length, [...list], list.toArray()], [count, operations(count), operations(count)]);
    }
  }
});

Deno.test("RecordList makes no block before it has as many entries as it may hold", () => {
  assertEquals([filled(499, undefined, 500).isHeld, filled(500, undefined, 500).isHeld], [true, false]);
  const store = new MemoryBlocks();
  filled(650, store, 500);
  assertEquals(store.facts.map(({ count }) => count), [100, 100, 100, 100, 100, 100]);
});

Deno.test("RecordList loses nothing where its store fails in between", () => {
  const store = new FailingBlocks(2);
  const list = filled(750, store);
  list.flush();
  assertEquals([store.facts.length, list.length, list.toArray()], [2, 750, operations(750)]);
});

Deno.test("between() gives the entries of a time, and reads no block of another time", () => {
  const store = new MemoryBlocks();
  const list = filled(1000, store);
  const read: number[] = [];
  const blocks = new BlockList(OPERATION_FORM, {
    ...{ facts: store.facts, rawSize: 0, append: () => false },
    read: (place, part) => {
      if (part === "entries") read.push(place);
      return store.read(place, part);
    },
  });
  const wanted = operations(1000).slice(295, 306);
  assertEquals([...blocks.between(2950, 3050)], wanted);
  assertEquals(read, [2, 3]);
  assertEquals([...list.between(2950, 3050)], wanted);
  assertEquals([...filled(1000, undefined, 2000).between(2950, 3050)], wanted);
});

Deno.test("RecordList gives large integers back digit by digit", () => {
  const list = new RecordList({ form: OPERATION_FORM });
  list.push({ ...operation(0), value: parseJson("[9007199254740993,1.0]") });
  list.flush();
  assertEquals(JSON.stringify(list.toArray()[0]?.value), "[9007199254740993,1.0]");
});

/** The places of entries in a time, of an array with entries at these times. */
function placesBetween(times: readonly number[], fromNs: number, toNs: number): number[] {
  const entries = times.map((time, id) => ({ id, time }));
  return Array.from(entriesBetween(entries, fromNs, toNs), ({ id }) => id);
}

Deno.test("entriesBetween() gives the entries of a time from an array, both ends included", () => {
  assertEquals(placesBetween([-5, 0, 3, 3, 3, 8], 0, 3), [1, 2, 3, 4]);
  assertEquals(placesBetween([-5, 0, 3, 3, 3, 8], 3, 3), [2, 3, 4]);
  assertEquals(placesBetween([-5, 0, 3, 3, 3, 8], 4, 7), []);
  assertEquals(placesBetween([-5, 0, 3, 3, 3, 8], -Infinity, Infinity), [0, 1, 2, 3, 4, 5]);
  assertEquals(placesBetween([-5, 0, 3, 3, 3, 8], 9, 20), []);
  assertEquals(placesBetween([], 0, 1), []);
});
