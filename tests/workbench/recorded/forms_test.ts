import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { Json } from "../../../scripts/workbench/history.ts";
import { FormError, type Notation, readForms } from "../../../scripts/workbench/recorded/forms.ts";

async function* linesOf(text: string) {
  let number = 0;
  for (const line of text.split("\n")) yield { number: ++number, text: line };
  await Promise.resolve();
}

async function forms(text: string, notation: Notation): Promise<[number, Json][]> {
  const found: [number, Json][] = [];
  for await (const { line, value } of readForms(linesOf(text), notation)) found.push([line, value]);
  return found;
}

const READ: readonly (readonly [what: string, notation: Notation, text: string, forms: [number, Json][]])[] = [
  ["several forms on a line", "edn", "{:a 1} {:a 2}{:a 3}\n{:a 4}", [
    [1, { a: 1 }],
    [1, { a: 2 }],
    [1, { a: 3 }],
    [2, { a: 4 }],
  ]],
  ["the elements of a vector, and what follows it", "edn", "[{:a 1},\n {:a 2}] {:a 3}", [[1, { a: 1 }], [2, { a: 2 }], [
    2,
    { a: 3 },
  ]]],
  ["the elements of a list", "edn", "({:a 1}\n{:a [({})]})", [[1, { a: 1 }], [2, { a: [[{}]] }]]],
  ["forms over several lines, with comments in them", "edn", "{:a 1 ; one }\n :b [2\n 3]}\n", [[1, {
    a: 1,
    b: [2, 3],
  }]]],
  ["what comments and #_ leave over", "edn", "; {:a 0}\n#_ {:a 1} {:a 2 #_ :b #_ 3} #_ #_ {:a 4} [{:a 5}] {:a 6}", [[
    2,
    { a: 2 },
  ], [2, { a: 6 }]]],
  ["brackets, quotes and semicolons in texts and characters", "edn", '{:a "]}\\"; {" :b \\} :c \\;} {:d "x\ny"}', [
    [1, { a: ']}"; {', b: "}", c: ";" }],
    [1, { d: "x\ny" }],
  ]],
  ["tagged forms", "edn", "#jepsen.Op{:a 1} #jepsen.Op {:a #{2}}\n#history [{:a 3}]", [
    [1, { a: 1 }],
    [1, { a: [2] }],
    [2, { a: 3 }],
  ]],
  ["nothing where there is nothing", "edn", "; only this\n\n[] () #_ {:a 1}", []],
  ["JSON objects, one or several a line", "json", '{"a":1}\n{"a":2} {"a":3}', [[1, { a: 1 }], [2, { a: 2 }], [2, {
    a: 3,
  }]]],
  ["the elements of a JSON array", "json", '[{"a":1}, {"a":"],["}\n, {"a":[{}]}]\n[]', [[1, { a: 1 }], [1, {
    a: "],[",
  }], [2, { a: [{}] }]]],
  ["pretty-printed JSON", "json", '{\n  "a": [\n 1,\n 2 ]\n}\n\n{\n"a"\n:3}', [[1, { a: [1, 2] }], [7, { a: 3 }]]],
  ["carriage returns as blanks", "json", '{"a":1}\r\n[{"a":2},\r\n{"a":3}\r\n]', [[1, { a: 1 }], [2, { a: 2 }], [3, {
    a: 3,
  }]]],
];

for (const [what, notation, text, expected] of READ) {
  Deno.test(`readForms() reads ${what}`, async () => {
    assertEquals(await forms(text, notation), expected);
  });
}

const REFUSED: readonly (readonly [notation: Notation, text: string, line: number, message: string])[] = [
  ["edn", "{:a 1}\n{:a [1 2}", 2, 'a "}" closes nothing'],
  ["edn", "{:a 1}\n\n[{:b 2}", 3, 'a "[" is not closed, the text may be cut off'],
  ["edn", '{:a "x}\n{:b 1}', 1, "a text has no closing quote"],
  ["edn", "{:a 1} ]", 1, 'a "]" closes nothing'],
  ["edn", "{:a 1}\n#_", 2, "a #_ has no value to leave out"],
  ["edn", "[{:a 1} #_]", 1, "a #_ has no value to leave out"],
  ["edn", "{:a 1} #tag", 1, "the tag #tag has no value"],
  [
    "edn",
    "{:a 1}\n{:b}",
    2,
    "Cannot parse EDN: a map has a key without a value, expected an even number of values between { and }",
  ],
  ["edn", "{:a 1 :a 2}", 1, "Cannot parse EDN: a map has the same key twice"],
  ["edn", "{:a ^:x [1]}", 1, "Cannot parse EDN: ^:x is no EDN"],
  ["json", '{"a":1},{"a":2}', 1, "a comma stands between two values, expected a line end"],
  ["json", '[{"a":1}{"a":2}]', 1, '"{" follows an element without a comma between them'],
  ["json", '[{"a":1},,{"a":2}]', 1, "a comma follows no element"],
  ["json", '[{"a":1}', 1, 'a "[" is not closed, the text may be cut off'],
];

for (const [notation, text, line, message] of REFUSED) {
  Deno.test(`readForms() refuses ${JSON.stringify(text)} as ${notation.toUpperCase()}`, async () => {
    const error = await assertRejects(() => forms(text, notation), FormError);
    assertEquals([error.line, error.message], [line, message]);
  });
}

Deno.test("readForms() says where JSON is none", async () => {
  const error = await assertRejects(() => forms('{"a":1}\n{"a":}\n{"a":2}', "json"), FormError);
  assertEquals(error.line, 2);
});

Deno.test("readForms() reads JSON the same however it is laid out", async () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.array(object), fc.constantFrom(0, 1, 4), fc.boolean(), async (values, indent, isArray) => {
      const texts = values.map((value) => JSON.stringify(value, null, indent));
      const text = isArray ? JSON.stringify(values, null, indent) : texts.join(indent === 0 ? " " : "\n");
      assertEquals(JSON.stringify((await forms(text, "json")).map(([, value]) => value)), JSON.stringify(values));
    }),
    { numRuns: 200 },
  );
});

const OPERATIONS = [
  '{ :index 0 :type :invoke :f :read :value nil :error [ "]}" \\] ] }',
  "{ :index 1 :type :ok :f :read :value [ 1 { :a #{ 2 3 } } ] }",
  "#op { :index 2 :type :info :process :nemesis :f :kill :value ( 4 ) }",
];

Deno.test("readForms() reads EDN the same with anything between its tokens that means nothing", async () => {
  const expected = (await forms(OPERATIONS.join("\n"), "edn")).map(([, value]) => value);
  assertEquals(expected.length, 3);
  const blanks = fc.array(
    fc.constantFrom(" ", "\n", "\r\n", ",", " ; c }]\n", " #_ [1 {:x 2}] ", ' #_ "]" ', " #_ #_ :a :b ", "\t"),
    { minLength: 1, maxLength: 3 },
  );
  const tokens = OPERATIONS.map((operation) => operation.split(" "));
  const spaced = fc.tuple(
    ...tokens.flat().map(() => blanks.map((parts) => ` ${parts.join("")} `)),
  );
  await fc.assert(
    fc.asyncProperty(spaced, fc.boolean(), async (spaces, isVector) => {
      const inner = tokens.flat().map((token, position) => `${token}${spaces[position]}`).join("");
      const text = isVector ? `[${inner}]` : inner;
      assertEquals((await forms(text, "edn")).map(([, value]) => value), expected);
    }),
    { numRuns: 100 },
  );
});

Deno.test("readForms() refuses a vector or an array that is cut off, wherever", async () => {
  const edn = `[${OPERATIONS.join("\n")}]`;
  const json = JSON.stringify([{ a: "x]" }, { a: [1, { b: null }] }], null, 1);
  for (const [text, notation] of [[edn, "edn"], [json, "json"]] as const) {
    for (let length = 1; length < text.length; length++) {
      await assertRejects(() => forms(text.slice(0, length), notation), FormError, undefined, text.slice(0, length));
    }
  }
});
