import { kafka } from "../../../scripts/workbench/workloads/kafka.ts";
import { assert, assertEquals } from "@std/assert";
import { diagramRows, filterMessages } from "../../../scripts/workbench/report/client/filter.js";
import { kafkaLogs } from "../../../scripts/workbench/report/client/kafka_logs.js";
import { countUntil, heldBy, knowledgeOf, knownAt } from "../../../scripts/workbench/report/client/knowledge.js";
import { View } from "../../../scripts/workbench/report/client/view.js";
import { formatDuration, roundTicks, tickText } from "../../../scripts/workbench/report/client/format.js";
import { decoded, inputOf } from "./decode.ts";
import { goldenRun } from "./golden_runs.ts";
import { RunRecorder } from "./synthetic_runs.ts";

function smallRun() {
  const recorder = new RunRecorder();
  recorder.operation(9, { process: 0, type: "invoke", f: "broadcast", value: 5 });
  recorder.operation(11, { process: 0, type: "ok", f: "broadcast", value: 5 });
  recorder.message(9, 1, "c1", "n0", { type: "broadcast", message: 5, msg_id: 1 });
  recorder.message(10, 1, "n0", "c1", { type: "broadcast_ok", in_reply_to: 1 });
  recorder.message(12, 5, "n0", "n1", { type: "gossip", values: [5] });
  recorder.message(12, 500, "n0", "n2", { type: "gossip", values: [5] });
  recorder.lost(13, 5, "loss", { src: "n1", dest: "n2", body: { type: "gossip", values: [5] } });
  return decoded(inputOf(recorder));
}

Deno.test("knowledgeOf() tells when each node learned how much", () => {
  const run = smallRun();
  const knowledge = knowledgeOf(run);
  assertEquals(knowledge?.asked, [9000]);
  const known = [...knowledge?.memories ?? []].map(([node, memory]) => [run.payload.participants[node], memory]);
  assertEquals(known, [
    ["n0", { times: [10_000], counts: [1], values: [0] }],
    ["n1", { times: [17_000], counts: [1], values: [0] }],
    ["n2", { times: [512_000], counts: [1], values: [0] }],
  ]);
  assertEquals(countUntil([1, 5, 5, 9], 5), 3);
  assert(knowledge !== undefined);
  const n2 = run.payload.participants.indexOf("n2");
  assertEquals([8000, 20_000, 600_000].map((moment) => heldBy(knowledge, n2, moment)), [
    { known: [], missing: [] },
    { known: [], missing: ["5"] },
    { known: ["5"], missing: [] },
  ]);
});

Deno.test("knowledgeOf() lets a killed node forget and learn again", () => {
  const recorder = new RunRecorder();
  recorder.operation(0, { process: 0, type: "invoke", f: "broadcast", value: 5 });
  recorder.message(1, 1, "c1", "n0", { type: "broadcast", message: 5 });
  recorder.operation(10, { process: "nemesis", type: "info", f: "kill", value: { n0: "killed" } });
  recorder.message(30, 1, "c1", "n0", { type: "broadcast", message: 5 });
  const knowledge = knowledgeOf(decoded(inputOf(recorder)));
  assert(knowledge !== undefined);
  const [[n0, memory] = []] = knowledge.memories;
  assert(n0 !== undefined && memory !== undefined);
  assertEquals([5, 20, 40].map((ms) => heldBy(knowledge, n0, ms * 1000)?.known), [["5"], [], ["5"]]);
  assertEquals([1, 5, 20, 40].map((ms) => knownAt(memory, ms * 1000)), [0, 1, 0, 1]);
});

Deno.test("knowledgeOf() has nothing to say of workloads without a growing set", () => {
  assertEquals(knowledgeOf(decoded(inputOf(new RunRecorder(), { workload: kafka }))), undefined);
});

Deno.test("readRun() calls late what took three times the median of messages that go the same way", () => {
  const recorder = new RunRecorder();
  // Requests wait at their node as usual, replies arrive at once as usual: neither is late by the other's measure.
  for (const took of [60, 60, 60, 170, 190]) recorder.message(0, took, "c1", "n0", { type: "read" });
  for (const took of [1, 1, 1, 9, 12]) recorder.message(1, took, "n0", "c1", { type: "read_ok" });
  assertEquals([...decoded(inputOf(recorder)).messages.late], [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

Deno.test("callOfIndex() gives the row of a call by the index of its invocation or its end, and no other", () => {
  const input = goldenRun("broadcast-partition");
  const run = decoded(input);
  const { index, completionIndex } = run.calls;
  // A history has entries that belong to no call: those of the nemesis.
  const expected = input.history.map((_, at) => {
    const row = Math.max(index.indexOf(at), completionIndex.indexOf(at));
    return row === -1 ? undefined : row;
  });
  assertEquals(expected.includes(undefined), true);
  assertEquals(input.history.map((_, at) => run.callOfIndex(at)), expected);
  assertEquals([-1, 0.5, NaN, input.history.length].map(run.callOfIndex), [undefined, undefined, undefined, undefined]);
});

Deno.test("filterMessages() filters by type, participant, trouble and clients", () => {
  const run = smallRun();
  const { state } = new View(0, 1000);
  const count = (changes: Partial<typeof state>) => filterMessages(run, { ...state, ...changes }).shownCount;
  const gossip = run.payload.types.indexOf("gossip");
  const n2 = run.payload.participants.indexOf("n2");
  assertEquals(count({}), 5);
  assertEquals(count({ hiddenTypes: new Set([gossip]) }), 2);
  assertEquals(count({ participant: n2 }), 2);
  // The lost one, and the one that took 500 ms where 5 ms are usual.
  assertEquals(count({ onlyTroubled: true }), 2);
  assertEquals(count({ clients: "hidden" }), 3);
});

Deno.test("filterMessages() lights up the messages of the selected operation", () => {
  const run = smallRun();
  const { state } = new View(0, 1000);
  const { lit, litCount } = filterMessages(run, { ...state, call: 0, isCallFilter: true });
  assertEquals([litCount, [...lit ?? []]], [2, [2, 2, 0, 0, 0]]);
});

Deno.test("diagramRows() gives clients one row, one each, or none", () => {
  const recorder = new RunRecorder();
  for (const client of ["c2", "c10"]) recorder.message(0, 1, client, "n0", { type: "read" });
  recorder.message(0, 1, "n0", "seq-kv", { type: "read" });
  const run = decoded(inputOf(recorder));
  assertEquals(diagramRows(run, "merged").names, ["clients", "n0", "n1", "n2", "seq-kv"]);
  assertEquals(diagramRows(run, "each").names, ["c2", "c10", "n0", "n1", "n2", "seq-kv"]);
  assertEquals(diagramRows(run, "hidden").names, ["n0", "n1", "n2", "seq-kv"]);
  assertEquals([...diagramRows(run, "merged").rowOf], [0, 0, 1, 2, 3, 4]);
});

Deno.test("View.show() and zoom() stay within the run", () => {
  const view = new View(0, 1_000_000);
  const { from, to } = view.whole;
  view.zoom(2, 0);
  assertEquals(Math.round(view.state.to - view.state.from), Math.round((to - from) / 2));
  view.pan(-10);
  assertEquals(view.state.from, from);
  view.zoom(0.001);
  assertEquals([view.state.from, view.state.to], [from, to]);
});

Deno.test("kafkaLogs() tells who wrote and who read each offset", () => {
  const recorder = new RunRecorder();
  const call = (ms: number, process: number, f: string, value: readonly unknown[]) => {
    recorder.operation(ms, { process, type: "invoke", f, value: [[f]] });
    recorder.operation(ms + 1, { process, type: "ok", f, value: value as [] });
  };
  call(0, 0, "send", [["send", "k", [0, 7]]]);
  call(2, 1, "send", [["send", "k", [3, 8]]]);
  call(4, 2, "poll", [["poll", { k: [[0, 7], [3, 9]] }]]);
  call(6, 0, "poll", [["poll", { k: "nonsense" }]]);
  const log = kafkaLogs(decoded(inputOf(recorder, { workload: kafka }))).get("k");
  const rows = log?.entries.map(({ offset, values, writers, readers }) => [offset, [...values], writers, [...readers]]);
  assertEquals(rows, [
    [0, ["7"], [0], [[2, 2]]],
    [3, ["8", "9"], [1], [[2, 2]]],
  ]);
  assertEquals([...log?.readers ?? []], [[2, { first: 0, furthest: 3, count: 2 }]]);
});

Deno.test("formatDuration() and tickText() choose units and digits that suit", () => {
  assertEquals([500, 1500, 2_500_000, -1].map(formatDuration), ["500 µs", "1.5 ms", "2.5 s", "never ended"]);
  assertEquals(roundTicks(0, 100, 4), [0, 50, 100]);
  assertEquals([tickText(1_500_000, 500_000), tickText(20_000_000, 5_000_000)], ["1.5 s", "20 s"]);
});

Deno.test("diagramRows() puts clients that only set nodes up into one row", () => {
  const recorder = new RunRecorder();
  recorder.message(0, 1, "c0", "n0", { type: "init", msg_id: 1 });
  recorder.message(2, 1, "c1", "n0", { type: "topology", msg_id: 1 });
  recorder.message(4, 1, "c2", "n0", { type: "broadcast", message: 1, msg_id: 1 });
  recorder.message(6, 1, "c3", "n0", { type: "read", msg_id: 1 });
  const rows = diagramRows(decoded(inputOf(recorder)), "each");
  assertEquals(rows.names.slice(0, 4), ["set-up", "c2", "c3", "n0"]);
  assertEquals([...rows.rowOf].slice(0, 4), [0, 0, 1, 2]);
});
