import { assertEquals, assertStringIncludes } from "@std/assert";
import { judgeHistory } from "../../../scripts/workbench/checkers/judge_history.ts";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";
import type { History, Json, OperationType, Process } from "../../../scripts/workbench/history.ts";
import type { CheckerOptions } from "../../../scripts/workbench/verdict.ts";

type Entry = readonly [process: Process, type: OperationType, f: string, value?: Json, final?: boolean];

function historyOf(...entries: readonly Entry[]): History {
  return entries.map(([process, type, f, value = null, final], index) => ({
    index,
    time: index * 1000,
    process,
    type,
    f,
    value,
    ...(final === undefined ? {} : { final }),
  }));
}

/** Over all, what the original would say, and the findings with their severities. */
function judged(workload: string, history: History, options: CheckerOptions & { isUnfinished?: boolean } = {}) {
  const { valid, sections, explanations } = judgeHistory(history, { ...options, workload: WORKLOADS.get(workload)! });
  return [valid, sections.workload.valid, explanations.map(({ anomaly, severity }) => `${severity} ${anomaly}`)];
}

const DIRTY_WRITES = historyOf(
  [0, "invoke", "txn", [["append", 1, 1]]],
  [0, "ok", "txn", [["append", 1, 1]]],
  [0, "invoke", "txn", [["r", 1, null]]],
  [0, "ok", "txn", [["r", 1, [1, 1]]]],
);

for (const model of ["sequential", "causal", "PRAM", "linearizable", "view-serializable", "1SR"]) {
  Deno.test(`judgeHistory() is unknown under ${model}, which rules nothing out`, () => {
    assertEquals(judged("txn-list-append", DIRTY_WRITES, { "consistency-models": [model] }), [
      "unknown",
      true,
      ["unknown vacuous-models"],
    ]);
  });
}

Deno.test("judgeHistory() names models that add nothing to the others", () => {
  const both = { "consistency-models": ["read-uncommitted", "causal"] };
  assertEquals(judged("txn-list-append", DIRTY_WRITES, both), [false, false, [
    "error duplicate-elements",
    "warning vacuous-models",
  ]]);
  // Strict serializability implies linearizability, so nothing that was asked for is left out.
  const implied = { "consistency-models": ["linearizable", "strict-serializable"] };
  assertEquals(judged("txn-list-append", DIRTY_WRITES, implied), [false, false, ["error duplicate-elements"]]);
});

Deno.test("judgeHistory() is unknown where a register or a log was only written to", () => {
  const writes = historyOf(
    [0, "invoke", "write", [1, 2]],
    [0, "ok", "write", [1, 2]],
    [0, "invoke", "read", [1, null]],
    [0, "ok", "read", [1, null]],
  );
  assertEquals(judged("lin-kv", writes), ["unknown", true, ["unknown nothing-checked"]]);
  const poll: readonly Entry[] = [[0, "invoke", "poll", [["poll"]]], [0, "ok", "poll", [["poll", {}]]]];
  const polls = historyOf(...poll, ...poll);
  assertEquals(judged("kafka", polls), ["unknown", true, ["unknown nothing-checked"]]);
});

Deno.test("judgeHistory() is unknown where transactions wrote and read nothing but null", () => {
  const txn = (...entries: readonly Json[]): Entry[] =>
    entries.flatMap((value): Entry[] => [
      [0, "invoke", "txn", value],
      [0, "ok", "txn", value],
    ]);
  const appends = historyOf(...txn([["append", 1, 1]], [["append", 1, 2]], [["r", 2, null]]));
  assertEquals(judged("txn-list-append", appends), ["unknown", true, ["unknown nothing-checked"]]);
  const read = historyOf(...txn([["append", 1, 1]], [["r", 1, [1]]]));
  assertEquals(judged("txn-list-append", read), [true, true, []]);
});

Deno.test("judgeHistory() is unknown where a counter was never added to, or its final reads all failed", () => {
  const reads = historyOf([0, "invoke", "read", null, true], [0, "ok", "read", 0, true]);
  assertEquals(judged("g-counter", reads), ["unknown", true, ["unknown nothing-checked"]]);
  const adds = historyOf([0, "invoke", "add", 3], [0, "ok", "add", 3]);
  assertEquals(judged("pn-counter", adds), ["unknown", true, ["unknown no-final-read"]]);
});

Deno.test("judgeHistory() is unknown where all final reads of a broadcast failed, as the original does not see", () => {
  const start: readonly Entry[] = [
    [0, "invoke", "broadcast", 1],
    [0, "ok", "broadcast", 1],
    [0, "invoke", "read"],
    [0, "ok", "read", [1]],
    [0, "invoke", "read", null, true],
  ];
  const failed = historyOf(...start, [0, "fail", "read", null, true]);
  assertEquals(judged("broadcast", failed), ["unknown", true, ["unknown no-final-read"]]);
  assertEquals(judged("broadcast", historyOf(...start, [0, "ok", "read", [1], true])), [true, true, []]);
});

Deno.test("judgeHistory() calls a history without ends of operations unknown, whatever the workload makes of it", () => {
  const open = historyOf(["nemesis", "info", "kill", ["n0"]], [0, "invoke", "txn", [["w", 1, 1]]]);
  assertEquals(judged("txn-rw-register", open), ["unknown", false, ["unknown nothing-done"]]);
  assertEquals(judged("txn-rw-register", open, { availability: "total" }), [false, false, [
    "unknown nothing-done",
    "error availability",
  ]]);
});

const LOST = historyOf(
  [0, "invoke", "broadcast", 1],
  [0, "ok", "broadcast", 1],
  [1, "invoke", "read"],
  [1, "ok", "read", []],
  [1, "invoke", "read"],
  [1, "fail", "read"],
);

Deno.test("judgeHistory() finds nothing in an unfinished history that needs its end", () => {
  assertEquals(judged("broadcast", LOST), [false, false, ["error lost"]]);
  assertEquals(judged("broadcast", LOST, { isUnfinished: true }), ["unknown", "unknown", []]);
  const { sections } = judgeHistory(LOST, {
    workload: WORKLOADS.get("broadcast")!,
    isUnfinished: true,
  });
  assertEquals(Object.keys(sections.workload).filter((field) => /lost|never/.test(field)), []);
  const never = historyOf([0, "invoke", "cas", [1, [2, 3]]], [0, "fail", "cas", [1, [2, 3]]]);
  assertEquals(judged("lin-kv", never, { isUnfinished: true }), ["unknown", "unknown", []]);
});

Deno.test("judgeHistory() asks availability of an unfinished history only where the end changes nothing", () => {
  const total = { isUnfinished: true, availability: "total" } as const;
  assertEquals(judged("broadcast", LOST, total), [false, "unknown", ["error availability"]]);
  assertEquals(judged("broadcast", LOST.slice(0, 5), total), ["unknown", "unknown", []]);
  assertEquals(judged("broadcast", LOST, { isUnfinished: true, availability: 0.9 }), ["unknown", "unknown", []]);
});

Deno.test("judgeHistory() keeps what an unfinished history shows by itself", () => {
  const twice = historyOf(
    [0, "invoke", "generate"],
    [0, "ok", "generate", "a"],
    [0, "invoke", "generate"],
    [0, "ok", "generate", "a"],
  );
  assertEquals(judged("unique-ids", twice, { isUnfinished: true }), [false, false, ["error duplicated"]]);
});

Deno.test("judgeHistory() says which models would rule something out", () => {
  const options = { workload: WORKLOADS.get("txn-list-append")!, "consistency-models": ["causal"] };
  const [finding] = judgeHistory(DIRTY_WRITES, options).explanations;
  assertStringIncludes(finding?.text ?? "", "Nothing was checked: causal rules out no anomaly");
  assertStringIncludes(finding?.text ?? "", "read-committed, ");
});

Deno.test("judgeHistory() keeps the original's false where nothing is in order, and calls it unknown", () => {
  const weak = { "consistency-models": ["read-uncommitted"] };
  const one = historyOf([0, "invoke", "txn", [["w", 1, 1]]], [0, "ok", "txn", [["w", 1, 1]]]);
  const open = ["unknown empty-transaction-graph", "unknown nothing-checked"];
  assertEquals(judged("txn-rw-register", one, weak), ["unknown", false, open]);
  const assign = historyOf([0, "invoke", "assign", ["1"]], [0, "ok", "assign", ["1"]]);
  assertEquals(judged("kafka", assign), ["unknown", false, open]);
  const garbage = historyOf([0, "invoke", "txn", [["r", 1, null]]], [0, "ok", "txn", [["r", 1, 9]]]);
  assertEquals(judged("txn-rw-register", garbage, weak)[0], false);
});
