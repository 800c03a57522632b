import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { bodyText, textOf } from "../../../scripts/workbench/report/client/run.js";
import { encodeRun } from "../../../scripts/workbench/report/encode/encode_run.ts";
import type { Json } from "../../../scripts/workbench/history.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { decoded, inputOf } from "./decode.ts";
import { goldenRun } from "./golden_runs.ts";
import { RunRecorder } from "./synthetic_runs.ts";

Deno.test("encodeRun() keeps every body of a recorded run", () => {
  const input = goldenRun("broadcast-partition");
  const run = decoded(input);
  const sent = [...input.journal].filter(({ type }) => type === "send");
  assertEquals(run.messages.count, sent.length);
  sent.forEach(({ message }, row) => assertEquals(JSON.parse(bodyText(run, row)), message.body));
});

Deno.test("encodeRun() keeps every operation of a recorded run", () => {
  const input = goldenRun("broadcast-partition");
  const run = decoded(input);
  for (let row = 0; row < run.calls.count; row++) {
    const invocation = input.history[run.calls.index[row] ?? -1];
    const completion = input.history[run.calls.completionIndex[row] ?? -1];
    assertEquals(JSON.parse(textOf(run, run.calls.value[row])), invocation?.value);
    assertEquals(JSON.parse(textOf(run, run.calls.result[row])), completion?.value);
    assertEquals(run.calls.invoked[row], Math.floor((invocation?.time ?? 0) / 1000));
  }
});

Deno.test("encodeRun() keeps any JSON value, long lists and odd keys included", () => {
  const list = fc.array(fc.oneof(fc.integer(), fc.string({ unit: "binary" }), fc.constant(null)), { maxLength: 40 });
  const values = fc.array(fc.oneof(list, fc.jsonValue()), { maxLength: 12 });
  fc.assert(
    fc.property(values, (bodies) => {
      const recorder = new RunRecorder();
      // JSON has no -0; a program's message cannot hold it.
      const plain: Json[] = JSON.parse(JSON.stringify(bodies));
      plain.forEach((value, id) => recorder.message(id, 1, "n0", "n1", { type: "t", value, msg_id: id }));
      const run = decoded(inputOf(recorder));
      plain.forEach((value, row) => assertEquals(JSON.parse(bodyText(run, row)), { type: "t", msg_id: row, value }));
    }),
    { numRuns: 60 },
  );
});

Deno.test("encodeRun() keeps integers that JavaScript cannot hold", () => {
  const recorder = new RunRecorder();
  recorder.message(0, 1, "n0", "c1", { type: "generate_ok", id: parseJson("9007199254740993") });
  const run = decoded(inputOf(recorder));
  assertEquals(bodyText(run, 0), '{"type":"generate_ok","id":9007199254740993}');
});

Deno.test("encodeRun() leaves ids that are no numbers in the body", () => {
  const recorder = new RunRecorder();
  const body = { type: "x", msg_id: "<7>", in_reply_to: -1 } as unknown as { type: string };
  recorder.message(0, 1, "n0", "n1", body);
  assertEquals(JSON.parse(bodyText(decoded(inputOf(recorder)), 0)), { ...body });
});

Deno.test("encodeRun() tells received, lost and unfinished messages apart, and second deliveries", () => {
  const recorder = new RunRecorder();
  recorder.message(0, 5, "n0", "n1", { type: "first" });
  recorder.lost(1, 5, "partition", { src: "n0", dest: "n1", body: { type: "second" } });
  const journal = recorder.journal();
  const message = { id: 9, src: "n1", dest: "n2", body: { type: "third" } };
  const copied = journal[0]?.message ?? message;
  const run = decoded(inputOf(recorder, {
    journal: [
      ...journal,
      { id: 4, time: 8e6, type: "send", message },
      { id: 5, time: 9e6, type: "recv", message: copied },
    ],
  }));
  const { types, lossReasons } = run.payload;
  const rows = [...run.messages.type].map((type, row) => [
    types[type],
    run.messages.sent[row],
    run.messages.took[row],
    run.messages.fate[row],
    run.messages.copy[row],
  ]);
  assertEquals(rows, [
    ["first", 0, 5000, 0, 0],
    ["first", 0, 9000, 0, 1],
    ["second", 1000, 5000, 1, 0],
    ["third", 8000, -1, 2, 0],
  ]);
  assertEquals(lossReasons, ["partition"]);
});

Deno.test("encodeRun() finds the requests and replies of each operation", () => {
  const recorder = new RunRecorder();
  for (const [process, client] of [[0, "c7"], [1, "c8"]] as const) {
    for (let step = 0; step < 3; step++) {
      const ms = 10 * step + process;
      recorder.operation(ms, { process, type: "invoke", f: "read", value: null });
      recorder.message(ms + 0.1, 1, client, "n0", { type: "read", msg_id: step });
      recorder.message(ms + 2, 1, "n0", client, { type: "read_ok", in_reply_to: step });
      recorder.operation(ms + 4, { process, type: "ok", f: "read", value: [] });
    }
  }
  const run = decoded(inputOf(recorder));
  const { participants } = run.payload;
  for (let row = 0; row < run.messages.count; row++) {
    const process = run.calls.process[run.messages.call[row] ?? -1];
    const client = [run.messages.src[row], run.messages.dest[row]].map((at) => participants[at ?? 0]).find((name) =>
      name?.startsWith("c")
    );
    assertEquals(client, process === 0 ? "c7" : "c8");
  }
});

Deno.test("encodeRun() orders events of the same moment as the journal does", () => {
  const recorder = new RunRecorder();
  recorder.message(0, 0, "c1", "n0", { type: "a" });
  recorder.message(0, 0, "n0", "n1", { type: "b" });
  const run = decoded(inputOf(recorder));
  assertEquals([...run.events], [0, 1, 2, 3]);
});

Deno.test("encodeRun() says what it left out when a run exceeds the limits", () => {
  const recorder = new RunRecorder();
  for (let row = 0; row < 50; row++) recorder.message(row, 1, "n0", "n1", { type: "t", text: "x".repeat(row) });
  const limits = { textLength: 30, listElements: 0, events: 80 };
  const { payload, leftOut } = encodeRun(inputOf(recorder), limits);
  // Ten events, the last eighth, are those of the end.
  assertEquals([payload.held, payload.messages.src.length, payload.messageCount], [
    [[0, 35_999], [45_000, 50_000]],
    41,
    50,
  ]);
  assertEquals(
    leftOut.events,
    "This page holds 82 of 100 network events, those of 0.000 s to 0.036 s and 0.045 s to 0.050 s: the beginning, the " +
      "end, and what happened around the findings. journal.record beside it has them all (workbench export writes it " +
      "as JSON), and a page that comes from serve fetches those of the time that you look at.",
  );
  assertEquals(
    leftOut.texts,
    "21 long bodies or values are cut on this page (after 30 characters, lists after their first elements); " +
      "journal.record and history.record beside it have them whole; workbench export writes them as JSON.",
  );
});

Deno.test("encodeRun() stores a growing list as what is new in it", () => {
  const recorder = new RunRecorder();
  const all = Array.from({ length: 400 }, (_, value) => value);
  for (let length = 20; length <= 400; length++) {
    recorder.message(length, 1, "n0", "c1", { type: "read_ok", messages: all.slice(0, length) });
  }
  const { payload } = encodeRun(inputOf(recorder), { textLength: 1000, listElements: 10_000, events: 10_000 });
  const elements = payload.lists.reduce((sum, list) => sum + list.length - 3, 0);
  // The first list has 20 elements, each of the 380 after it one more; every 256 differences a list is written whole.
  assertEquals(elements < 20 + 380 + 400, true);
});
