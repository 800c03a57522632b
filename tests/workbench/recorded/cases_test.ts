import { assertEquals, assertRejects } from "@std/assert";
import { readCases } from "../../../scripts/workbench/recorded/cases.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

async function casesOf(text: string) {
  const path = await Deno.makeTempFile({ suffix: ".jsonl" });
  try {
    await Deno.writeTextFile(path, text);
    return await Array.fromAsync(readCases(path));
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replace(path, "FILE");
    throw error;
  } finally {
    await Deno.remove(path);
  }
}

const OPERATION = '{"index":0,"time":5,"process":0,"type":"ok","f":"read","value":null}';

const historyOf = (operation: string) => `{"workload":"echo","history":[${operation}],"verdict":{}}`;

Deno.test("readCases() makes one expectation of a verdict and skips empty lines", async () => {
  const cases = await casesOf(
    `\n{"workload":"stats","name":"a","options":{"x":1},"history":[${OPERATION}],"verdict":{"valid":true}}\n\n`,
  );
  assertEquals(
    cases,
    [{
      workload: "stats",
      name: "a",
      history: [{ index: 0, time: 5, process: 0, type: "ok", f: "read", value: null }],
      expectations: [{ options: { x: 1 }, verdict: { valid: true } }],
    }] as unknown as typeof cases,
  );
});

Deno.test("readCases() makes one expectation per consistency model of verdicts", async () => {
  const [found] = await casesOf(
    '{"workload":"txn-rw-register","name":"a","history":[],"verdicts":{"serializable":{"valid":true},"m":{"valid":false}}}',
  );
  assertEquals(found?.expectations, [
    { model: "serializable", options: { "consistency-models": ["serializable"] }, verdict: { valid: true } },
    { model: "m", options: { "consistency-models": ["m"] }, verdict: { valid: false } },
  ]);
});

Deno.test("readCases() fills in fields that an operation lacks", async () => {
  const [found] = await casesOf(
    '{"workload":"stats","name":"a","history":[{"type":"ok","f":"read","process":1}],"verdict":{}}',
  );
  assertEquals(found?.history, [{ index: 0, time: 0, process: 1, type: "ok", f: "read", value: null }]);
});

for (
  const [line, message] of [
    ["[1]", "it holds no JSON object, expected a case"],
    ['{"history":[]}', '"workload" is missing, expected the name of a workload'],
    ['{"workload":"echo","verdict":{}}', '"history" is missing, expected a list of operations'],
    ['{"workload":"echo","history":[]}', '"verdict" is missing, expected an object'],
    ['{"workload":"echo","history":[],"verdicts":{"m":1}}', 'the verdict for "m" is no object'],
    [
      '{"workload":"echo","history":[{"type":"ok"}],"verdict":{}}',
      'operation 0 is {"type":"ok"}, expected an object with "type" and "f"',
    ],
    [historyOf('{"type":"okay","f":"read"}'), 'operation 0 has the type "okay", expected invoke, ok, fail, info'],
    [historyOf('{"type":"ok","f":"read"}'), 'operation 0 has no "process", expected a whole number or "nemesis"'],
    [
      historyOf('{"type":"ok","f":"read","process":99999999999999999999}'),
      'operation 0 has the process 99999999999999999999, expected a whole number or "nemesis"',
    ],
    [
      historyOf('{"type":"ok","f":"read","process":1,"time":[]}'),
      "operation 0 has the time [], expected nanoseconds",
    ],
  ] as const
) {
  Deno.test(`readCases() names file and line when ${message}`, async () => {
    const error = await assertRejects(() => casesOf(`\n${line}\n`), UsageError);
    assertEquals(error.message, `Cannot read line 2 of "FILE": ${message}`);
  });
}

Deno.test("readCases() names file and line when a line is not JSON", async () => {
  const error = await assertRejects(() => casesOf("{nonsense"), UsageError);
  assertEquals(error.message.startsWith('Cannot read line 1 of "FILE": '), true);
});
