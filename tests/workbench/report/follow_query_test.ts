import { assertEquals } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { followQuery } from "../../../scripts/workbench/report/client/details.js";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";
import { decoded, inputOf } from "./decode.ts";
import { RunRecorder } from "./synthetic_runs.ts";

/** What a card offers to follow of a call that asked for `value` and got `result`. */
function offered(workload: string, f: string, value: Json, result: Json = value): string {
  const recorder = new RunRecorder();
  recorder.operation(1, { process: 0, type: "invoke", f, value });
  recorder.operation(2, { process: 0, type: "ok", f, value: result });
  return followQuery(decoded(inputOf(recorder, { workload: WORKLOADS.get(workload)! })), 0);
}

Deno.test("followQuery() offers what a call brought: an element, a delta, an id, or key and value", () => {
  assertEquals(offered("broadcast", "broadcast", 17), "17");
  assertEquals(offered("g-set", "add", "x"), '"x"');
  assertEquals(offered("g-counter", "add", 3), "3");
  assertEquals(offered("unique-ids", "generate", null, "n0-1"), '"n0-1"');
  assertEquals(offered("echo", "echo", "Please echo 35"), '"Please echo 35"');
  assertEquals(offered("kafka", "send", [["send", "k", 3]]), '"k" 3');
  assertEquals(offered("txn-rw-register", "txn", [["r", 1, null], ["w", 2, 6], ["w", 3, 7]]), "2 6");
  assertEquals(offered("txn-list-append", "txn", [["append", 2, 6]]), "2 6");
  assertEquals(offered("lin-kv", "write", [1, 6]), "1 6");
});

Deno.test("followQuery() offers nothing where a call brought nothing that could be followed", () => {
  assertEquals(offered("broadcast", "read", null, [1, 2]), "");
  assertEquals(offered("kafka", "poll", [["poll"]]), "");
  assertEquals(offered("kafka", "assign", ["a", "b"]), "");
  assertEquals(offered("txn-rw-register", "txn", [["r", 1, null]]), "");
  assertEquals(offered("lin-kv", "read", [1, null]), "");
  assertEquals(offered("lin-kv", "cas", [1, [2, 3]]), "");
});
