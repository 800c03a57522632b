import { uniqueIds } from "../../../scripts/workbench/workloads/unique_ids.ts";
import { assertEquals } from "@std/assert";
import { describeSpread, spreadOf, timeOfSpread } from "../../../scripts/workbench/report/client/follow.js";
import { parseTerms } from "../../../scripts/workbench/recording/terms.js";
import { decoded, inputOf } from "./decode.ts";
import { RunRecorder } from "./synthetic_runs.ts";

Deno.test("spreadOf() follows a value from its client through the nodes", () => {
  const recorder = new RunRecorder();
  // A counter that happens to be 17, before anybody can know the value 17.
  recorder.message(0, 1, "n2", "n1", { type: "ack", upTo: 17 });
  recorder.message(10, 1, "c1", "n0", { type: "broadcast", message: 17, msg_id: 1 });
  recorder.message(12, 5, "n0", "n1", { type: "gossip", values: [16, 17] });
  recorder.message(13, 20, "n0", "n2", { type: "gossip", values: [17] });
  recorder.message(18, 5, "n1", "n2", { type: "gossip", values: [17] });
  recorder.lost(19, 5, "partition", { src: "n1", dest: "n0", body: { type: "gossip", values: [17] } });
  const history = [{ index: 0, time: 10e6, process: 0, type: "invoke", f: "broadcast", value: 17 }] as const;
  const run = decoded(inputOf(recorder, { history }));
  const spread = spreadOf(run, parseTerms("17"));
  const { participants } = run.payload;
  assertEquals(spread.arrivals.map(({ participant, time }) => [participants[participant], time]), [
    ["n0", 11_000],
    ["n1", 17_000],
    ["n2", 23_000],
  ]);
  // 2: brought it first; 1: carries it. The slow direct message to n2 comes second.
  assertEquals([...spread.carries], [0, 2, 2, 1, 2, 1]);
  assertEquals(
    describeSpread(run, "17", spread),
    "17 is in 5 messages and reached 3 of 3 nodes; the last, n2, at 0.023 s.",
  );
});

Deno.test("spreadOf() takes a value that no client sent as made by its first sender", () => {
  const recorder = new RunRecorder();
  recorder.message(0, 1, "c1", "n0", { type: "generate", msg_id: 1 });
  recorder.message(2, 1, "n0", "c1", { type: "generate_ok", id: "n0-1", in_reply_to: 1 });
  const spread = spreadOf(decoded(inputOf(recorder, { workload: uniqueIds })), parseTerms('"n0-1"'));
  assertEquals([...spread.carries], [0, 1]);
});

Deno.test("spreadOf() finds values inside long lists", () => {
  const recorder = new RunRecorder();
  const values = Array.from({ length: 30 }, (_, value) => value);
  recorder.message(0, 1, "c1", "n0", { type: "broadcast", message: 29 });
  recorder.message(2, 1, "n0", "n1", { type: "gossip", values: values.slice(0, 29) });
  recorder.message(3, 1, "n0", "n1", { type: "gossip", values });
  const spread = spreadOf(decoded(inputOf(recorder)), parseTerms("29"));
  assertEquals([...spread.carries], [2, 0, 2]);
});

Deno.test("timeOfSpread() ends with the last arrival or loss, not with reads long after", () => {
  const recorder = new RunRecorder();
  recorder.message(100, 1, "c1", "n0", { type: "broadcast", message: 17, msg_id: 1 });
  recorder.message(102, 5, "n0", "n1", { type: "gossip", values: [17] });
  recorder.lost(102, 20, "partition", { src: "n0", dest: "n2", body: { type: "gossip", values: [17] } });
  recorder.message(9000, 1, "n0", "c1", { type: "read_ok", messages: [17], in_reply_to: 2 });
  const run = decoded(inputOf(recorder));
  const time = timeOfSpread(run, spreadOf(run, parseTerms("17")));
  assertEquals(time, { start: 100_000, from: 96_700, to: 125_300 });
  assertEquals(timeOfSpread(run, spreadOf(run, parseTerms("18"))), undefined);
});
