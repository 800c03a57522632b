import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkRwRegister } from "../../../../scripts/workbench/checkers/elle/mod.ts";
import type { History } from "../../../../scripts/workbench/history.ts";
import { anomaliesOf, by, concurrent, fail, historyOf, info, ok, open, serial } from "./histories.ts";

const types = (history: History, model?: string) => anomaliesOf(checkRwRegister, history, model);

Deno.test("checkRwRegister() accepts reads of the last write", () => {
  const history = serial(ok(["w", 1, 1]), ok(["r", 1, 1], ["w", 1, 2]), ok(["r", 1, 2]));
  assertEquals(checkRwRegister(history, {}), {
    verdict: { valid: true, "anomaly-types": [], anomalies: null, "anomaly-counts": {} },
    explanations: [],
  });
});

Deno.test("checkRwRegister() finds G1a when a write of an aborted transaction is read", () => {
  assertEquals(types(concurrent(fail(["w", 1, 1]), ok(["r", 1, 1]), ok(["w", 2, 1]), ok(["r", 2, 1]))), ["G1a"]);
});

Deno.test("checkRwRegister() lets writes of unknown outcome be read", () => {
  assertEquals(types(concurrent(info(["w", 1, 1]), ok(["r", 1, 1]), ok(["w", 2, 1]), ok(["r", 2, 1]))), []);
  assertEquals(types(concurrent(open(["w", 1, 1]), ok(["r", 1, 1]), ok(["w", 2, 1]), ok(["r", 2, 1]))), []);
});

Deno.test("checkRwRegister() finds G1b when a write is read that its transaction replaced", () => {
  const writer = ok(["w", 1, 1], ["w", 1, 2]);
  assertEquals(types(concurrent(writer, ok(["r", 1, 1]), ok(["r", 1, 2]))), ["G1b"]);
  assertEquals(types(concurrent(ok(["w", 1, 1], ["r", 1, 1], ["w", 1, 2]), ok(["r", 1, 2]))), []);
});

Deno.test("checkRwRegister() finds internal when a transaction does not see its own write", () => {
  const witness = [ok(["w", 9, 1]), ok(["r", 9, 1])];
  assertEquals(types(serial(...witness, ok(["w", 1, 1], ["r", 1, null]))), ["internal"]);
  assertEquals(types(serial(...witness, ok(["w", 1, 1], ["r", 1, 1]))), []);
  // A null that was read counts as no knowledge.
  assertEquals(types(concurrent(...witness, ok(["w", 1, 1]), ok(["r", 1, null], ["r", 1, 1])), "read-atomic"), []);
});

Deno.test("checkRwRegister() finds G1c when transactions read each other's writes", () => {
  const cycle = concurrent(ok(["w", 1, 1], ["r", 2, 1]), ok(["w", 2, 1], ["r", 1, 1]));
  assertEquals(types(cycle, "read-committed"), ["G1c"]);
  assertEquals(types(cycle, "read-uncommitted"), []);
});

Deno.test("checkRwRegister() finds G-single-item when a transaction sees half of another one", () => {
  const fractured = concurrent(ok(["w", 1, 1], ["w", 2, 1]), ok(["r", 1, 1], ["r", 2, null]));
  assertEquals(types(fractured, "snapshot-isolation"), ["G-single-item"]);
  assertEquals(types(fractured, "repeatable-read"), ["G-single-item"]);
  assertEquals(types(fractured, "read-atomic"), []);
});

Deno.test("checkRwRegister() finds G2-item when two transactions each miss the other's write", () => {
  const skew = concurrent(ok(["r", 1, null], ["w", 2, 1]), ok(["r", 2, null], ["w", 1, 1]));
  assertEquals(types(skew, "serializable"), ["G2-item"]);
  assertEquals(types(skew, "snapshot-isolation"), []);
});

Deno.test("checkRwRegister() finds a G-nonadjacent-item cycle when two readers see two writes in opposite orders", () => {
  const fork = concurrent(
    ok(["w", 1, 1]),
    ok(["w", 2, 1]),
    ok(["r", 1, 1], ["r", 2, null]),
    ok(["r", 2, 1], ["r", 1, null]),
  );
  assertEquals(types(fork, "snapshot-isolation"), ["G-nonadjacent-item"]);
  assertEquals(types(fork, "read-atomic"), []);
});

Deno.test("checkRwRegister() finds lost-update when two transactions replace the same value", () => {
  const lost = concurrent(ok(["w", 1, 1]), ok(["r", 1, 1], ["w", 1, 2]), ok(["r", 1, 1], ["w", 1, 3]));
  assertEquals(types(lost, "update-atomic"), ["lost-update"]);
  assertEquals(types(lost), ["G2-item", "lost-update"]);
  assertEquals(types(concurrent(ok(["w", 1, 1]), ok(["r", 1, 1], ["w", 1, 2]), ok(["r", 1, 2], ["w", 1, 3]))), []);
});

Deno.test("checkRwRegister() finds a stale read with real time only", () => {
  const stale = serial(ok(["w", 1, 1]), ok(["r", 1, null]));
  assertEquals(types(stale), ["G-single-item-realtime"]);
  assertEquals(types(stale, "strong-session-serializable"), []);
  assertEquals(types(stale, "serializable"), []);
});

Deno.test("checkRwRegister() finds a stale read within a process under session models", () => {
  const stale = serial(by(1, ok(["w", 1, 1])), by(1, ok(["r", 1, null])));
  assertEquals(types(stale, "strong-session-serializable"), ["G-single-item-process"]);
  assertEquals(types(stale, "strong-session-snapshot-isolation"), ["G-single-item-process"]);
  assertEquals(types(stale, "serializable"), []);
});

Deno.test("checkRwRegister() finds cyclic-versions when values replace each other", () => {
  const cyclic = concurrent(ok(["r", 1, 1], ["w", 1, 2]), ok(["r", 1, 2], ["w", 1, 1]));
  assertEquals(types(cyclic, "read-uncommitted"), ["cyclic-versions"]);
});

Deno.test("checkRwRegister() names a cycle of writes G1c and says that read-uncommitted is ruled out", () => {
  const cycle = concurrent(
    ok(["w", 1, 1], ["r", 2, 1], ["w", 2, 2]),
    ok(["w", 2, 1], ["r", 1, 1], ["w", 1, 2]),
  );
  assertEquals(types(cycle, "read-uncommitted"), ["PL-1-cycle-exists"]);
  assertEquals(types(cycle, "read-committed"), ["G1c", "PL-1-cycle-exists"]);
});

Deno.test("checkRwRegister() calls a history invalid in which nothing depends on anything", () => {
  const { verdict } = checkRwRegister(concurrent(ok(["w", 1, 1])), { "consistency-models": ["serializable"] });
  assertEquals(verdict.valid, false);
  assertEquals(verdict["anomaly-types"], ["empty-transaction-graph"]);
});

Deno.test("checkRwRegister() does not call a graph empty in which a transaction depends on itself", () => {
  assertEquals(types(concurrent(ok(["r", 1, null], ["w", 1, 1])), "serializable"), []);
});

Deno.test("checkRwRegister() warns of values from nowhere and stays with its verdict", () => {
  const { verdict, explanations } = checkRwRegister(serial(ok(["w", 1, 1]), ok(["r", 1, 1]), ok(["r", 1, 9])), {});
  assertEquals(verdict.valid, true);
  assertEquals(explanations.map(({ anomaly, severity }) => [anomaly, severity]), [["garbage-read", "warning"]]);
});

Deno.test("checkRwRegister() says so where a value from nowhere looks like one that was written", () => {
  const { explanations } = checkRwRegister(
    serial(ok(["w", 1, 1]), ok(["r", 1, "1"]), ok(["w", 2, 2], ["r", 2, "1"])),
    {},
  );
  const warnings = explanations.filter(({ severity }) => severity === "warning");
  assertEquals(warnings.map(({ text }) => /; .*/.exec(text)?.[0]), [
    '; the number 1 was, and the string "1" is another value.',
    undefined,
  ]);
});

Deno.test("checkRwRegister() cannot tell whose write was read when two transactions wrote the value", () => {
  const { verdict, explanations } = checkRwRegister(concurrent(ok(["w", 1, 1]), ok(["w", 1, 1]), ok(["r", 1, 1])), {});
  assertEquals(verdict.valid, "unknown");
  assertStringIncludes(explanations[0]!.text, "which 2 transactions wrote");
});

Deno.test("checkRwRegister() cannot judge keys of several types", () => {
  const history = historyOf([ok(["w", 1, 1])], [{ type: "ok", microOps: [["r", "1", 1]] }]);
  const { verdict, explanations } = checkRwRegister(history, {});
  assertEquals(verdict.valid, "unknown");
  assertStringIncludes(explanations[0]!.text, "number and string");
});

Deno.test("checkRwRegister() refuses a model that it does not know", () => {
  const { verdict } = checkRwRegister([], { "consistency-models": ["serialisable"] });
  assertEquals(verdict.valid, "unknown");
});

Deno.test("checkRwRegister() warns of replies that do not repeat the request", () => {
  const history = serial(ok(["w", 1, 1]), ok(["r", 1, 1])).map((operation) =>
    operation.index === 3 ? { ...operation, value: [["r", 2, 1]] } : operation
  );
  const { explanations } = checkRwRegister(history, {});
  assertEquals(explanations.map(({ anomaly }) => anomaly).includes("altered-reply"), true);
});

Deno.test("checkRwRegister() explains a cycle with its edges", () => {
  const { explanations } = checkRwRegister(serial(ok(["w", 1, 1]), ok(["r", 1, null])), {});
  assertEquals(explanations[0]?.cycle, [
    {
      from: 3,
      to: 1,
      type: "rw",
      because: "T1 read key 1's value null, its initial state, and T2 wrote 1 to it",
      key: 1,
      value: null,
    },
    {
      from: 1,
      to: 3,
      type: "realtime",
      because: "T2 ended (operation 0) 1.000 ms before T1 began (operation 2)",
    },
  ]);
  assertEquals(
    explanations[0]?.text,
    "Let T1 = [r 1 null] (answered by worker 101 at 0.00 s, operation 2), T2 = [w 1 1] (answered by worker 100 at 0.00 s, " +
      "operation 0). Then T1 < T2 because T1 read key 1's value null, its initial state, and T2 wrote 1 to it. However, " +
      "T2 < T1 because T2 ended (operation 0) 1.000 ms before T1 began (operation 2): a contradiction.",
  );
});
