import { seconds } from "../../../scripts/workbench/clock.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { pairOperations } from "../../../scripts/workbench/history.ts";
import {
  count,
  OperationLookup,
  show,
  showList,
  tellFindings,
  tellLookalike,
} from "../../../scripts/workbench/checkers/wording.ts";
import { historyOf } from "./ops.ts";

Deno.test("seconds() shows hundredths", () => {
  assertEquals(seconds(3_214_999_999), "3.21 s");
  assertEquals(seconds(0), "0.00 s");
});

Deno.test("show() cuts long values and stands missing ones", () => {
  assertEquals(show({ a: [1, "x"] }), '{"a":[1,"x"]}');
  assertEquals(show("a".repeat(200)).length, 83);
  assertEquals(show(undefined as unknown as null), "null");
});

Deno.test("tellLookalike() tells numbers from their texts, and where null comes from", () => {
  const isKnown = (value: unknown) => value === 5 || value === "7";
  assertEquals(tellLookalike("5", isKnown), '; the number 5 was, and the string "5" is another value');
  assertEquals(tellLookalike(7, isKnown), '; the string "7" was, and the number 7 is another value');
  assertEquals([tellLookalike("6", isKnown), tellLookalike("05", isKnown), tellLookalike([5], isKnown)], ["", "", ""]);
  assertEquals(
    tellLookalike(null, isKnown),
    "; undefined is null in JSON, as where the name of a field is misspelt",
  );
});

Deno.test("showList() shows twelve values and counts the rest", () => {
  assertEquals(showList([1, "a"]), '1, "a"');
  assertEquals(
    showList(Array.from({ length: 14 }, (_, value) => value)),
    "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more",
  );
});

Deno.test("count() knows the singular", () => {
  assertEquals([count(0, "read"), count(1, "read"), count(2, "id occurs", "ids occur")], [
    "0 reads",
    "1 read",
    "2 ids occur",
  ]);
});

Deno.test("OperationLookup names the node of either entry, or the worker", () => {
  const history = historyOf([
    [0, "invoke", 0, "read", null, { node: "n3" }],
    [1, "ok", 0, "read", null],
    [2, "invoke", 7, "read", null],
  ]);
  const lookup = new OperationLookup(history, pairOperations(history));
  assertEquals([lookup.who(0), lookup.who(1), lookup.who(2)], ["n3", "n3", "worker 7"]);
  assertEquals(lookup.indices([1, -1, 0]), [1, 0]);
  assertThrows(() => lookup.at(3), RangeError, "No operation at position 3 of 3");
});

Deno.test("tellFindings() tells eight one by one and sums up the rest without explaining them", () => {
  const told: number[] = [];
  const findings = Array.from({ length: 10 }, (_, value) => ({
    value,
    explain: () => {
      told.push(value);
      return { text: `Value ${value}.`, operations: [value] };
    },
  }));
  const explanations = tellFindings({ anomaly: "lost", severity: "error" }, findings, "Lost as well");
  assertEquals(told, [0, 1, 2, 3, 4, 5, 6, 7]);
  assertEquals(explanations.length, 9);
  assertEquals(explanations[8], {
    anomaly: "lost",
    severity: "error",
    text: "Lost as well: 8, 9.",
    count: 2,
    operations: [],
  });
});
