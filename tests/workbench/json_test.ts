import { assertEquals, assertThrows } from "@std/assert";
import { isRawInteger, LargeNumberError, parseJson } from "../../scripts/workbench/json.ts";

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

Deno.test("parseJson() refuses a number that would become infinite and names it, cut where it is long", () => {
  assertThrows(
    () => parseJson('{"a":["1e999",1e308,-2E+0999]}'),
    LargeNumberError,
    "the number -2E+0999, which no double",
  );
  const fraction = `${"9".repeat(400)}.5`;
  assertThrows(() => parseJson(`[${fraction}]`), LargeNumberError, `${"9".repeat(40)}... (402 characters)`);
  assertEquals(JSON.stringify(parseJson(`[${"9".repeat(400)}]`)), `[${"9".repeat(400)}]`);
});

Deno.test("parseJson() throws a SyntaxError when the text is not JSON", () => {
  assertThrows(() => parseJson("{1234567890123456789"), SyntaxError);
});
