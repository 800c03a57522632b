import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseNemesis } from "../../../scripts/workbench/nemesis/fault_specs.ts";
import { randomSchedule } from "../../../scripts/workbench/nemesis/schedule.ts";
import { parseSchedule, serializeSchedule } from "../../../scripts/workbench/nemesis/schedule_file.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const PARTICIPANTS = { nodes: ["n0", "n1", "n2"], services: ["seq-kv"] };

Deno.test("parseSchedule() reads what serializeSchedule() wrote", () => {
  const streams = new RandomStreams(5);
  const events = randomSchedule({
    faults: parseNemesis("partition,partition:services,kill,pause,clock,slow,loss,duplicate,reorder,hold"),
    intervalS: 3,
    timeLimitS: 60,
    ...PARTICIPANTS,
    randomFor: (fault) => streams.stream(fault),
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

const KILL = '{"id":"k","fault":"kill","action":"start","at-s":1,"value":{"nodes":["n1"]}}';
const STOP = '{"id":"k","fault":"kill","action":"stop","at-s":2}';

const MISTAKES: [text: string, expected: string][] = [
  ["{", "expected a JSON array of events"],
  ["{}", "expected a JSON array of events"],
  ["[1]", "event 1: found 1, expected Object"],
  [`[${KILL}, {"id":"a"}]`, 'event 2, "action": found undefined, expected ("start" | "stop")'],
  [KILL.replace("kill", "kil"), 'did you mean "kill"?'],
  [KILL.replace(":1,", ":-1,"), '"at-s": found -1, expected >=0'],
  [KILL.replace('"n1"', "1"), '"value.nodes.0": found 1, expected string'],
  [KILL.replace("nodes", "node"), '"value.nodes": found undefined'],
  [KILL.replace("n1", "n11"), '"k" names "n11", expected one of n0, n1, n2; did you mean "n1"?'],
  [`[${KILL},${KILL}]`, 'two faults have the id "k"'],
  [STOP, 'the stop of "k" has no start before it'],
  [`[${KILL},${STOP},${STOP}]`, '"k" is stopped twice'],
  [`[${KILL},${STOP.replace("kill", "pause")}]`, 'the stop of "k" is of pause, expected kill'],
];

for (const [text, expected] of MISTAKES) {
  Deno.test(`parseSchedule() tells the place of the mistake: ${expected}`, () => {
    const list = text.startsWith("[") || text.startsWith("{}") || text === "{" ? text : `[${text}]`;
    assertStringIncludes(assertThrows(() => parseSchedule(list, PARTICIPANTS), UsageError).message, expected);
  });
}
