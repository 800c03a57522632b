import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../scripts/workbench/clock.ts";
import { EVENT_FORM } from "../../../scripts/workbench/net/event_form.ts";
import { eventText } from "../../../scripts/workbench/net/journal.ts";
import { BlockList, MemoryBlocks } from "../../../scripts/workbench/record_list.ts";
import { Recorder } from "../../../scripts/workbench/recording/recorder.ts";

const MESSAGE = { id: 0, src: "c0", dest: "n0", body: { type: "init" } };

Deno.test("Recorder counts time from the start, and moves what was before it to negative times", () => {
  for (const stores of [{}, { journal: new MemoryBlocks() }]) {
    const clock = new VirtualClock();
    const recorder = new Recorder(clock, stores);
    recorder.recordEvent({ timeNs: 0, type: "send", message: MESSAGE });
    clock.skipTo(500);
    recorder.start();
    clock.skipTo(700);
    recorder.recordEvent({ timeNs: 700, type: "recv", message: MESSAGE });
    const { journal } = recorder.finish();
    assertEquals([...journal].map(({ id, time }) => [id, time]), [[0, -500], [1, 200]]);
  }
});

Deno.test("Recorder gives what there is where the run ended before its start", () => {
  const store = new MemoryBlocks();
  const recorder = new Recorder(new VirtualClock(), { journal: store, heldMax: 0, blockLength: 1 });
  const event = recorder.recordEvent({ timeNs: 3, type: "drop", message: MESSAGE, reason: "closed" });
  assertEquals([...recorder.finish().journal].map(eventText), [eventText(event)]);
  assertEquals([...new BlockList(EVENT_FORM, store)].map(eventText), [eventText(event)]);
});

Deno.test("Recorder leaves a long journal in its blocks, and gives any other as an array", () => {
  for (const [count, isArray] of [[300, true], [301, false]] as const) {
    const store = new MemoryBlocks();
    const recorder = new Recorder(new VirtualClock(), { journal: store, loadedMax: 300, heldMax: 0, blockLength: 100 });
    recorder.start();
    for (let id = 0; id < count; id++) recorder.recordEvent({ timeNs: id, type: "recv", message: MESSAGE });
    const { journal } = recorder.finish();
    assertEquals([journal.length, Array.isArray(journal)], [count, isArray]);
    assertEquals(store.facts.reduce((sum, facts) => sum + facts.count, 0), count);
  }
});

Deno.test("Recorder completes an operation with what its invocation has, in the order of fields of all entries", () => {
  const clock = new VirtualClock();
  const recorder = new Recorder(clock);
  recorder.start();
  const invocation = recorder.recordOperation({ process: 1, type: "invoke", f: "read", value: null, node: "n0" });
  clock.skipTo(7);
  recorder.recordCompletion(invocation, { type: "ok", value: [3] });
  assertEquals(recorder.finish().history.map((entry) => JSON.stringify(entry)), [
    '{"index":0,"time":0,"process":1,"type":"invoke","f":"read","value":null,"node":"n0"}',
    '{"index":1,"time":7,"process":1,"type":"ok","f":"read","value":[3],"node":"n0"}',
  ]);
});
