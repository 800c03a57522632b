import { assertEquals } from "@std/assert";
import type { History } from "../../../../scripts/workbench/history.ts";
import { checkListAppend, checkRwRegister } from "../../../../scripts/workbench/checkers/elle/mod.ts";
import { concurrent, ok, serial } from "./histories.ts";

const WEAK = { "consistency-models": ["read-uncommitted"] };

const warningsOf = (checker: typeof checkRwRegister, history: History) =>
  checker(history, WEAK).explanations.filter(({ severity }) => severity === "warning");

Deno.test("a history whose reads are all null, after writes of their keys, is warned of", () => {
  const history = serial(ok(["w", 1, 1]), ok(["r", 1, null], ["w", 2, 1]), ok(["r", 2, null], ["r", 3, null]));
  assertEquals(warningsOf(checkRwRegister, history), [{
    anomaly: "null-reads",
    severity: "warning",
    text: "Every read returned null, though 2 reads came after an acknowledged write of the same key. Models as weak " +
      "as read-uncommitted allow that, but a node must fill in the values that it reads.",
    operations: [3],
  }]);
});

Deno.test("one read that returned something, or none that came after a write, gives no such warning", () => {
  assertEquals(warningsOf(checkRwRegister, serial(ok(["w", 1, 1]), ok(["r", 1, null]), ok(["r", 1, 1]))), []);
  assertEquals(warningsOf(checkRwRegister, concurrent(ok(["w", 1, 1]), ok(["r", 1, null]))), []);
});

Deno.test("lists that are always empty are warned of as well", () => {
  const history = serial(ok(["append", 1, 1]), ok(["r", 1, []]), ok(["r", 1, null]));
  assertEquals(warningsOf(checkListAppend, history).map(({ anomaly }) => anomaly), ["null-reads"]);
});
