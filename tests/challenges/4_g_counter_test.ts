import fc from "fast-check";
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import crdt, { merge } from "../../challenges/4_g_counter_crdt.ts";
import seqKv from "../../challenges/4_g_counter_seq_kv.ts";
import turns from "../../challenges/extras/4_g_counter_turns.ts";
import { TestIo } from "../lib/test_io.ts";
import { messagesBetweenNodes, simulateSeeds, totalPartition } from "./simulate.ts";
import { runScenario } from "../../scripts/workbench/sweep/run_scenario.ts";

const SEQ_KV = "4_g_counter_seq_kv";
const CRDT = "4_g_counter_crdt";
const NOISE = ["--p-loss", "0.1", "--p-duplicate", "0.1", "--jitter", "200"];

Deno.test("4 over seq-kv passes the official stage with at most 1.5 messages an operation", async () => {
  for (const run of await simulateSeeds(10, { challenge: SEQ_KV })) assertLessOrEqual(run.messagesPerOperation, 1.5);
});

Deno.test("4 over seq-kv meets stale answers, so that passing means something", async () => {
  const [run] = await simulateSeeds(1, { challenge: SEQ_KV });
  assert(run!.recording.staleReplies.length > 0);
});

Deno.test("4 over seq-kv survives loss, duplication and reordering", async () => {
  await simulateSeeds(10, { challenge: SEQ_KV, args: NOISE });
});

Deno.test("4 over seq-kv survives crashes and pauses, since acknowledged adds are in the service", async () => {
  await simulateSeeds(5, { challenge: SEQ_KV, args: ["--nemesis", "partition,kill,pause,clock,reorder"] });
});

Deno.test("4 over seq-kv passes with latency", async () => {
  await simulateSeeds(3, { challenge: SEQ_KV, args: ["--latency", "100", "--latency-dist", "exponential"] });
});

Deno.test("4 over seq-kv sends adds that wait together as one, and adds of 0 not at all", async () => {
  const io = new TestIo();
  const running = seqKv(io);
  io.init();
  for (const delta of [1, 0, 2, 3, 4]) io.request({ type: "add", msg_id: 10 + delta, delta });
  const isCas = ({ body }: { body: Record<string, unknown> }) => body.type === "cas";
  const acknowledge = (body: Record<string, unknown>) =>
    io.push({ src: "seq-kv", dest: "n0", body: { type: "cas_ok", in_reply_to: body.msg_id } });
  // init_ok, the first cas, the answer to the add of 0
  await io.sent(3);
  acknowledge(io.messages.find(isCas)!.body);
  await io.sent(5);
  assertEquals(io.messages.filter(isCas).map(({ body }) => body.to.sum), [1, 10]);
  acknowledge(io.messages.filter(isCas)[1]!.body);
  await io.sent(8);
  const acknowledged = io.messages.filter(({ body }) => body.type === "add_ok").map(({ body }) => body.in_reply_to);
  assertEquals(acknowledged, [10, 11, 12, 13, 14]);
  io.end();
  await running;
});

Deno.test("4 as a CRDT passes the official stage with at most 0.012 messages per operation", async () => {
  for (const run of await simulateSeeds(10, { challenge: CRDT })) {
    assertLessOrEqual(run.messagesPerOperation, 0.012);
    assertEquals(run.judgement.results.stats.valid, true);
  }
});

Deno.test("4 as a CRDT survives loss, duplication, reordering and pauses", async () => {
  await simulateSeeds(10, { challenge: CRDT, args: NOISE });
  await simulateSeeds(5, { challenge: CRDT, args: ["--nemesis", "partition,pause,slow,reorder,clock"] });
});

Deno.test("4 as a CRDT passes with latency and when nobody hears of anybody until the end", async () => {
  await simulateSeeds(3, { challenge: CRDT, args: ["--latency", "100", "--latency-dist", "exponential"] });
  await simulateSeeds(3, { challenge: CRDT, schedule: totalPartition(["n0", "n1", "n2"]) });
});

Deno.test("4 as a CRDT sends nothing while nothing is added", async () => {
  const [run] = await simulateSeeds(1, { challenge: CRDT, schedule: [] });
  const adds = run!.recording.history.filter(({ f, type }) => f === "add" && type === "ok");
  const lastAddNs = Math.max(...adds.map(({ time }) => time));
  const lastMessageNs = Math.max(...messagesBetweenNodes(run!).map(({ timeNs }) => timeNs));
  // The round of the last adds.
  assertLessOrEqual(lastMessageNs - lastAddNs, 4.8e9);
  // Each leaf asks the hub for what it may have forgotten, and is answered.
  const [silent] = await simulateSeeds(1, { challenge: CRDT, args: ["--rate", "0"] });
  assertEquals(messagesBetweenNodes(silent!).length, 4);
});

Deno.test("4 refuses deltas that are not natural numbers", async () => {
  for (const program of [seqKv, turns, crdt]) {
    const io = new TestIo();
    io.init();
    for (const [index, delta] of [-1, 1.5, "1", null, undefined, 2 ** 53].entries()) {
      io.request({ type: "add", msg_id: index, delta });
    }
    io.end();
    await program(io);
    assertEquals(io.messages.slice(1).map(({ body }) => body.code), [12, 12, 12, 12, 12, 12]);
  }
});

const counts = fc.dictionary(fc.constantFrom("n0", "n1", "n2", "__proto__"), fc.nat(), { noNullPrototype: true });

Deno.test("merge() is commutative, associative and idempotent", () => {
  fc.assert(fc.property(counts, counts, counts, (a, b, c) => {
    assertEquals(merge(a, b), merge(b, a));
    assertEquals(merge(merge(a, b), c), merge(a, merge(b, c)));
    assertEquals(merge(a, a), { ...a });
  }));
});

Deno.test("merge() takes the larger count of each node", () => {
  assertEquals(merge({ n0: 3, n1: 7 }, { n1: 5, n2: 1 }), { n0: 3, n1: 7, n2: 1 });
});

Deno.test("4 as a CRDT repeats a lost question each second, also where the hub asks meanwhile", async () => {
  // The network loses five questions of n1 in a row after the last add.
  const { outcome } = await runScenario({
    seed: 20280,
    program: "challenges/4_g_counter_crdt.ts",
    programArgs: [],
    args: [
      ...["--workload", "g-counter", "--node-count", "3", "--rate", "200", "--time-limit", "5", "--latency", "50"],
      ...["--latency-dist", "exponential", "--p-loss", "0.1", "--p-duplicate", "0.1"],
      ...["--nemesis", "partition:bridge,reorder:200", "--nemesis-interval", "1"],
    ],
  });
  assertEquals([outcome.valid, outcome.anomalies], [true, []]);
});

Deno.test("4 as a CRDT brings the last adds to all within ten seconds, though each tenth message is lost", async () => {
  // In the first, a node's answer to the hub gets lost three times; in the second, all news come to the hub as answers.
  const load = ["--workload", "g-counter", "--rate", "100", "--time-limit", "5", "--nemesis-interval", "1"];
  const network = ["--latency", "100", "--latency-dist", "uniform", "--p-loss", "0.1", "--p-duplicate", "0.1"];
  const cuts = "partition:asymmetric,partition:single-link,slow:5,hold";
  for (
    const [seed, args] of [
      [30190, ["--node-count", "4", "--nemesis", cuts]],
      [30016, ["--node-count", "5", "--jitter", "50", "--nemesis", "reorder:200,slow:5"]],
    ] as const
  ) {
    const { outcome } = await runScenario({
      seed,
      program: "challenges/4_g_counter_crdt.ts",
      programArgs: [],
      args: [...load, ...network, ...args],
    });
    assertEquals([outcome.valid, outcome.anomalies], [true, []]);
  }
});
