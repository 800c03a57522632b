import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Json } from "../../../../scripts/workbench/history.ts";
import { TextTable } from "../../../../scripts/workbench/report/encode/text_table.ts";

const LIMITS = { textLength: 200, listElements: 60 };

Deno.test("TextTable.addJson() keeps the same as add() for values of which no two are alike", () => {
  const short = fc.array(fc.nat(99), { maxLength: 8 });
  const long = fc.array(fc.nat(99), { minLength: 9, maxLength: 30 });
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.string(), fc.nat(), short, long, tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 14 }),
    object: fc.dictionary(fc.string({ maxLength: 4 }), tie("value"), { maxKeys: 14 }),
  })).value;
  fc.assert(fc.property(fc.uniqueArray(value, { selector: (one) => JSON.stringify(one) }), (values) => {
    const [fromValues, fromTexts] = [new TextTable(LIMITS), new TextTable(LIMITS)];
    for (const one of values) {
      const text = JSON.stringify(one);
      assertEquals(fromTexts.addJson(text, () => "n0"), fromValues.add(JSON.parse(text) as Json, () => "n0"));
    }
    assertEquals([fromTexts.texts, fromTexts.lists], [fromValues.texts, fromValues.lists]);
  }));
});

Deno.test("TextTable.addJson() keeps a long list that it has seen once", () => {
  const table = new TextTable({ textLength: 1000, listElements: 1000 });
  const text = JSON.stringify({ values: Array.from({ length: 20 }, (_, at) => at) });
  assertEquals([table.addJson(text, () => "n0"), table.addJson(text, () => "n1")], [0, 0]);
  assertEquals(table.lists.length, 1);
});

Deno.test("TextTable.addJson() writes what is nested too deeply as add() does", () => {
  const text = `${"[".repeat(70)}${"]".repeat(70)}`;
  const [fromValue, fromText] = [new TextTable(LIMITS), new TextTable(LIMITS)];
  fromValue.add(JSON.parse(text) as Json, () => "n0");
  fromText.addJson(text, () => "n0");
  assertEquals(fromText.texts, fromValue.texts);
});
