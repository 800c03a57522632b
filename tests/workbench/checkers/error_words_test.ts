import { assertEquals } from "@std/assert";
import { describeError, warnOfOddCodes } from "../../../scripts/workbench/checkers/error_words.ts";
import type { Json } from "../../../scripts/workbench/history.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { historyOf } from "./ops.ts";

/** The words for a completion with this error and, where the protocol does not know it, this code. */
function words(error: Json, code?: Json): string | undefined {
  const [operation] = historyOf([[0, "info", 0, "echo", null, code === undefined ? { error } : { error, code }]]);
  return describeError(operation!);
}

Deno.test("describeError() says how an operation went wrong, codes of the protocol by number and name", () => {
  assertEquals(words(["txn-conflict", "no"]), 'an error reply with code 30 (txn-conflict) and the text "no"');
  assertEquals(words(["abort", null]), "an error reply with code 14 (abort)");
  assertEquals(words("net-timeout"), '"net-timeout", no reply in time');
  assertEquals(words("indeterminate: Malformed reply"), "Malformed reply");
});

Deno.test("describeError() says what a code is that the protocol does not know, and what was meant", () => {
  const unknown = ["unknown", "no"];
  const counts = "; as it is, it counts as indefinite";
  const start = 'an error reply with the text "no" whose code is ';
  assertEquals(words(unknown, "30"), `${start}the text "30", expected the number 30 (txn-conflict)${counts}`);
  assertEquals(
    words(unknown, parseJson("30.0")),
    `${start}the float 30.0, expected the number 30 (txn-conflict)${counts}`,
  );
  assertEquals(
    words(unknown, "conflict"),
    `${start}the text "conflict", expected a number of the protocol's table${counts}`,
  );
  assertEquals(words(unknown, 7), `${start}the number 7, expected a number of the protocol's table${counts}`);
  assertEquals(words(unknown, 1234), `${start}1234, one of its own, which counts as indefinite`);
  assertEquals(
    words(["unknown", null], null),
    "an error reply whose code is missing, expected a number of the protocol's table",
  );
});

Deno.test("warnOfOddCodes() warns of codes that are none, once each, and lets nodes have their own", () => {
  const history = historyOf([
    [0, "info", 0, "echo", null, { error: ["unknown", null], code: "30" }],
    [1, "info", 1, "echo", null, { error: ["unknown", null], code: "30" }],
    [2, "info", 2, "echo", null, { error: ["unknown", null], code: 1000 }],
    [3, "fail", 3, "echo", null, { error: ["abort", null] }],
  ]);
  assertEquals(warnOfOddCodes(history).map(({ text, operations }) => [text, operations]), [[
    '2 "echo" operations ended with an error reply whose code is the text "30", expected the number 30 (txn-conflict); as ' +
    "it is, it counts as indefinite.",
    [0, 1],
  ]]);
});
