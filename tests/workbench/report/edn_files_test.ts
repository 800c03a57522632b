import { assertEquals } from "@std/assert";
import { ednToJson, parseEdn } from "../../../scripts/workbench/edn.ts";
import type { Operation } from "../../../scripts/workbench/history.ts";
import { historyEdnLine, historyTextLine, resultsEdn } from "../../../scripts/workbench/report/edn_files.ts";

const operation = (fields: Partial<Operation>): Operation => ({
  index: 0,
  time: 5,
  process: 1,
  type: "ok",
  f: "read",
  value: null,
  ...fields,
});

Deno.test("historyEdnLine() writes a read, its error and its final mark", () => {
  assertEquals(
    historyEdnLine(operation({ type: "fail", final: true, error: ["timeout", "too late"] }), "element"),
    '{:index 0 :time 5 :type :fail :process 1 :f :read :value nil :final? true :error [:timeout "too late"]}',
  );
  assertEquals(
    historyEdnLine(operation({ value: [1, 2], error: "net-timeout" }), "element"),
    "{:index 0 :time 5 :type :ok :process 1 :f :read :value [1 2] :error :net-timeout}",
  );
});

Deno.test("historyEdnLine() writes micro-operations with keywords and kafka's keys as texts", () => {
  assertEquals(
    historyEdnLine(operation({ f: "txn", value: [["r", 1, null], ["append", 2, 3]] }), "version"),
    "{:index 0 :time 5 :type :ok :process 1 :f :txn :value [[:r 1 nil] [:append 2 3]]}",
  );
  assertEquals(
    historyEdnLine(operation({ f: "poll", value: [["poll", { "9": [[0, 1]] }]], "poll-ms": 100 }), "message"),
    '{:index 0 :time 5 :type :ok :process 1 :f :poll :value [[:poll {"9" [[0 1]]}]] :poll-ms 100}',
  );
});

Deno.test("historyTextLine() writes what a kill did with keywords, as the original's database faults return them", () => {
  const line = (f: string, value: Operation["value"]) =>
    historyTextLine(operation({ process: "nemesis", type: "info", f, value }), "element");
  assertEquals(line("kill", null), ":nemesis\t:info\t:kill\tnil");
  assertEquals(line("kill", { n0: "killed" }), ':nemesis\t:info\t:kill\t{"n0" :killed}');
  assertEquals(line("start", "all"), ":nemesis\t:info\t:start\t:all");
  assertEquals(line("start-slow", { factor: 2 }), ':nemesis\t:info\t:start-slow\t{"factor" 2}');
});

Deno.test("historyEdnLine() writes the nemesis and an echo as the original does", () => {
  const partition = operation({
    process: "nemesis",
    type: "info",
    f: "start-partition",
    value: ["isolated", { n0: ["n1", "n2"] }],
  });
  assertEquals(
    historyEdnLine(partition, "element"),
    '{:index 0 :time 5 :type :info :process :nemesis :f :start-partition :value [:isolated {"n0" #{"n1" "n2"}}]}',
  );
  assertEquals(
    historyEdnLine(operation({ f: "echo", value: { type: "echo_ok", echo: "a" } }), "token"),
    '{:index 0 :time 5 :type :ok :process 1 :f :echo :value {:type "echo_ok" :echo "a"}}',
  );
});

Deno.test("historyEdnLine() is read back as the same entry", () => {
  const original = operation({ f: "cas", value: [3, [1, 2]], error: ["precondition-failed", "no"], final: false });
  assertEquals(ednToJson(parseEdn(historyEdnLine(original, "register"))), { ...original });
});

Deno.test("historyTextLine() puts tabs between the fields", () => {
  assertEquals(
    historyTextLine(operation({ type: "info", f: "broadcast", value: 7, error: ["timeout", "x"] }), "element"),
    '1\t:info\t:broadcast\t7\t[:timeout "x"]',
  );
  assertEquals(
    historyTextLine(
      operation({ process: "nemesis", type: "info", f: "stop-partition", value: "network-healed" }),
      "token",
    ),
    ":nemesis\t:info\t:stop-partition\t:network-healed",
  );
});

Deno.test("resultsEdn() writes quantiles in their order and fractions as floats, as the original does", () => {
  const results = {
    valid: true,
    availability: { "ok-fraction": 1 },
    net: { servers: { "msg-count": 5, "msgs-per-op": 2.5 } },
    workload: { "stable-latencies": { "0": 0, "0.5": 77, "1": 99 } },
  };
  assertEquals(
    resultsEdn(results, [], "element"),
    "{:valid? true\n :availability {:ok-fraction 1.0}\n :net {:servers {:msg-count 5 :msgs-per-op 2.5}}\n" +
      " :workload {:stable-latencies {0 0 0.5 77 1 99}}}\n",
  );
});

Deno.test("resultsEdn() restores question marks, keywords, numbers as keys and operations", () => {
  const results = {
    valid: "unknown",
    stats: { valid: true, "by-f": { read: { count: 2 } } },
    workload: {
      valid: false,
      "stable-latencies": { "0": 0, "0.5": 77 },
      "worst-stale": [{ outcome: "stable", known: { "op-index": 0 } }],
    },
  };
  assertEquals(
    resultsEdn(results, [operation({})], "element"),
    "{:valid? :unknown\n" +
      " :stats {:valid? true :by-f {:read {:count 2}}}\n" +
      " :workload {:valid? false :stable-latencies {0 0 0.5 77} :worst-stale [{:outcome :stable :known " +
      "{:index 0 :time 5 :type :ok :process 1 :f :read :value nil}}]}}\n",
  );
});
