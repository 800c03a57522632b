import { assertEquals, assertThrows } from "@std/assert";
import type { Json } from "../../scripts/workbench/history.ts";
import {
  isRawInteger,
  isRawNumber,
  isWholeFloat,
  LargeNumberError,
  parseJson,
  withoutFloats,
} from "../../scripts/workbench/json.ts";

Deno.test("parseJson() does what JSON.parse does when every number is safe", () => {
  const text = '{"a":[1,-2.5,1.05,1e-3,9007199254740991],"b":{"c":null,"d":"12345678901234567890 1.0 1e5"}}';
  assertEquals(parseJson(text), JSON.parse(text));
});

Deno.test("parseJson() keeps integers apart when they round to the same number", () => {
  const parsed = parseJson("[9007199254740992,9007199254740993,18446744073709551615,-9007199254740993]");
  assertEquals(JSON.stringify(parsed), "[9007199254740992,9007199254740993,18446744073709551615,-9007199254740993]");
});

Deno.test("parseJson() leaves long fractions to JSON.parse", () => {
  assertEquals(parseJson("[0.12345678901234567890,1.5e-300]"), [0.12345678901234568, 1.5e-300]);
});

Deno.test("parseJson() keeps floats without a fraction apart from integers, and writes equal ones alike", () => {
  assertEquals(
    JSON.stringify(parseJson("[1,1.0,1.00,10e-1,0.1e1,-0.0,2.50e1,1e300]")),
    "[1,1.0,1.0,1.0,1.0,-0.0,25.0,1e+300]",
  );
  const [integer = null, float = null, large = null] = parseJson("[1,1.0,9007199254740993]") as readonly Json[];
  assertEquals([integer, float, large].map(isWholeFloat), [false, true, false]);
  assertEquals([integer, float, large].map(isRawInteger), [false, false, true]);
  assertEquals([integer, float, large].map(isRawNumber), [false, true, true]);
  assertEquals(withoutFloats({ a: [float, large, "x", null] }), { a: [1, large, "x", null] });
});

Deno.test("parseJson() finds a long integer wherever it stands, also behind shorter ones", () => {
  for (let before = 0; before < 40; before++) {
    for (const short of ["x".repeat(before), "9".repeat(15) + "x".repeat(before)]) {
      const text = `["${short}",9007199254740993]`;
      assertEquals(JSON.stringify(parseJson(text)), text);
    }
  }
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
