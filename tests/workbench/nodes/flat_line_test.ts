import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { FlatLines } from "../../../scripts/workbench/nodes/flat_line.ts";
import { parseNodeLine } from "../../../scripts/workbench/nodes/node_output.ts";

const SEED = 20;

function read(line: string) {
  return new FlatLines("n0").read(line);
}

Deno.test("FlatLines.read() gives of what JSON.stringify writes the body as JSON.stringify writes it", () => {
  const often = (arbitrary: fc.Arbitrary<unknown>) => ({ arbitrary, weight: 5 });
  const item = fc.oneof(
    ...[fc.string(), fc.integer(), fc.boolean(), fc.constant(null)].map(often),
    { arbitrary: fc.double(), weight: 1 },
  );
  const name = fc.oneof(
    { arbitrary: fc.constantFrom("type", "msg_id", "in_reply_to", "__proto__"), weight: 20 },
    { arbitrary: fc.string(), weight: 1 },
  );
  const object = fc.dictionary(name, item, { maxKeys: 4 });
  const value = fc.oneof(
    ...[item, fc.array(item), fc.array(fc.array(item)), object, fc.array(object)].map(often),
    { arbitrary: fc.jsonValue(), weight: 1 },
  );
  const body = fc.dictionary(name, value, { maxKeys: 4 });
  let readCount = 0;
  fc.assert(
    fc.property(fc.constantFrom("n1", "c12", "seq-kv", 'a"b', "a\\b"), body, (dest, fields) => {
      const line = JSON.stringify({ src: "n0", dest, body: fields });
      const message = read(line);
      if (message === undefined) return;
      readCount++;
      const parsed = parseNodeLine(line);
      assertEquals(parsed.ok && { dest: parsed.dest, bodyText: JSON.stringify(parsed.body) }, message);
    }),
    { seed: SEED, numRuns: 1000 },
  );
  // The property would hold as well where nothing was read.
  assertEquals(readCount > 100, true);
});

Deno.test("FlatLines.read() reads gossips, items of a link, writes of a transaction, and answers", () => {
  for (
    const bodyText of [
      '{"type":"gossip","messages":[17,18],"incarnation":"0f3e5b7c","msg_id":1234567890}',
      '{"type":"tell","first":0,"items":[{"kind":"value","value":0},{"kind":"memory","values":[1,2]}],"ack":0}',
      '{"type":"cas","key":"log/0","from":null,"to":{"clock":1,"writes":[[8,"x"]]},"create":true}',
      '{"type":"txn_ok","txn":[["r",9,null],["w",8,2]],"in_reply_to":3}',
      '{"type":"read_ok","value":-3,"in_reply_to":1}',
      '{"type":"poll_ok","msgs":{},"in_reply_to":1}',
    ]
  ) {
    assertEquals(read(`{"src":"n0","dest":"c1","body":${bodyText}}`), { dest: "c1", bodyText });
  }
});

Deno.test("FlatLines.read() does not try lists and objects again and again where the end of a body cannot be read", () => {
  const parts = ["[1,2]", '{"a":[3],"b":{"c":4}}'].map((part) => new Array(100).fill(part).join(","));
  // Each list and object that could be taken for two things would double the time, to more than there is.
  assertEquals(read(`{"src":"n0","dest":"n1","body":{"values":[${parts.join(",")},1.5]}}`), undefined);
});

Deno.test("FlatLines.read() leaves alone what JSON.stringify would write otherwise, and what is no message", () => {
  const bodies = [
    '{"type": "a"}',
    '{"type":"a\\/b"}',
    '{"value":1.0}',
    '{"value":1e5}',
    '{"value":-0}',
    '{"value":01}',
    '{"value":1234567890123456}',
    '{"2":0,"1":0}',
    '{"value":"\ud800"}',
    '{"value":"\t"}',
    '{"value":[1,]}',
    '{"value":{"2":0,"1":0}}',
    '{"value":{"a":1,}}',
    '{"value":[{"a":1} {"b":2}]}',
    '{"value":[[[[1]]]]}',
    '{"type":"a"}}',
    "[]",
  ];
  assertEquals(bodies.filter((body) => read(`{"src":"n0","dest":"n1","body":${body}}`) !== undefined), []);
  const lines = [
    '{"src":"n1","dest":"n1","body":{"type":"a"}}',
    '{"dest":"n1","src":"n0","body":{"type":"a"}}',
    '{"src":"n0","dest":"n1","body":{"type":"a"}} ',
    '{"src":"n0","dest":"n1","body":{"type":"a"}}{}',
    '{"src":"n0","dest":"n1","body":{"type":"a"}',
    '{"src":"n0","dest":"a\\"b","body":{"type":"a"}}',
    `{"src":"n0","dest":"n1","body":{"type":"${"a".repeat(5000)}"}}`,
  ];
  assertEquals(lines.filter((line) => read(line) !== undefined), []);
});
