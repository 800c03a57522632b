import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseNemesis } from "../../../scripts/workbench/nemesis/fault_specs.ts";
import { FAULT_KINDS, FAULTS } from "../../../scripts/workbench/nemesis/faults/registry.ts";
import { randomSchedule } from "../../../scripts/workbench/nemesis/schedule.ts";
import { exampleEvent, parseSchedule, serializeSchedule } from "../../../scripts/workbench/nemesis/schedule_file.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const PARTICIPANTS = { nodes: ["n0", "n1", "n2"], services: ["seq-kv"] };

function refusal(text: string): string {
  return assertThrows(() => parseSchedule(text, PARTICIPANTS, "--schedule x.json"), UsageError).message;
}

Deno.test("parseSchedule() reads what serializeSchedule() wrote", () => {
  const streams = new RandomStreams(5);
  const events = randomSchedule({
    faults: parseNemesis(`${FAULT_KINDS},partition:services`),
    intervalS: 3,
    timeLimitS: 60,
    ...PARTICIPANTS,
    randomFor: (stream) => streams.stream(stream),
  });
  assertEquals(parseSchedule(serializeSchedule(events), PARTICIPANTS), events);
  assertEquals(parseSchedule(serializeSchedule([]), PARTICIPANTS), []);
});

Deno.test("parseSchedule() sorts by time and names faults that have no name", () => {
  const text = `[
    {"id": "k", "fault": "kill", "action": "stop", "at-s": 2},
    {"id": "k", "fault": "kill", "action": "start", "at-s": 1.5, "value": {"nodes": ["n1"]}}
  ]`;
  assertEquals(parseSchedule(text, PARTICIPANTS), [
    { id: "k", fault: "kill", action: "start", timeNs: 1.5e9, value: { target: "chosen", nodes: ["n1"] } },
    { id: "k", fault: "kill", action: "stop", timeNs: 2e9 },
  ]);
});

Deno.test("parseSchedule() skips a byte order mark", () => {
  assertEquals(parseSchedule("\uFEFF[]", PARTICIPANTS), []);
});

Deno.test("parseSchedule() reads the example of every fault", () => {
  for (const fault of FAULT_KINDS) {
    assertEquals(parseSchedule(`[${exampleEvent(fault)}]`, PARTICIPANTS).map((event) => event.fault), [fault]);
  }
});

Deno.test("every field of every fault has a title that errors can name", () => {
  for (const fault of FAULT_KINDS) {
    for (const name of Object.keys(FAULTS[fault].schema.entries)) {
      const text = exampleEvent(fault).replace(new RegExp(`"${name}":.*`), `"${name}":null}}`);
      assertStringIncludes(refusal(`[${text}]`), `"value.${name}": found null, expected `);
      assert(!refusal(`[${text}]`).includes("expected ;"), `${fault} ${name}`);
    }
  }
});

Deno.test("parseSchedule() tells all that is wrong with an event at once, and where the text is from", () => {
  assertEquals(
    refusal('[{"at": 1, "fault": "partition"}]'),
    'Cannot use --schedule x.json: event 1: "at" is unknown, expected "id", "fault", "action", "at-s", "value"; ' +
      '"id" is missing, expected a text that the start and the stop of one fault share, such as "cut"; ' +
      '"action" is missing, expected "start" or "stop"; ' +
      '"at-s" is missing, expected a number of seconds since the start of the run, from 0 to 1e9; ' +
      '"value" is missing, expected an object such as ' +
      '{"kind":"one","drops":{"n0":["n1","n2"],"n1":["n0"],"n2":["n0"]}}; "doc schedule" describes the form',
  );
});

const KILL = '{"id":"k","fault":"kill","action":"start","at-s":1,"value":{"nodes":["n1"]}}';
const STOP = '{"id":"k","fault":"kill","action":"stop","at-s":2}';

const MISTAKES: [text: string, ...expected: string[]][] = [
  ['{"events":[]}', "a schedule is an array of events, this is an object"],
  ["null", "a schedule is an array of events, this is null"],
  ['"[]"', "this is a text"],
  ["7", "this is a number"],
  ["", "this is empty"],
  ["\uFFFD\uFFFD[\0]\0", "this is no text in UTF-8; save the file in that encoding"],
  ["{", "a schedule is an array of events in JSON, this ends too early"],
  [`[${KILL},]`, "this is not, it has ]", "commas at the end"],
  [`[\n  ${KILL}\n  ${STOP}]`, "this is not, it has {", "in line 3, column 3"],
  ["[{'id':1}]", "this is not, it has '", "in line 1, column 3", "single quotes"],
  ["[1, null, []]", "event 1: found 1, expected an object such as", "event 2: found null", "event 3: found []"],
  [`[${KILL}, {"id":"a"}]`, 'event 2: "fault" is missing, expected one of partition, pause,', '"action" is missing'],
  [KILL.replace("kill", "kil"), '"fault": found "kil", expected one of', 'did you mean "kill"?'],
  [KILL.replace("start", "begin"), '"action": found "begin", expected "start" or "stop"'],
  [KILL.replace(":1,", ":-1,"), '"at-s": found -1, expected a number of seconds'],
  [
    KILL.replace(":1,", ":1e300,"),
    '"at-s": found 1e+300, expected a number of seconds since the start of the run, from 0',
  ],
  [KILL.replace(":1,", ":1e999,"), '"at-s": found a number that is too large, expected a number of seconds'],
  [KILL.replace(":1,", ':"1",'), '"at-s": found "1", expected a number of seconds'],
  [
    KILL.replace('"n1"', "1, true"),
    '"value.nodes.0": found 1, expected a list of nodes',
    '"value.nodes.1": found true',
  ],
  [
    KILL.replace("nodes", "node"),
    '"value.node" is unknown, expected "value.nodes" perhaps',
    '"value.nodes" is missing',
  ],
  [KILL.replace('{"nodes":["n1"]}', '"n1"'), '"value": found "n1", expected an object such as {"target":'],
  [STOP.replace("}", ',"value":{}}'), '"value" belongs to starts and not to stops'],
  [KILL.replace("n1", "n11"), '"k" names "n11", expected one of n0, n1, n2; did you mean "n1"?'],
  [KILL.replace("n1", "seq-kv"), '"k" names "seq-kv", expected one of n0, n1, n2'],
  [`[${KILL},${KILL}]`, 'two faults have the id "k", expected a new id for each start'],
  [STOP, 'the stop of "k" has no start'],
  [`[${KILL},${STOP.replace(":2", ":0.5")}]`, '"k" stops at 0.5 s and starts at 1 s, expected it to stop later'],
  [`[${STOP.replace(":2", ":1")},${KILL}]`, '"k" stops at 1 s and starts at 1 s, expected it to stop later'],
  [`[${KILL},${STOP},${STOP}]`, '"k" is stopped twice, expected one stop for each start'],
  [`[${KILL},${STOP.replace("kill", "pause")}]`, 'the stop of "k" is of pause, expected kill as its start says'],
  [`[${KILL},${KILL.replace("n1", "n9")},${STOP.replace("k", "x")}]`, "two faults", 'stop of "x"', 'names "n9"'],
];

for (const [text, ...expected] of MISTAKES) {
  Deno.test(`parseSchedule() tells what is wrong when given ${JSON.stringify(text)}`, () => {
    const message = refusal(/^{"id/.test(text) ? `[${text}]` : text);
    for (const part of expected) assertStringIncludes(message, part);
    assertStringIncludes(message, '; "doc schedule" describes the form');
  });
}

Deno.test("parseSchedule() tells of 20 mistakes and counts the others", () => {
  const message = refusal(JSON.stringify(Array.from({ length: 300 }, () => 1)));
  assertStringIncludes(message, "event 20: found 1");
  assertStringIncludes(message, "and 280 more of the kind");
  assert(!message.includes("event 21:"));
});
