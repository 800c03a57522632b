import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseNemesis } from "../../../scripts/workbench/nemesis/fault_specs.ts";
import {
  type FaultEvent,
  randomSchedule,
  type RandomScheduleOptions,
  restrictSchedule,
} from "../../../scripts/workbench/nemesis/schedule.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const NODES = ["n0", "n1", "n2", "n3", "n4"];
const ALL_FAULTS = "partition,kill,pause,clock,slow,loss,duplicate,reorder,hold";

function draw(nemesis: string, seed: number, options: Partial<RandomScheduleOptions> = {}): FaultEvent[] {
  const streams = new RandomStreams(seed);
  return randomSchedule({
    faults: parseNemesis(nemesis),
    intervalS: 10,
    timeLimitS: 60,
    nodes: NODES,
    services: ["seq-kv"],
    randomFor: (fault) => streams.stream(`nemesis ${fault}`),
    ...options,
  });
}

Deno.test("randomSchedule() starts the first fault of the original at 0, others within the interval", () => {
  for (const fault of ALL_FAULTS.split(",")) {
    const firstNs = Array.from({ length: 20 }, (_, seed) => draw(fault, seed)[0]?.timeNs ?? -1);
    if (["partition", "kill", "pause"].includes(fault)) assertEquals(new Set(firstNs), new Set([0]));
    else assert(firstNs.every((timeNs) => timeNs > 0 && timeNs < 10e9), `${fault}: ${firstNs}`);
  }
});

Deno.test("randomSchedule() starts the first partition at 0 and alternates when partition is on", () => {
  for (let seed = 0; seed < 20; seed++) {
    const events = draw("partition", seed);
    assertEquals(events[0]?.timeNs, 0);
    events.forEach((event, position) => {
      assertEquals(event.action, position % 2 === 0 ? "start" : "stop");
      assertEquals(event.id, `partition-${Math.floor(position / 2)}`);
      assert(event.timeNs < 60e9);
    });
  }
});

Deno.test("randomSchedule() spaces the steps by the interval on average and by twice the interval at most", () => {
  const gaps = Array.from({ length: 20 }, (_, seed) => draw("partition", seed, { timeLimitS: 600 })).flatMap((events) =>
    events.slice(1).map((event, position) => (event.timeNs - (events[position]?.timeNs ?? 0)) / 1e9)
  );
  assert(gaps.every((gap) => gap >= 0 && gap < 20));
  const meanS = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  // About 1200 gaps, standard deviation 5.8 s: six standard errors are 1 s.
  assert(Math.abs(meanS - 10) < 1, `mean gap ${meanS} s`);
});

Deno.test("randomSchedule() draws the four original partitions about equally often", () => {
  const kinds = new Map<string, number>();
  for (let seed = 0; seed < 50; seed++) {
    for (const event of draw("partition", seed, { timeLimitS: 200 })) {
      if (event.action === "stop" || event.fault !== "partition") continue;
      kinds.set(event.value.kind, (kinds.get(event.value.kind) ?? 0) + 1);
    }
  }
  assertEquals([...kinds.keys()].sort(), ["majorities-ring", "majority", "minority-third", "one"]);
  // About 500 draws: 125 each, standard deviation 10.
  for (const count of kinds.values()) assert(count > 75 && count < 175, String([...kinds]));
});

Deno.test("randomSchedule() gives the same events in order of time when the seed is the same", () => {
  const events = draw(ALL_FAULTS, 7);
  assertEquals(events, draw(ALL_FAULTS, 7));
  assert(JSON.stringify(events) !== JSON.stringify(draw(ALL_FAULTS, 8)));
  const times = events.map((event) => event.timeNs);
  assertEquals(times, [...times].sort((a, b) => a - b));
  assertEquals(new Set(events.map((event) => event.fault)).size, 9);
});

Deno.test("randomSchedule() leaves the other streams as they were when a fault is added", () => {
  const both = draw("partition,kill,clock", 3);
  for (const fault of ["partition", "kill", "clock"]) {
    assertEquals(both.filter((event) => event.fault === fault), draw(fault, 3));
  }
});

Deno.test("randomSchedule() makes one stream of kill and pause that starts at 0 and alternates for each", () => {
  let pausedWhileDown = 0;
  for (let seed = 0; seed < 20; seed++) {
    const events = draw("kill,pause", seed, { timeLimitS: 200 });
    assertEquals(events[0]?.timeNs, 0);
    for (const fault of ["kill", "pause"]) {
      const steps = events.filter((event) => event.fault === fault);
      assertEquals(steps.map(({ action }) => action), steps.map((_, step) => step % 2 === 0 ? "start" : "stop"));
    }
    pausedWhileDown += events.filter(({ fault, action }, position) =>
      fault === "pause" && action === "start" && events[position - 1]?.id.startsWith("kill") &&
      events[position - 1]?.action === "start"
    ).length;
    // 200 s with a step each 10 s: two separate streams would have 40, with a standard deviation of about 3.
    assert(events.length < 31, `${events.length} steps`);
  }
  assert(pausedWhileDown > 20, `${pausedWhileDown} pauses begin right after a kill`);
});

Deno.test("randomSchedule() draws the six targets of the original about equally often, anew each time", () => {
  for (const fault of ["kill", "pause"]) {
    const targets = new Map<string, number>();
    for (let seed = 0; seed < 50; seed++) {
      for (const event of draw(fault, seed, { timeLimitS: 240 })) {
        if (event.action === "stop" || (event.fault !== "kill" && event.fault !== "pause")) continue;
        targets.set(event.value.target, (targets.get(event.value.target) ?? 0) + 1);
      }
    }
    assertEquals([...targets.keys()].sort(), ["all", "majority", "minority", "minority-third", "one", "some"]);
    // About 600 draws: 100 each, standard deviation 9.
    for (const count of targets.values()) assert(count > 55 && count < 145, String([...targets]));
  }
});

Deno.test("randomSchedule() names as many nodes as the target says", () => {
  const counts = (target: string) =>
    new Set(
      draw(`kill:${target}`, 1, { timeLimitS: 1000 }).map((event) =>
        event.action === "start" && event.fault === "kill" ? event.value.nodes.length : undefined
      ).filter((count) => count !== undefined),
    );
  assertEquals(counts("one"), new Set([1]));
  assertEquals(counts("minority-third"), new Set([1]));
  assertEquals(counts("minority"), new Set([2]));
  assertEquals(counts("majority"), new Set([3]));
  assertEquals(counts("all"), new Set([5]));
  assertEquals(counts("some"), new Set([1, 2, 3, 4, 5]));
});

Deno.test("randomSchedule() refuses an interval that gives too many faults", () => {
  assertThrows(() => draw("partition", 1, { intervalS: 0.001 }), UsageError, "use a larger --nemesis-interval");
});

Deno.test("restrictSchedule() leaves out who is gone and faults that do nothing then", () => {
  const base = { timeNs: 1, action: "start" } as const;
  const events: FaultEvent[] = [
    { ...base, id: "a", fault: "partition", value: { kind: "x", drops: { n0: ["n1", "n4"], n4: ["n0"] } } },
    { ...base, id: "b", fault: "kill", value: { target: "x", nodes: ["n1", "n4"] } },
    { ...base, id: "c", fault: "kill", value: { target: "x", nodes: ["n4"] } },
    { ...base, id: "d", fault: "hold", value: { links: [["n0", "n4"], ["n0", "n1"]] } },
    { ...base, id: "e", fault: "slow", value: { factor: 2 } },
    { timeNs: 2, id: "c", fault: "kill", action: "stop" },
    { timeNs: 3, id: "a", fault: "partition", action: "stop" },
  ];
  assertEquals(restrictSchedule(events, ["n0", "n1", "seq-kv"]), [
    { ...base, id: "a", fault: "partition", value: { kind: "x", drops: { n0: ["n1"] } } },
    { ...base, id: "b", fault: "kill", value: { target: "x", nodes: ["n1"] } },
    { ...base, id: "d", fault: "hold", value: { links: [["n0", "n1"]] } },
    { ...base, id: "e", fault: "slow", value: { factor: 2 } },
    { timeNs: 3, id: "a", fault: "partition", action: "stop" },
  ]);
  assertEquals(restrictSchedule(events, [...NODES]), events);
});
