import { assertEquals, assertThrows } from "@std/assert";
import { isRawInteger, parseJson } from "../../scripts/workbench/json.ts";

Deno.test("parseJson() does what JSON.parse does when every number is safe", () => {
  const text = '{"a":[1,-2.5,1e3,9007199254740991],"b":{"c":null,"d":"12345678901234567890"}}';
  assertEquals(parseJson(text), JSON.parse(text));
});

Deno.test("parseJson() keeps integers apart when they round to the same number", () => {
  const parsed = parseJson("[9007199254740992,9007199254740993,18446744073709551615,-9007199254740993]");
  assertEquals(JSON.stringify(parsed), "[9007199254740992,9007199254740993,18446744073709551615,-9007199254740993]");
});

Deno.test("parseJson() leaves fractions and exponents to JSON.parse when they are long", () => {
  assertEquals(parseJson("[0.12345678901234567890,1e300]"), [0.12345678901234568, 1e300]);
});

Deno.test("isRawInteger() tells kept integers from objects that look like them", () => {
  assertEquals(isRawInteger(parseJson("9007199254740993")), true);
  assertEquals(isRawInteger({ rawJSON: "9007199254740993" }), false);
  assertEquals(isRawInteger(1), false);
  assertEquals(isRawInteger(null), false);
});

Deno.test("parseJson() throws a SyntaxError when the text is not JSON", () => {
  assertThrows(() => parseJson("{1234567890123456789"), SyntaxError);
});
