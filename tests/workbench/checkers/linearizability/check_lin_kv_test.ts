import { assert, assertEquals } from "@std/assert";
import { checkLinKv, linKvChecker } from "../../../../scripts/workbench/checkers/linearizability/mod.ts";
import type { Json } from "../../../../scripts/workbench/history.ts";
import { historyOf, type Op } from "../ops.ts";

/** A call in short: invocation and completion times in ms, process, completion type, f, operand, value read. */
function call(
  startMs: number,
  endMs: number,
  process: number,
  f: "read" | "write" | "cas",
  operand: Json,
  end: "ok" | "fail" | "info" | "open" = "ok",
): Op[] {
  const asked = f === "read" ? null : operand;
  const invocation: Op = [startMs, "invoke", process, f, [0, asked]];
  if (end === "open") return [invocation];
  return [invocation, [endMs, end, process, f, [0, end === "ok" ? operand : asked]]];
}

function judge(...calls: Op[][]) {
  return checkLinKv(historyOf(calls.flat().toSorted(([a], [b]) => a - b)), {});
}

function valid(...calls: Op[][]) {
  return judge(...calls).verdict.valid;
}

function anomalies(...calls: Op[][]) {
  return judge(...calls).explanations.map(({ anomaly }) => anomaly);
}

Deno.test("checkLinKv() accepts a history without operations", () => {
  assertEquals(checkLinKv([], {}), { verdict: { valid: true, failures: [], results: {} }, explanations: [] });
});

Deno.test("checkLinKv() judges each key for itself", () => {
  const history = historyOf([
    [0, "invoke", 0, "write", [0, 1]],
    [1, "ok", 0, "write", [0, 1]],
    [2, "invoke", 2, "write", ["b", 1]],
    [3, "ok", 2, "write", ["b", 1]],
    [5, "invoke", 0, "write", [0, 2]],
    [6, "ok", 0, "write", [0, 2]],
    [10, "invoke", 1, "read", [0, null]],
    [11, "ok", 1, "read", [0, 1]],
    [20, "invoke", 2, "read", ["b", null]],
    [21, "ok", 2, "read", ["b", 1]],
  ]);
  assertEquals(checkLinKv(history, {}).verdict, {
    valid: false,
    failures: [0],
    results: { 0: { valid: false, linearizable: { valid: false } }, b: { valid: true, linearizable: { valid: true } } },
  });
});

Deno.test("checkLinKv() names a stale read, what the key held instead, and what replaced the value", () => {
  const { explanations } = judge(
    call(0, 1, 0, "write", 1),
    call(5000, 6000, 0, "write", 2),
    call(10_000, 11_000, 1, "read", 1),
  );
  assertEquals(explanations, [{
    anomaly: "stale-read",
    severity: "error",
    text:
      "Key 0 is not linearizable: a read by worker 1 (10.000 s to 11.000 s) answered 1, but while that was open the " +
      "key could only have held 2; it cannot have held 1 after 6.000 s, when a write of 2 by worker 0 (5.000 s to " +
      "6.000 s) was answered. No other operation on the key was open then.",
    operations: [5, 4, 3, 2, 0],
    value: 0,
  }]);
});

Deno.test("checkLinKv() accepts an old value while the write of the new one is still open", () => {
  assertEquals(valid(call(0, 1, 0, "write", 1), call(5, 20, 0, "write", 2), call(10, 11, 1, "read", 1)), true);
});

Deno.test("checkLinKv() rejects the old value once somebody has seen the new one", () => {
  const seen = [call(0, 1, 0, "write", 1), call(5, 40, 0, "write", 2), call(10, 11, 1, "read", 2)];
  assertEquals(anomalies(...seen, call(20, 21, 2, "read", 1)), ["stale-read"]);
});

Deno.test("checkLinKv() takes a read of null for a read of anything", () => {
  assertEquals(valid(call(0, 1, 0, "write", 1), call(10, 11, 1, "read", null)), true);
});

Deno.test("checkLinKv() starts registers at null", () => {
  assertEquals(valid(call(0, 1, 0, "cas", [null, 1]), call(2, 3, 0, "read", 1)), true);
  assertEquals(valid(call(0, 1, 0, "write", 2), call(2, 3, 0, "cas", [null, 1])), false);
});

Deno.test("checkLinKv() lets an unanswered write take effect at any later time, but once only", () => {
  const before = [call(0, 1, 0, "write", 1), call(5, 1005, 1, "write", 2, "info"), call(10, 11, 0, "read", 1)];
  assertEquals(valid(...before, call(2000, 2001, 0, "read", 2)), true);
  assertEquals(valid(...before, call(2000, 2001, 0, "read", 2), call(3000, 3001, 0, "read", 1)), false);
  assertEquals(valid(...before, call(2000, 2001, 0, "read", 1)), true);
});

Deno.test("checkLinKv() takes an operation that never completes for an unanswered one", () => {
  assertEquals(valid(call(0, 0, 0, "write", 1, "open"), call(10, 11, 1, "read", 1)), true);
  assertEquals(valid(call(0, 0, 0, "read", null, "open"), call(10, 11, 1, "write", 1)), true);
});

Deno.test("checkLinKv() uses an unanswered write as often as there were such writes", () => {
  const twice = [call(0, 5, 1, "write", 2, "info"), call(1, 6, 2, "write", 2, "info"), call(7, 8, 0, "write", 1)];
  const reads = [call(10, 11, 0, "read", 2), call(12, 13, 0, "write", 1), call(14, 15, 0, "read", 2)];
  assertEquals(valid(...twice, ...reads), true);
  assertEquals(valid(...twice, ...reads, call(16, 17, 0, "write", 1), call(18, 19, 0, "read", 2)), false);
});

Deno.test("checkLinKv() keeps every choice of unanswered operations that may be needed later", () => {
  // The first read of 1 must come from the cas, because only the write can lead from 3 to 1.
  assertEquals(
    valid(
      call(0, 1, 0, "write", 0),
      call(2, 90, 1, "write", 1, "info"),
      call(3, 91, 2, "cas", [0, 1], "info"),
      call(10, 11, 0, "read", 1),
      call(12, 13, 0, "write", 3),
      call(14, 15, 0, "read", 1),
    ),
    true,
  );
});

Deno.test("checkLinKv() prefers orders that save an unanswered write for later", () => {
  // Found by comparing with a search that kept the wasteful order: the second half needs 1 and then 0 again.
  const together = [
    call(0, 10, 0, "write", 0),
    call(0, 11, 1, "cas", [0, 2]),
    call(0, 12, 2, "cas", [2, 0]),
    call(0, 13, 3, "write", 0, "info"),
    call(0, 14, 4, "read", 0),
    call(0, 15, 5, "read", 0),
    call(0, 16, 6, "cas", [0, 1]),
  ];
  assertEquals(valid(...together, call(20, 30, 7, "read", 0), call(20, 31, 8, "read", 1)), true);
});

Deno.test("checkLinKv() does not let a second unanswered write take effect before it began", () => {
  const once = [call(0, 5, 1, "write", 2, "info"), call(6, 7, 0, "write", 1), call(8, 9, 0, "read", 2)];
  const again = [call(10, 11, 0, "write", 1), call(12, 13, 0, "read", 2)];
  assertEquals(valid(...once, ...again, call(11.5, 20, 2, "write", 2, "info")), true);
  assertEquals(valid(...once, ...again, call(14, 20, 2, "write", 2, "info")), false);
});

Deno.test("checkLinKv() does not let an unanswered write take effect before it began", () => {
  assertEquals(anomalies(call(0, 1, 0, "read", 2), call(5, 6, 1, "write", 2, "info")), ["future-value"]);
});

Deno.test("checkLinKv() names the failed write when its value shows up", () => {
  const { verdict, explanations } = judge(
    call(0, 1, 0, "write", 1),
    call(5, 6, 1, "write", 2, "fail"),
    call(10, 11, 0, "read", 2),
  );
  assertEquals(verdict.valid, false);
  assertEquals(
    explanations[0]?.text,
    "Key 0 is not linearizable: a read by worker 0 (0.010 s to 0.011 s) answered 2, but the only operation that would " +
      "have left 2, a write of 2 by worker 1 (0.005 s to 0.006 s), failed.",
  );
  assertEquals(explanations[0]?.operations, [5, 4, 2]);
});

Deno.test("checkLinKv() finds a value that nobody wrote", () => {
  assertEquals(anomalies(call(0, 1, 0, "write", 1), call(10, 11, 0, "read", 7)), ["unwritten-value"]);
});

Deno.test("checkLinKv() finds a compare-and-set that cannot have succeeded", () => {
  const updates = [call(0, 1, 0, "write", 1), call(2, 3, 0, "write", 2)];
  assertEquals(anomalies(...updates, call(5, 6, 1, "cas", [1, 4])), ["stale-cas"]);
  assertEquals(anomalies(...updates, call(5, 6, 1, "cas", [3, 4])), ["unwritten-value"]);
});

Deno.test("checkLinKv() finds two compare-and-sets that cannot both have succeeded", () => {
  assertEquals(
    valid(call(0, 1, 0, "write", 1), call(2, 9, 1, "cas", [1, 2]), call(3, 8, 2, "cas", [1, 3])),
    false,
  );
});

Deno.test("checkLinKv() tells which operations were open when an answer became impossible", () => {
  const { explanations } = judge(
    call(0, 1, 0, "write", 1),
    call(1, 2, 0, "write", 2),
    call(3, 20, 2, "write", 3),
    call(4, 900, 3, "write", 4, "info"),
    call(5, 10, 1, "read", 1),
  );
  const text = explanations[0]?.text ?? "";
  assert(text.includes("could only have held 2, 3, 4"), text);
  assert(text.includes("Open at the same time: a write of 3 by worker 2 (0.003 s to 0.020 s)."), text);
  assert(text.includes("1 earlier operation without an answer may have taken effect"), text);
});

Deno.test("checkLinKv() compares values by structure", () => {
  assertEquals(valid(call(0, 1, 0, "write", { a: 1, b: [2] }), call(2, 3, 0, "read", { b: [2], a: 1 })), true);
  assertEquals(valid(call(0, 1, 0, "write", 1), call(2, 3, 0, "read", "1")), false);
});

Deno.test("checkLinKv() is unknown when an operation is none of a register", () => {
  const history = historyOf([[0, "invoke", 0, "append", [0, 1]], [1, "ok", 0, "append", [0, 1]], [
    2,
    "invoke",
    1,
    "cas",
    3,
  ]]);
  const { verdict, explanations } = checkLinKv(history, {});
  assertEquals(verdict.valid, "unknown");
  assertEquals(explanations.map(({ anomaly, operations }) => [anomaly, operations]), [["odd-operation", [0, 2]]]);
});

Deno.test("checkLinKv() explains the first keys one by one and names the others", () => {
  const ops = Array.from({ length: 10 }, (_, key): Op[] => [
    [key * 10, "invoke", 0, "read", [key, null]],
    [key * 10 + 1, "ok", 0, "read", [key, 1]],
  ]);
  const { verdict, explanations } = checkLinKv(historyOf(ops.flat()), {});
  assertEquals(verdict.failures, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(explanations.length, 9);
  assertEquals(explanations.at(-1)?.text, "Not linearizable either: the keys 8, 9.");
});

/** Writes that are all open at once, then reads that fit no order. */
function hard(writeCount: number): Op[][] {
  const writes = Array.from({ length: writeCount }, (_, at) => call(0, 1000, at, "cas", [at, at + 1]));
  const reads = Array.from({ length: 20 }, (_, at) => call(500 + 2 * at, 501 + 2 * at, 900, "read", at % 2));
  return [
    call(-2, -1, 901, "write", 0),
    ...writes,
    ...writes.map((_, at) => call(1, 999, at + 300, "write", at)),
    ...reads,
  ];
}

Deno.test("linKvChecker() gives up as unknown when the limit of steps is reached", () => {
  const history = historyOf(hard(20).flat().toSorted(([a], [b]) => a - b));
  const { verdict, explanations } = linKvChecker({ stepsMax: 500 })(history, {});
  assertEquals(verdict.valid, "unknown");
  assertEquals(verdict.failures, []);
  assertEquals(explanations[0]?.anomaly, "search-limit");
});

Deno.test("linKvChecker() gives up as unknown when time is out", () => {
  const history = historyOf(hard(40).flat().toSorted(([a], [b]) => a - b));
  const { verdict } = linKvChecker({ stepsMax: Infinity, isOutOfTime: () => true })(history, {});
  assertEquals(verdict.valid, "unknown");
});
