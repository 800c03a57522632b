import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Json } from "../../../../scripts/workbench/history.ts";
import { parseJson } from "../../../../scripts/workbench/json.ts";
import { checkBroadcast, checkGSet } from "../../../../scripts/workbench/checkers/set_full/set_full.ts";
import { historyOf, type Op } from "../ops.ts";

function check(ops: readonly Op[]) {
  return checkBroadcast(historyOf(ops), {});
}

function warnings(ops: readonly Op[]) {
  const { verdict, explanations } = check(ops);
  assertEquals(verdict.valid, true);
  return explanations.map(({ anomaly, severity, text }) => `${severity} ${anomaly}: ${text}`);
}

const STABLE: readonly Op[] = [
  [0, "invoke", 0, "broadcast", 5],
  [1, "ok", 0, "broadcast", 5, { node: "n0" }],
  [2, "invoke", 1, "read", null],
  [3, "ok", 1, "read", [5], { node: "n1" }],
];

Deno.test("checkBroadcast() returns all fields when an element is stable", () => {
  const { verdict, explanations } = check(STABLE);
  assertEquals(verdict, {
    valid: true,
    "attempt-count": 1,
    "stable-count": 1,
    "lost-count": 0,
    lost: [],
    "never-read-count": 0,
    "never-read": [],
    "stale-count": 0,
    stale: [],
    "worst-stale": [],
    "stable-latencies": { "0": 0, "0.5": 0, "0.95": 0, "0.99": 0, "1": 0 },
    "duplicated-count": 0,
    duplicated: {},
  });
  assertEquals(explanations, []);
});

Deno.test("checkBroadcast() names the node that never saw an acknowledged value", () => {
  const { verdict, explanations } = check([
    [3000, "invoke", 0, "broadcast", 17],
    [3210, "ok", 0, "broadcast", 17, { node: "n4" }],
    [30_000, "invoke", 1, "read", null],
    [30_001, "ok", 1, "read", [17], { node: "n2" }],
    [31_000, "invoke", 2, "read", null],
    [31_001, "ok", 2, "read", [], { node: "n9" }],
  ]);
  assertEquals(verdict.valid, false);
  assertEquals(verdict.lost, [17]);
  assertEquals(verdict["lost-latencies"], { "0": 26790, "0.5": 26790, "0.95": 26790, "0.99": 26790, "1": 26790 });
  assertEquals(explanations, [{
    anomaly: "lost",
    severity: "error",
    text: "Value 17, acknowledged by n4 at 3.21 s, was never seen by n9: last read at 31.00 s without it; " +
      "seen last by n2 at 30.00 s.",
    operations: [5, 1, 0, 3],
    value: 17,
  }]);
});

Deno.test("checkBroadcast() tells when a node had a lost value before", () => {
  const { verdict, explanations } = check([
    [0, "invoke", 0, "broadcast", 1],
    [5, "info", 0, "broadcast", 1],
    [1000, "invoke", 1, "read", null],
    [1010, "ok", 1, "read", [1]],
    [2000, "invoke", 1, "read", null],
    [2010, "ok", 1, "read", []],
  ]);
  assertEquals(verdict.valid, false);
  assertEquals(
    explanations[0]?.text,
    "Value 1, first seen by worker 1 at 1.01 s, was lost by worker 1: read there at 1.00 s, missing at 2.00 s.",
  );
});

Deno.test("checkBroadcast() sums up further lost values when there are many", () => {
  const adds: Op[] = [];
  for (let value = 0; value < 30; value++) {
    adds.push([2 * value, "invoke", 0, "broadcast", value], [2 * value + 1, "ok", 0, "broadcast", value]);
  }
  const { verdict, explanations } = check([...adds, [100, "invoke", 0, "read", null], [101, "ok", 0, "read", []]]);
  assertEquals(verdict["lost-count"], 30);
  assertEquals(explanations.length, 9);
  assertEquals(explanations[8]?.text, "Lost as well: 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 10 more.");
});

Deno.test("checkBroadcast() judges by the invocation of reads when they overlap", () => {
  // The read that lacks 1 completes last, but was invoked first.
  const { verdict } = check([
    [0, "invoke", 0, "broadcast", 1],
    [10, "ok", 0, "broadcast", 1],
    [20, "invoke", 1, "read", null],
    [30, "invoke", 2, "read", null],
    [40, "ok", 2, "read", [1]],
    [50, "ok", 1, "read", []],
  ]);
  assertEquals(verdict.valid, true);
  assertEquals(verdict["stable-latencies"], { "0": 10, "0.5": 10, "0.95": 10, "0.99": 10, "1": 10 });
  assertEquals(verdict["worst-stale"], [{
    element: 1,
    outcome: "stable",
    "stable-latency": 10,
    "lost-latency": null,
    known: { "op-index": 1 },
    "last-absent": { "op-index": 2 },
  }]);
});

Deno.test("checkBroadcast() is unknown when a miss overlaps the add and nothing else was read", () => {
  const { verdict, explanations } = check([
    [0, "invoke", 0, "broadcast", 1],
    [1, "invoke", 1, "read", null],
    [2, "ok", 0, "broadcast", 1],
    [3, "ok", 1, "read", []],
  ]);
  assertEquals(verdict.valid, "unknown");
  assertEquals(verdict["never-read"], [1]);
  assertEquals(explanations[0], {
    anomaly: "nothing-stable",
    severity: "unknown",
    text: "The history proves nothing: 1 value was added, but no read holds it.",
    operations: [],
  });
});

Deno.test("checkBroadcast() forgets what was before when a value is added again", () => {
  const { verdict } = check([
    ...STABLE,
    [10, "invoke", 0, "broadcast", 5],
    [11, "fail", 0, "broadcast", 5],
  ]);
  assertEquals(verdict["never-read"], [5]);
  assertEquals(verdict["attempt-count"], 1);
});

Deno.test("checkGSet() counts a failed add as an attempt when nobody read it", () => {
  const history = historyOf([
    [0, "invoke", 0, "add", 1],
    [1, "fail", 0, "add", 1],
    [2, "invoke", 0, "add", 2],
    [3, "ok", 0, "add", 2],
    [4, "invoke", 0, "read", null],
    [5, "ok", 0, "read", [2]],
  ]);
  const { verdict } = checkGSet(history, {});
  assertEquals(verdict.valid, true);
  assertEquals(verdict["attempt-count"], 2);
  assertEquals(verdict["never-read"], [1]);
});

Deno.test("checkBroadcast() warns of a value that nobody added", () => {
  assertEquals(warnings([...STABLE, [4, "invoke", 1, "read", null], [5, "ok", 1, "read", [5, 99], { node: "n1" }]]), [
    "warning invented: Value 99, which nobody had added, was read from n1 at 0.01 s.",
  ]);
});

Deno.test("checkBroadcast() says so where the value that nobody added looks like one that somebody did", () => {
  assertEquals(warnings([...STABLE, [4, "invoke", 1, "read", null], [5, "ok", 1, "read", [5, "5"], { node: "n1" }]]), [
    'warning invented: Value "5", which nobody had added, was read from n1 at 0.01 s; the number 5 was, and the ' +
    'string "5" is another value.',
  ]);
});

Deno.test("checkBroadcast() warns of a value that was read before it was added", () => {
  const ops: Op[] = [
    [0, "invoke", 1, "read", null],
    [1, "ok", 1, "read", [5]],
    [10, "invoke", 0, "broadcast", 5],
    [11, "ok", 0, "broadcast", 5],
    [12, "invoke", 1, "read", null],
    [13, "ok", 1, "read", [5]],
  ];
  assertEquals(warnings(ops), [
    "warning invented: Value 5, which nobody had added, was read from worker 1 at 0.00 s.",
  ]);
});

Deno.test("checkBroadcast() warns of a value that a read holds twice and stays valid", () => {
  assertEquals(warnings([...STABLE, [4, "invoke", 1, "read", null], [5, "ok", 1, "read", [5, 5], { node: "n1" }]]), [
    "warning duplicated: Value 5 is more than once in the read from n1 at 0.01 s; the original does not notice.",
  ]);
});

Deno.test("checkBroadcast() warns of a value that a node forgot for a while", () => {
  const ops: Op[] = [
    ...STABLE,
    [1000, "invoke", 1, "read", null],
    [1001, "ok", 1, "read", [], { node: "n1" }],
    [2000, "invoke", 1, "read", null],
    [2001, "ok", 1, "read", [5], { node: "n1" }],
  ];
  assertEquals(warnings(ops), [
    "warning forgotten: Value 5 was read from n1 at 0.00 s and was missing there at 1.00 s, before it came back.",
  ]);
});

Deno.test("checkBroadcast() warns of a final read that lacks a value which a node asked later has", () => {
  const ops: Op[] = [
    ...STABLE,
    [10_000, "invoke", 0, "read", null],
    [10_001, "ok", 0, "read", [], { node: "n0", final: true }],
    [10_002, "invoke", 1, "read", null],
    [10_003, "ok", 1, "read", [5], { node: "n1", final: true }],
  ];
  assertEquals(warnings(ops), [
    "warning missing-in-final-read: Value 5, acknowledged by n0 at 0.00 s, is not in the final read of n0 at 10.00 s. " +
    "It counts as stable, because a node that was asked later has it.",
  ]);
});

Deno.test("checkBroadcast() warns of acknowledged values that no read could see", () => {
  assertEquals(warnings([...STABLE, [10, "invoke", 0, "broadcast", 6], [11, "ok", 0, "broadcast", 6]]), [
    "warning never-read: 1 acknowledged value was never read, because no read was invoked after the acknowledgement: " +
    "6. Whether the nodes kept them is not known.",
  ]);
});

Deno.test("checkBroadcast() takes a null read for an empty one, as the original does", () => {
  const { verdict } = check([...STABLE, [10, "invoke", 1, "read", null], [11, "ok", 1, "read", null]]);
  assertEquals(verdict.lost, [5]);
});

Deno.test("checkBroadcast() is unknown with an error when a read is no list", () => {
  const { verdict, explanations } = check([...STABLE, [10, "invoke", 1, "read", null], [11, "ok", 1, "read", "x"]]);
  assertEquals(verdict, {
    valid: "unknown",
    error: { type: "malformed-read", message: 'Read 5 returned "x", expected a list' },
  });
  assertStringIncludes(explanations[0]?.text ?? "", "expected a list of elements");
});

Deno.test("checkBroadcast() tells values of different types apart", () => {
  const values: Json[] = ["1", 1, 1.5, [1], { a: 1, b: [2] }, true, null, -1, 1e12];
  const adds = values.flatMap((value, number): Op[] => [
    [2 * number, "invoke", 0, "broadcast", value],
    [2 * number + 1, "ok", 0, "broadcast", value],
  ]);
  const read: Json[] = [1, [1], { b: [2], a: 1 }, true];
  const { verdict } = check([...adds, [100, "invoke", 0, "read", null], [101, "ok", 0, "read", read]]);
  assertEquals(verdict["stable-count"], 4);
  assertEquals(verdict["lost-count"], 5);
});

Deno.test("checkBroadcast() passes over entries that fit nothing", () => {
  const { verdict } = check([
    [0, "ok", 7, "read", [1, 2]],
    [1, "ok", 8, "broadcast", 4],
    [2, "info", "nemesis", "read", [1]],
    [3, "info", "nemesis", "broadcast", 3],
    [4, "invoke", 2, "unheard-of", null],
    ...STABLE.map(([time, ...rest]): Op => [time + 10, ...rest] as Op),
    [20, "invoke", 3, "read", null],
  ]);
  assertEquals(verdict.valid, true);
  assertEquals(verdict["attempt-count"], 1);
});

Deno.test("checkBroadcast() takes a float in a read for another value than the integer, and says so", () => {
  const [add, added, read] = STABLE;
  const { verdict, explanations } = check([add!, added!, read!, [3, "ok", 1, "read", [parseJson("5.0")], {
    node: "n1",
  }]]);
  assertEquals([verdict.valid, verdict.lost], [false, [5]]);
  assertStringIncludes(
    explanations.find(({ anomaly }) => anomaly === "invented")?.text ?? "",
    "the integer 5 was, and the float 5.0 is another value, as in the original.",
  );
});
