import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../scripts/workbench/clock.ts";
import { eventText } from "../../../scripts/workbench/net/journal.ts";
import { Recorder } from "../../../scripts/workbench/recording/recorder.ts";
import { MemoryLines } from "../memory_lines.ts";

const MESSAGE = { id: 0, src: "c0", dest: "n0", body: { type: "init" } };

Deno.test("Recorder counts time from the start, and moves what was before it to negative times", () => {
  for (const stores of [{}, { journal: new MemoryLines() }]) {
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
  const lines = new MemoryLines();
  const recorder = new Recorder(new VirtualClock(), { journal: lines });
  const event = recorder.recordEvent({ timeNs: 3, type: "drop", message: MESSAGE, reason: "closed" });
  assertEquals([...recorder.finish().journal], [event]);
  assertEquals(lines.lines(), [eventText(event)]);
});

Deno.test("Recorder leaves a long journal in its store, and gives any other as an array", () => {
  const store = { size: 0, append: (lines: string) => (store.size += lines.length) > 0, lines: () => [] };
  for (const [count, journalStore, isArray] of [[1_000_001, undefined, true], [1_000_001, store, false]] as const) {
    const recorder = new Recorder(new VirtualClock(), journalStore === undefined ? {} : { journal: journalStore });
    recorder.start();
    for (let id = 0; id < count; id++) recorder.recordEvent({ timeNs: id, type: "recv", message: MESSAGE });
    const { journal } = recorder.finish();
    assertEquals([journal.length, Array.isArray(journal)], [count, isArray]);
  }
});
