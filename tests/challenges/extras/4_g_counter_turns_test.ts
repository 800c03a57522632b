import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { latencyMs, readAgeMs } from "../../../scripts/measure/counter_probe.ts";
import type { FaultEvent } from "../../../scripts/workbench/nemesis/schedule.ts";
import { messagesBetweenNodes, simulate, simulateSeeds, type Simulation, totalPartition } from "../simulate.ts";

const TURNS = "4_g_counter_turns";
const WINDOW = ["--window-ms", "840"];
const NODES = ["n0", "n1", "n2"];
const NOISE = ["--p-loss", "0.1", "--p-duplicate", "0.1", "--jitter", "200"];
const KILLED_AT_S = 8;

/** All nodes at once, and a second later they start anew. */
const ALL_KILLED: FaultEvent[] = [
  { timeNs: KILLED_AT_S * 1e9, id: "all", fault: "kill", action: "start", value: { target: "all", nodes: NODES } },
  { timeNs: (KILLED_AT_S + 1) * 1e9, id: "all", fault: "kill", action: "stop" },
];

function assertFresh({ recording: { history } }: Simulation): void {
  assertLessOrEqual(latencyMs(history, "add", 1)!, 600);
  assertLessOrEqual(readAgeMs(history), 1000);
}

function sumOfAdds({ recording: { history } }: Simulation, untilS: number): number {
  return history.filter(({ f, type, time }) => f === "add" && type === "ok" && time < untilS * 1e9)
    .reduce((sum, { value }) => sum + Number(value), 0);
}

Deno.test("4 in turns stores adds before it acknowledges them, with at most 0.58 messages per operation", async () => {
  for (const run of await simulateSeeds(10, { challenge: TURNS })) {
    assertLessOrEqual(run.messagesPerOperation, 0.58);
    assertFresh(run);
  }
});

Deno.test("4 in turns with a window takes at most 0.3 messages per operation", async () => {
  for (const run of await simulateSeeds(10, { challenge: TURNS, programArgs: WINDOW })) {
    assertLessOrEqual(run.messagesPerOperation, 0.3);
    assertFresh(run);
  }
});

Deno.test("4 in turns takes 4 messages for 3 adds while nothing fails", async () => {
  const [run] = await simulateSeeds(1, { challenge: TURNS, schedule: [] });
  const { history, journal } = run!.recording;
  const adds = history.filter(({ f, type, value }) => f === "add" && type === "ok" && value !== 0).length;
  const hops = messagesBetweenNodes(run!).length;
  const stores = [...journal].filter(({ type, message: { body } }) => type === "send" && body.type === "cas").length;
  // A hop for two thirds of the adds, a request and an answer for a third; a tenth more, where a client did not add in time.
  assertLessOrEqual((hops + 2 * stores) / adds, (4 / 3) * 1.1);
});

Deno.test("4 in turns meets stale answers, loss, duplication and reordering", async () => {
  const [run] = await simulateSeeds(5, { challenge: TURNS, args: NOISE });
  assert(run!.recording.staleReplies.length > 0);
  await simulateSeeds(5, { challenge: TURNS, args: NOISE, programArgs: WINDOW });
});

Deno.test("4 in turns passes with latency, and when nobody hears of anybody", async () => {
  for (const programArgs of [[], WINDOW]) {
    const latency = ["--latency", "100", "--latency-dist", "exponential"];
    await simulateSeeds(2, { challenge: TURNS, args: latency, programArgs });
    await simulateSeeds(2, { challenge: TURNS, schedule: totalPartition(NODES), programArgs });
  }
});

Deno.test("4 in turns works with one, two and seven nodes", async () => {
  for (const count of ["1", "2", "7"]) {
    for (const programArgs of [[], WINDOW]) {
      await simulateSeeds(1, { challenge: TURNS, args: ["--node-count", count], programArgs });
    }
  }
});

Deno.test("4 in turns survives crashes and pauses, since acknowledged adds are in the service", async () => {
  await simulateSeeds(5, { challenge: TURNS, args: ["--nemesis", "partition,kill,pause,clock,reorder"] });
  // The checker says invalid where an acknowledged add is missing in the end.
  const run = await simulate({ challenge: TURNS, seed: 1, args: ["--nemesis", "kill"], schedule: ALL_KILLED });
  assertEquals(run.judgement.results.valid, true);
  assert(sumOfAdds(run, KILLED_AT_S) > 100);
});

Deno.test("4 in turns with a window loses at most the adds of the last second when all nodes are killed", async () => {
  for (const seed of [1, 2, 3]) {
    const killed = { challenge: TURNS, seed, programArgs: WINDOW, args: ["--nemesis", "kill"], schedule: ALL_KILLED };
    const run = await simulate(killed);
    const { history } = run.recording;
    const lost = sumOfAdds(run, Infinity) -
      Number(history.findLast(({ f, type }) => f === "read" && type === "ok")!.value);
    assertLessOrEqual(lost, sumOfAdds(run, KILLED_AT_S) - sumOfAdds(run, KILLED_AT_S - 1));
  }
});

Deno.test("4 in turns sends nothing while nothing is added", async () => {
  for (const programArgs of [[], WINDOW]) {
    const [silent] = await simulateSeeds(1, { challenge: TURNS, args: ["--rate", "0"], programArgs });
    assertEquals(messagesBetweenNodes(silent!), []);
    const [run] = await simulateSeeds(1, { challenge: TURNS, schedule: [], programArgs });
    const adds = run!.recording.history.filter(({ f, type }) => f === "add" && type === "ok");
    const lastAddNs = Math.max(...adds.map(({ time }) => time));
    const lastMessageNs = Math.max(...messagesBetweenNodes(run!).map(({ timeNs }) => timeNs));
    // Two laps of 450 ms, or the last window.
    assertLessOrEqual(lastMessageNs - lastAddNs, 1e9);
  }
});
