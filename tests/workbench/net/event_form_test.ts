import { assertEquals } from "@std/assert";
import { EVENT_FORM } from "../../../scripts/workbench/net/event_form.ts";
import { type DropReason, eventText, type JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import { hashJournal } from "../../../scripts/workbench/net/journal_hash.ts";
import { type MessageBody, SentMessage } from "../../../scripts/workbench/net/message.ts";
import { ListWatch } from "../../../scripts/workbench/nodes/list_watch.ts";
import { BlockList, MemoryBlocks, RecordList } from "../../../scripts/workbench/record_list.ts";

function message(id: number, body: MessageBody, ends = { src: "n0", dest: `n${id % 3}` }): SentMessage {
  return new SentMessage({ id, ...ends, body });
}

/** The events as they are read from blocks of so many, while these are written, and again by somebody else. */
function throughBlocks(events: readonly JournalEvent[], blockLength: number): (readonly JournalEvent[])[] {
  const store = new MemoryBlocks();
  const list = new RecordList({ form: EVENT_FORM, store, blockLength });
  for (const event of events) list.push(event);
  list.flush();
  return [[...list], [...new BlockList(EVENT_FORM, store)]];
}

const REASONS: readonly (DropReason | undefined)[] = [undefined, "partition", "loss", "node-down", "closed"];

Deno.test("a block gives its events back, those too whose message was sent in another block", () => {
  const sent = Array.from({ length: 7 }, (_, id) => message(id, { type: "echo", text: `ä\n"${id}"`, msg_id: id }));
  const events: JournalEvent[] = [
    ...sent.map((one, id) => ({ id, time: id * 5e9 - 1e10, type: "send" as const, message: one })),
    ...sent.map((one, id) => ({ id: 7 + id, time: 2.5e10, type: "recv" as const, message: one })),
    ...REASONS.map((reason, place) => {
      const event = { id: 14 + place, time: 3e10 + place, type: "drop" as const, message: sent[0] as SentMessage };
      return reason === undefined ? event : { ...event, reason };
    }),
  ];
  for (const blockLength of [1, 4, 100]) {
    for (const read of throughBlocks(events, blockLength)) assertEquals(read.map(eventText), events.map(eventText));
  }
});

Deno.test("a block holds of a growing list what was added, and gives each body whole", async () => {
  const watch = new ListWatch();
  const bodies = Array.from({ length: 40 }, (_, step) => {
    const messages = Array.from({ length: 2000 + 100 * step }, (_, index) => 10_000 + index);
    const text = JSON.stringify({ src: "n0", dest: "c0", body: { type: "read_ok", messages, in_reply_to: step } });
    return (watch.parse(text) as { readonly body: MessageBody }).body;
  });
  const events = bodies.map((body, id): JournalEvent => ({ id, time: id, type: "send", message: message(id, body) }));
  const texts = events.map(({ message: { body } }) => JSON.stringify(body));
  for (const blockLength of [3, 100]) {
    for (const read of throughBlocks(events, blockLength)) {
      assertEquals(read.map((event) => JSON.stringify(event.message.body)), texts);
      assertEquals(await hashJournal(read), await hashJournal(events));
    }
  }
  const store = new MemoryBlocks();
  const list = new RecordList({ form: EVENT_FORM, store, blockLength: 10 });
  for (const event of events) list.push(event);
  // The first two bodies, whole, and 3,800 numbers of five digits with their commas.
  const size = store.rawSize;
  assertEquals([size > 35_000, size < 60_000, texts.join("").length > 900_000], [true, true, true]);
});

Deno.test("hashJournal() tells runs apart that differ in a long list only", async () => {
  const hashes = await Promise.all([0, 1].map(async (changed) => {
    const watch = new ListWatch();
    const messages = Array.from({ length: 9000 }, (_, index) => 10_000 + index);
    const hash = async (list: readonly number[]) => {
      const { body } = watch.parse(
        JSON.stringify({ src: "n0", dest: "c0", body: { type: "read_ok", messages: list } }),
      ) as {
        readonly body: MessageBody;
      };
      return await hashJournal([{ id: 0, time: 0, type: "send", message: message(0, body) }]);
    };
    await hash(messages);
    return await hash([...messages, 99_998 + changed]);
  }));
  assertEquals(new Set(hashes).size, 2);
});
