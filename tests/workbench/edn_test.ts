import { assertEquals, assertThrows } from "@std/assert";
import { ednToJson, jsonToEdn, keyword, parseEdn, toEdn } from "../../scripts/workbench/edn.ts";
import { parseJson } from "../../scripts/workbench/json.ts";

const read = (text: string) => ednToJson(parseEdn(text));

Deno.test("ednToJson() reads an entry of a history as the original writes it", () => {
  assertEquals(
    read(
      "{:index 0, :time 19871826, :type :invoke, :process 0, :f :txn, :value [[:r 1 nil] [:append 1 6]], :final? true}",
    ),
    {
      index: 0,
      time: 19871826,
      type: "invoke",
      process: 0,
      f: "txn",
      value: [["r", 1, null], ["append", 1, 6]],
      final: true,
    },
  );
});

Deno.test("ednToJson() reads sets, lists, strings with escapes, numbers as keys and tags", () => {
  assertEquals(read('{:a #{1}, :b (1 2.5 -3), "c d" "x\\n\\"y\\"", 0.5 77, :e #foo/bar {:x true}}'), {
    a: [1],
    b: [1, 2.5, -3],
    "c d": 'x\n"y"',
    "0.5": 77,
    e: { x: true },
  });
  assertEquals(read('[:isolated {"n0" #{"n1" "n2"}}]'), ["isolated", { n0: ["n1", "n2"] }]);
});

Deno.test("parseEdn() keeps integers beyond 2^53 apart, also next to texts of digits", () => {
  assertEquals(
    JSON.stringify(read('[9007199254740993 -9007199254740993 "9007199254740993" 12]')),
    '[9007199254740993,-9007199254740993,"9007199254740993",12]',
  );
});

Deno.test("parseEdn() reads brackets in texts and comments, and numbers that are none", () => {
  assertEquals(read('{:a "[{" :c ##Inf ; )\n :d "##NaN ;"}'), { a: "[{", c: "Inf", d: "##NaN ;" });
});

Deno.test("parseEdn() refuses what is not EDN, or is cut off", () => {
  const refusals: readonly (readonly [text: string, message: string])[] = [
    ['"\\x"', "Cannot parse EDN"],
    [" ", "there is no value"],
    ["{:a [1 2", 'a "[" is not closed, the text may be cut off'],
    ["{:a 1", 'a "{" is not closed'],
    ['{:a "}', "a text has no closing quote"],
    ['"\\', "a text has no closing quote"],
    ["{:a 1)", 'a ")" closes nothing'],
    ["]", 'a "]" closes nothing'],
    [`${"[".repeat(501)}${"]".repeat(501)}`, "more than 500 levels of brackets"],
  ];
  for (const [text, message] of refusals) assertThrows(() => parseEdn(text), SyntaxError, message, text);
});

Deno.test("jsonToEdn() makes keywords of keys that can be keywords", () => {
  const value = { valid: true, "by-f": { read: 1 }, "a b": null, "0.5": [1, "x"] };
  assertEquals(toEdn(jsonToEdn(value, "keywords")), '{:valid true :by-f {:read 1} "a b" nil "0.5" [1 "x"]}');
  assertEquals(toEdn(jsonToEdn({ n0: ["n1"] }, "texts")), '{"n0" ["n1"]}');
});

Deno.test("jsonToEdn() writes integers beyond 2^53 digit by digit", () => {
  assertEquals(toEdn(jsonToEdn(parseJson("[9007199254740993]"), "texts")), "[9007199254740993]");
});

Deno.test("toEdn() writes values of every kind as they are read", () => {
  const texts = [
    ...["nil", '"a \\"b\\" \\n"', "-1.5", "true", "9007199254740993N", ":ok", "1.0", "\\x", "[]", "()", "#{}", "{}"],
    ...['{:a [1 2] "b" {2 nil}}', '#{"n0" :k}', "(1 (2))", '#inst "2026-11-27T00:00:00.000Z"', "#jepsen/op {:f :read}"],
  ];
  assertEquals(texts.map((text) => toEdn(parseEdn(text))), texts);
});

Deno.test("keyword() makes a keyword", () => {
  assertEquals(toEdn(keyword("ok")), ":ok");
});

Deno.test("parseEdn() keeps floats without a fraction apart from integers, as parseJson() does", () => {
  assertEquals(JSON.stringify(read("[1 1.0 1. 1e3 -0.0 1.5 +2]")), "[1,1.0,1.0,1000.0,-0.0,1.5,2]");
});

Deno.test("parseEdn() reads characters, dates, ratios and names that JavaScript knows", () => {
  assertEquals(read('{:a \\{ :b \\newline :c #inst "2026-11-27" :d 1/3 "__proto__" 1}'), {
    a: "{",
    b: "\n",
    c: "2026-11-27T00:00:00.000Z",
    d: "1/3",
    ["__proto__"]: 1,
  });
});

Deno.test("parseEdn() reads all of a text or none of it", () => {
  const refusals: readonly (readonly [text: string, message: string])[] = [
    ["{:a 1} {:b 2}", "a second value follows the first: {:b 2}"],
    ["{:a}", "a map has a key without a value"],
    ["{:a 1, :a 2}", "a map has the same key twice"],
    ["[^:x 1]", "^:x is no EDN"],
    ["[007]", "007 is no EDN"],
    ["[1x]", "1x is no EDN"],
    ["[\\nonsense]", "\\nonsense is no character"],
    ["[#_]", 'a "]" closes nothing'],
    ["#tag", "the tag #tag has no value"],
    ["1e999", "the number 1e999 is too large"],
  ];
  for (const [text, message] of refusals) assertThrows(() => parseEdn(text), SyntaxError, message, text);
});
