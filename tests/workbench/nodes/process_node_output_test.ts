import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describeUnknownDestination, parseNodeLine, showLine } from "../../../scripts/workbench/nodes/node_output.ts";

Deno.test("parseNodeLine() reads a message and leaves its id out", () => {
  assertEquals(parseNodeLine('{"id":7,"src":"n0","dest":"c1","body":{"type":"echo_ok","in_reply_to":1}}'), {
    ok: true,
    src: "n0",
    dest: "c1",
    body: { type: "echo_ok", in_reply_to: 1 },
  });
});

Deno.test("parseNodeLine() accepts spaces, a carriage return and a missing body as the original does", () => {
  assertEquals(parseNodeLine('  {"src":"n0", "dest":"n1"} \r'), { ok: true, src: "n0", dest: "n1", body: {} });
});

Deno.test("parseNodeLine() accepts the first of two messages on a line and hands out the rest", () => {
  const message = parseNodeLine('{"src":"a}","dest":"b","body":{"x":"}{"}} {"src":"n0","dest":"n1","body":{}}');
  assert(message.ok);
  assertEquals([message.src, message.body], ["a}", { x: "}{" }]);
  assertEquals(message.rest, '{"src":"n0","dest":"n1","body":{}}');
});

Deno.test("parseNodeLine() keeps the digits of integers beyond 2^53", () => {
  const text = '{"src":"n0","dest":"c1","body":{"id":7212345678901234567,"ids":[-9007199254740993,1763957327123456]}}';
  const message = parseNodeLine(text);
  assert(message.ok);
  assertEquals(JSON.stringify({ src: message.src, dest: message.dest, body: message.body }), text);
  assertEquals((message.body.ids as number[])[1], 1763957327123456);
});

const BAD_LINES: [name: string, line: string, reason: string, likelyCause: string][] = [
  ["a log line", "Received echo", "it is not JSON, expected one JSON object per line", "print them on stderr"],
  ["an empty line", "", "it is not JSON", "empty line"],
  ["an object cut in two", '{"src":"n0","dest":"n1","bo', "it is not JSON", "broken over several lines"],
  ["indented JSON", "{", "it is not JSON", "indented JSON"],
  ["Python's notation", "{'src': 'n0'}", "it is not JSON", "encode messages as JSON"],
  ["a byte order mark", '\ufeff{"src":"n0","dest":"n1"}', "it is not JSON", "byte order mark"],
  ["an array", "[1]", "it is an array, expected an object with", "everything else on stderr"],
  ["null", "null", "it is null, expected", "no message"],
  ["a field of the body beside it", '{"src":"n0","dest":"c1","type":"x"}', 'the key "type"', 'belongs into "body"'],
  ["a log record", '{"level":"info","msg":"hi"}', 'the key "level"', "log on stderr"],
  ["no src", '{"dest":"c1","body":{}}', 'its "src" is missing, expected a string', "node_id"],
  ["a null dest", '{"src":"n0","dest":null,"body":{}}', 'its "dest" is null', '"src" of the request'],
  ["a number as src", '{"src":0,"dest":"c1","body":{}}', 'its "src" is a number', "strings"],
  ["a null body", '{"src":"n0","dest":"c1","body":null}', 'its "body" is null, expected an object', "least one"],
  [
    "a value 10,000 deep",
    `{"src":"n0","dest":"n0","body":{"d":${"[".repeat(1e4)}${"]".repeat(1e4)}}}`,
    "1000 deep",
    "itself",
  ],
  [
    "a number that overflows",
    '{"src":"n0","dest":"c1","body":{"x":-1e999}}',
    "it has the number -1e999,",
    "overflowed",
  ],
  ["Python's infinity", '{"src": "n0", "dest": "c1", "body": {"x": Infinity}}', "it is not JSON", "no Infinity"],
  ["an encoded body", '{"src":"n0","dest":"c1","body":"{}"}', 'its "body" is a string', "twice"],
];

for (const [name, line, reason, likelyCause] of BAD_LINES) {
  Deno.test(`parseNodeLine() gives reason and likely cause when a node prints ${name}`, () => {
    const result = parseNodeLine(line);
    assert(!result.ok);
    assertStringIncludes(result.reason, reason);
    assertStringIncludes(result.likelyCause, likelyCause);
  });
}

Deno.test("parseNodeLine() accepts a value 900 deep, however long the line is", () => {
  const line = `{"src":"n0","dest":"n0","body":{"d":${"[".repeat(900)}"${"[".repeat(2000)}"${"]".repeat(900)}}}`;
  assert(parseNodeLine(line).ok);
});

Deno.test("showLine() cuts a long line and says how long it was", () => {
  assertEquals(showLine("x".repeat(300)), `"${"x".repeat(200)}"... (300 characters)`);
});

Deno.test("describeUnknownDestination() names the participants that there are", () => {
  assertEquals(
    describeUnknownDestination("node1", 3, ["n0", "seq-kv"]),
    '3 messages were sent to "node1", which is no participant, and dropped. Expected one of n0, seq-kv or the "src" of a ' +
      'request; take the names of nodes from "node_ids" of the init message.',
  );
  assertStringIncludes(describeUnknownDestination("x", 1, ["n0"]), "One message was sent");
});
