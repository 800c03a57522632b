import { assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import efficient from "../../challenges/5c_kafka_efficient.ts";
import singleNode from "../../challenges/5a_kafka_single_node.ts";
import { TestIo } from "../lib/test_io.ts";
import type { FaultEvent } from "../../scripts/workbench/nemesis/schedule.ts";
import { messagesBetweenNodes, simulate, simulateSeeds, totalPartition } from "./simulate.ts";

const SHORT = ["--rate", "200", "--time-limit", "5"];
const SLOW = ["--rate", "100", "--time-limit", "12", "--latency", "20"];

/** The bodies of the replies to requests, on one node that is alone. */
async function replies(program: typeof singleNode, ...bodies: readonly Record<string, unknown>[]) {
  const io = new TestIo();
  io.init();
  for (const [index, body] of bodies.entries()) io.request({ msg_id: index, type: "", ...body });
  io.end();
  await program(io);
  return io.messages.slice(1).map(({ body: { in_reply_to: _, ...body } }) => body);
}

Deno.test("5a passes the official stage without a message between servers", async () => {
  const [run] = await simulateSeeds(1, { challenge: "5a_kafka_single_node", args: SHORT });
  assertEquals(run!.messagesPerOperation, 0);
});

for (
  const [name, program, offsets] of [
    ["5a", singleNode, [0, 0, 1]],
    // One clock for all logs.
    ["5c", efficient, [0, 1, 2]],
  ] as const
) {
  Deno.test(`${name} counts offsets from 0, keeps a log for each key, and polls from any offset on`, async () => {
    const send = (key: string, msg: number) => ({ type: "send", key, msg });
    const poll = (offsets: Record<string, number>) => ({ type: "poll", offsets });
    const bodies = await replies(program, send("a", 5), send("b", 6), send("a", 7), poll({ a: 1, b: 0, c: 0 }));
    assertEquals(bodies.map(({ offset }) => offset).slice(0, 3), [...offsets]);
    assertEquals(bodies[3], { type: "poll_ok", msgs: { a: [[offsets[2], 7]], b: [[offsets[1], 6]] } });
  });

  Deno.test(`${name} never takes a commit back, and lists only the keys asked for that have one`, async () => {
    const commit = (offsets: Record<string, number>) => ({ type: "commit_offsets", offsets });
    const list = (...keys: string[]) => ({ type: "list_committed_offsets", keys });
    const bodies = await replies(program, commit({ a: 5, b: 0 }), commit({ a: 3 }), list("a", "c"), list("b"));
    assertEquals(bodies.slice(2).map(({ offsets }) => offsets), [{ a: 5 }, { b: 0 }]);
  });
}

Deno.test("5b passes the official stage with little more than three messages for four sends", async () => {
  for (const run of await simulateSeeds(2, { challenge: "5b_kafka_lin_kv", args: ["--time-limit", "5"] })) {
    const sends = run.recording.history.filter(({ f, type }) => f === "send" && type === "ok").length;
    const operations = run.recording.history.filter(({ type }) => type === "invoke").length;
    assertLessOrEqual(run.messagesPerOperation * operations / sends, 0.85);
  }
});

Deno.test("5b appends what one node gave to another that does not answer any more", async () => {
  const schedule: FaultEvent[] = [
    { timeNs: 2e9, id: "k", fault: "kill", action: "start", value: { target: "n1", nodes: ["n1"] } },
    { timeNs: 8e9, id: "k", fault: "kill", action: "stop" },
  ];
  const [run] = await simulateSeeds(1, {
    challenge: "5b_kafka_lin_kv",
    args: ["--rate", "200", "--time-limit", "10", "--latency", "20"],
    schedule,
  });
  const answered = run!.recording.history.filter(({ f, type, node, time }) =>
    f === "send" && type === "ok" && node === "n0" && time > 2e9 && time < 8e9
  );
  assertGreater(answered.length, 50);
});

Deno.test("5b goes on without its first node, and takes what other nodes have appended", async () => {
  const drops = { n0: ["n1", "lin-kv"], n1: ["n0"], "lin-kv": ["n0"] };
  const schedule: FaultEvent[] = [
    { timeNs: 1e9, id: "p", fault: "partition", action: "start", value: { kind: "first node", drops } },
    { timeNs: 9e9, id: "p", fault: "partition", action: "stop" },
  ];
  const [run] = await simulateSeeds(1, { challenge: "5b_kafka_lin_kv", args: ["--rate", "50"], schedule });
  const sent = run!.recording.history.filter(({ f, type, node, time }) =>
    f === "send" && type === "ok" && node === "n1" && time > 3e9 && time < 9e9
  );
  assertGreater(sent.length, 10);
});

Deno.test("5b loses nothing that was acknowledged where all nodes are killed at once", async () => {
  const schedule: FaultEvent[] = [
    { timeNs: 3e9, id: "k", fault: "kill", action: "start", value: { target: "all", nodes: ["n0", "n1"] } },
    { timeNs: 4e9, id: "k", fault: "kill", action: "stop" },
  ];
  for (const run of await simulateSeeds(2, { challenge: "5b_kafka_lin_kv", args: SLOW, schedule })) {
    const sends = run.recording.history.filter(({ f, type }) => f === "send" && type === "ok");
    assertGreater(sends.filter(({ time }) => time < 3e9).length, 50);
    // Clients wait for dead nodes until 8 s.
    assertGreater(sends.filter(({ time }) => time > 8e9).length, 50);
  }
});

Deno.test("5c sends one message per node and window while nothing is lost, whatever the rate", async () => {
  const [run] = await simulateSeeds(1, { challenge: "5c_kafka_efficient", args: ["--time-limit", "2"] });
  const count = messagesBetweenNodes(run!).filter(({ timeNs }) => timeNs >= 0 && timeNs < 2e9).length;
  // Two nodes, windows of 190 ms and the time until there is news again.
  assertGreater(count, 16);
  assertLessOrEqual(count, 22);
});

Deno.test("5c is complete with a hub too, in partitions, and takes fewer messages with many nodes", async () => {
  const args = ["--node-count", "8", "--rate", "200", "--time-limit", "5", "--nemesis", "partition"];
  const challenge = "5c_kafka_efficient";
  const [direct] = await simulateSeeds(2, { challenge, args });
  const [throughHub] = await simulateSeeds(2, { challenge, args, programArgs: ["--hub"] });
  assertLessOrEqual(throughHub!.messagesPerOperation, direct!.messagesPerOperation / 2);
});

Deno.test("5c answers every send while the nodes are cut off, and loses none", async () => {
  const [run] = await simulateSeeds(1, {
    challenge: "5c_kafka_efficient",
    args: SHORT,
    schedule: totalPartition(["n0", "n1"]),
  });
  const sends = run!.recording.history.filter(({ f }) => f === "send");
  const count = (type: string) => sends.filter((operation) => operation.type === type).length;
  assertGreater(count("ok"), 300);
  assertEquals(count("ok"), count("invoke"));
});

Deno.test("5b reads its row again within ten seconds of a kill of all nodes, though every fifth answer is missing", async () => {
  const nodes = ["n0", "n1", "n2", "n3", "n4"];
  for (const seed of [7, 8]) {
    const { judgement } = await simulate({
      challenge: "5b_kafka_lin_kv",
      seed,
      args: ["--node-count", "5", "--rate", "300", "--latency", "50", "--p-loss", "0.1", "--jitter", "50"],
      schedule: [
        { timeNs: 16e9, id: "all", fault: "kill", action: "start", value: { target: "all", nodes } },
        { timeNs: 18e9, id: "all", fault: "kill", action: "stop" },
      ],
    });
    assertEquals(judgement.results.workload.valid, true, `seed ${seed}: ${judgement.explanations[0]?.text}`);
  }
});
