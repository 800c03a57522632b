import { assertEquals } from "@std/assert";
import type { Operation } from "../../../scripts/workbench/history.ts";
import { eventText, type JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import { type Message, SentMessage } from "../../../scripts/workbench/net/message.ts";
import { OPERATION_FORM } from "../../../scripts/workbench/operation_form.ts";
import { BlockList, MemoryBlocks, RecordList } from "../../../scripts/workbench/record_list.ts";
import { historyEdnLine, historyTextLine } from "../../../scripts/workbench/report/edn_files.ts";
import { estimateSize, eventSize, operationSize } from "../../../scripts/workbench/report/export_size.ts";
import { GrowingList, holdPart, type ListPart, splitTextOf } from "../../../scripts/workbench/shared_list.ts";

const ALWAYS = { fromNs: -Infinity, toNs: Infinity };

/** A part of a list that holds the numbers from 0 on. */
function partOf(count: number): ListPart {
  const list = new GrowingList();
  list.grow(Array.from({ length: count }, (_, item) => item).join(","));
  return { list, count, textLength: list.textLength, digest: 0 };
}

function read(index: number): Operation {
  return { index, time: 10 * index, process: index % 5, type: "ok", f: "read", value: null };
}

/** So many reads in blocks of ten, and what is read of each block. */
function inBlocks(count: number) {
  const store = new MemoryBlocks();
  const list = new RecordList({ form: OPERATION_FORM, store, blockLength: 10 });
  for (let index = 0; index < count; index++) list.push(read(index));
  list.flush();
  let readCount = 0;
  const blocks = new BlockList(OPERATION_FORM, store, undefined, () => readCount++);
  return { blocks, readCount: () => readCount };
}

Deno.test("operationSize() is the length of the line in every form, be a list in it shared or not", () => {
  const shared = holdPart(read(3), { field: "value", part: partOf(200) });
  const forms = [
    (operation: Operation) => JSON.stringify(operation),
    (operation: Operation) => historyEdnLine(operation, "element"),
    (operation: Operation) => historyTextLine(operation, "element"),
  ];
  for (const toLine of forms) {
    for (const operation of [read(1), shared, { ...read(2), value: [[0, [1, 2]]] }]) {
      assertEquals(operationSize(operation, toLine), toLine(operation).length);
    }
  }
});

Deno.test("eventSize() is the length of the event's line, be a list in its message shared or not", () => {
  const body = holdPart({ type: "read_ok", messages: null, in_reply_to: 7 }, { field: "messages", part: partOf(200) });
  const text = { read: () => splitTextOf(body) ?? "" };
  const messages: readonly Message[] = [
    SentMessage.stored({ id: 12, src: "n1", dest: "c2" }, text),
    new SentMessage({ id: 3, src: "n1", dest: "n2", body: { type: "gossip", values: [1, 2] } }),
    { id: 3, src: "n1", dest: "n2", body: { type: "echo" } },
  ];
  for (const message of messages) {
    const events: readonly JournalEvent[] = [
      { id: 1, time: 2, type: "send", message },
      { id: 10, time: -5, type: "drop", message, reason: "partition" },
    ];
    for (const event of events) assertEquals(eventSize(event), eventText(event).length);
  }
});

Deno.test("estimateSize() reads all of a short record, and sixteen blocks at most of a long one", () => {
  const sizeOf = ({ index }: Operation) => index;
  const short = inBlocks(155);
  assertEquals(estimateSize(short.blocks, ALWAYS, sizeOf), 155 * 154 / 2);
  assertEquals(short.readCount(), 16);
  const long = inBlocks(4800);
  // What grows evenly is met by the blocks in the middle of their thirds, but for the rounding of halves.
  assertEquals(Math.abs(estimateSize(long.blocks, ALWAYS, sizeOf) / (4800 * 4799 / 2) - 1) < 0.01, true);
  assertEquals(long.readCount(), 16);
});

Deno.test("estimateSize() counts what is in the window alone", () => {
  const { blocks, readCount } = inBlocks(1000);
  for (const entries of [blocks, [...blocks]]) {
    assertEquals(estimateSize(entries, { fromNs: 5000, toNs: 5199 }, () => 1), 20);
    assertEquals(estimateSize(entries, { fromNs: 20_000, toNs: 30_000 }, () => 1), 0);
  }
  assertEquals(readCount(), 100 + 2);
});
