import { assert, assertEquals } from "@std/assert";
import { assertRefusesValues } from "./broadcast_requests.ts";
import singleNode from "../../challenges/3a_broadcast_single_node.ts";
import multiNode from "../../challenges/3b_broadcast_multi_node.ts";
import faultTolerant from "../../challenges/3c_broadcast_fault_tolerant.ts";
import {
  messagesBetweenNodes,
  type SentMessage,
  simulate,
  simulateSeeds,
  type Simulation,
  totalPartition,
} from "./simulate.ts";

const SINGLE = "3a_broadcast_single_node";
const MULTI = "3b_broadcast_multi_node";
const FAULT_TOLERANT = "3c_broadcast_fault_tolerant";
const FIVE_NODES = ["n0", "n1", "n2", "n3", "n4"];

function gossip(run: Simulation): SentMessage[] {
  return messagesBetweenNodes(run).filter(({ message }) => message.body.type === "gossip");
}

Deno.test("3a passes the official stage", async () => {
  const [run] = await simulateSeeds(1, { challenge: SINGLE });
  assertEquals(run!.messagesPerOperation, 0);
});

Deno.test("3a, 3b and 3c refuse what is not an integer", async () => {
  for (const program of [singleNode, multiNode, faultTolerant]) await assertRefusesValues(program);
});

Deno.test("3b passes the official stage with any topology, with and without latency", async () => {
  await simulateSeeds(2, { challenge: MULTI });
  for (const topology of ["line", "grid", "tree", "tree4", "total"]) {
    await simulateSeeds(1, { challenge: MULTI, args: ["--topology", topology, "--latency", "100"] });
  }
});

Deno.test("3b sends a value to neighbours only, once each, and never back to where it came from", async () => {
  const run = await simulate({ challenge: MULTI, seed: 3, args: ["--topology", "grid", "--node-count", "9"] });
  const sent = new Set<string>();
  const sources = new Map<string, string>();
  for (const { type, message: { src, dest, body } } of run.recording.journal) {
    if (body.type !== "gossip") continue;
    const [receiver, crossing] = [`${body.message}@${dest}`, `${body.message} ${src}>${dest}`];
    if (type === "recv") sources.set(receiver, sources.get(receiver) ?? src);
    if (type !== "send") continue;
    assert(!sent.has(crossing), `sent twice: ${crossing}`);
    assert(sources.get(`${body.message}@${src}`) !== dest, `sent back: ${crossing}`);
    sent.add(crossing);
  }
  assert(sent.size > 0);
  assert([...sent].every((crossing) => NEIGHBOURS_IN_GRID.test(crossing)));
});

/** In the 3 x 3 grid n0 has n1 and n3, and so on: the numbers differ by one within a row, or by three. */
const NEIGHBOURS_IN_GRID = / (n0>n[13]|n1>n[024]|n2>n[15]|n3>n[046]|n4>n[1357]|n5>n[248]|n6>n[37]|n7>n[468]|n8>n[57])$/;

Deno.test("3c passes the official stage", async () => {
  await simulateSeeds(10, { challenge: FAULT_TOLERANT });
});

Deno.test("3c survives loss, duplication, reordering and pauses", async () => {
  const noise = ["--p-loss", "0.1", "--p-duplicate", "0.1", "--jitter", "200"];
  await simulateSeeds(5, { challenge: FAULT_TOLERANT, args: noise });
  await simulateSeeds(5, { challenge: FAULT_TOLERANT, args: ["--nemesis", "partition,pause,slow,reorder,clock"] });
});

Deno.test("3c passes with latency, which is longer than the first time-out too", async () => {
  for (const latency of ["100", "400"]) {
    await simulateSeeds(2, { challenge: FAULT_TOLERANT, args: ["--latency", latency] });
  }
});

Deno.test("3c sends each link at most 20 messages in a partition of 20 s, and delivers everything after it", async () => {
  const [run] = await simulateSeeds(1, { challenge: FAULT_TOLERANT, schedule: totalPartition(FIVE_NODES) });
  const perLink = new Map<string, number>();
  for (const { timeNs, message: { src, dest } } of gossip(run!)) {
    if (timeNs < 20e9) perLink.set(`${src}>${dest}`, (perLink.get(`${src}>${dest}`) ?? 0) + 1);
  }
  // 5 edges in the grid of 5 nodes; time-outs of 0.5, 1, 2, 2 ... s and pauses of 0.1 to 1 s: about 8 attempts.
  assertEquals(perLink.size, 10);
  assert(Math.max(...perLink.values()) <= 20, JSON.stringify([...perLink]));
});

Deno.test("3c sends nothing while there is nothing new", async () => {
  const [run] = await simulateSeeds(1, { challenge: FAULT_TOLERANT, args: ["--rate", "2"], schedule: [] });
  const broadcasts = run!.recording.history.filter(({ f, type }) => f === "broadcast" && type === "invoke");
  for (const { timeNs } of messagesBetweenNodes(run!)) {
    // Without latency a value is everywhere within 3 hops and their acknowledgements: some milliseconds.
    const sinceBroadcastNs = Math.min(...broadcasts.map(({ time }) => timeNs - time).filter((ns) => ns >= 0));
    assert(sinceBroadcastNs < 10e6, `${timeNs} ns: ${sinceBroadcastNs} ns after the last broadcast`);
  }
});
