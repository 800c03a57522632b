import { withConvergenceProbe } from "../../scripts/measure/convergence_probe.ts";
import type { FaultEvent } from "../../scripts/workbench/nemesis/schedule.ts";
import { assert, assertEquals } from "@std/assert";
import { simulate, type Simulation } from "./simulate.ts";

const NODES = ["n0", "n1", "n2", "n3", "n4"];

/** When each node is killed; a second later it starts anew, and until the next one it has 3 s to recover. */
const KILLED_AT_S: Readonly<Record<string, number>> = { n0: 2, n1: 6, n2: 10, n3: 14, n4: 18 };

const ARGS = ["--node-count", "5", "--rate", "20", "--time-limit", "22", "--latency", "100"];

/** Every node loses its memory, one after the other, so that at the end none is left that has not. */
const ROLLING_RESTART = Object.entries(KILLED_AT_S).flatMap(([node, atS]): FaultEvent[] => [
  { timeNs: atS * 1e9, id: node, fault: "kill", action: "start", value: { target: "chosen", nodes: [node] } },
  { timeNs: (atS + 1) * 1e9, id: node, fault: "kill", action: "stop" },
]);

async function restartAll(challenge: string, seed: number, args: readonly string[] = []): Promise<Simulation> {
  return await simulate({ challenge, seed, args: [...ARGS, ...args], schedule: ROLLING_RESTART });
}

/** Whether a node acknowledged this at a time so shortly before it was killed. */
function isJustBeforeKill({ node, time }: { node?: string; time: number }, spanS: number): boolean {
  const killedAtS = KILLED_AT_S[node!]!;
  return time / 1e9 <= killedAtS && time / 1e9 >= killedAtS - spanS;
}

for (
  const [challenge, spanS, reason] of [
    ["3d_broadcast_low_latency", 0, "nothing, since it tells everybody at once"],
    ["3c_broadcast_fault_tolerant", 0.3, "what waits for an answer of the neighbour, two hops"],
    ["3e_broadcast_few_messages", 1.5, "the news of its last window"],
    ["3e_broadcast_hub_tree", 1.2, "the news of its last window"],
  ] as const
) {
  Deno.test(`${challenge} loses in a rolling restart ${reason}`, async () => {
    for (const seed of [1, 2, 3]) {
      const { judgement, recording: { history } } = await restartAll(challenge, seed);
      const lost = judgement.results.workload.lost as unknown as number[];
      const acknowledged = history.filter(({ type, f }) => type === "ok" && f === "broadcast");
      const avoidable = acknowledged.filter((one) =>
        lost.includes(one.value as number) && !isJustBeforeKill(one, spanS)
      );
      assertEquals(avoidable.map(({ value, node, time }) => ({ value, node, time })), []);
      const final = NODES.map((name) =>
        history.findLast(({ type, f, node }) => type === "ok" && f === "read" && node === name)!.value as number[]
      );
      for (const values of final) assertEquals(values.toSorted(), final[0]!.toSorted());
    }
  });
}

/** All nodes at once, at a time when 20 operations a second have spread for a while. */
const ALL_KILLED: FaultEvent[] = [
  { timeNs: 8e9, id: "all", fault: "kill", action: "start", value: { target: "all", nodes: NODES } },
  { timeNs: 9e9, id: "all", fault: "kill", action: "stop" },
];

for (
  const challenge of [
    "3c_broadcast_fault_tolerant",
    "3d_broadcast_low_latency",
    "3e_broadcast_few_messages",
    "3e_broadcast_hub_tree",
  ]
) {
  Deno.test(`${challenge} loses everything when all nodes are killed at once, and nothing that comes later`, async () => {
    const { judgement, recording: { history } } = await simulate({
      challenge,
      seed: 1,
      args: ARGS,
      schedule: ALL_KILLED,
    });
    const lost = new Set(judgement.results.workload.lost as unknown as number[]);
    const acknowledged = history.filter(({ type, f }) => type === "ok" && f === "broadcast");
    assert(acknowledged.length > 100);
    for (const { value, time } of acknowledged) {
      assertEquals(lost.has(value as number), time < 8e9, `value ${value} acknowledged at ${time / 1e9} s`);
    }
  });
}

Deno.test("4_g_counter_crdt loses in a rolling restart at most the adds of a node's last round", async () => {
  for (const seed of [1, 2, 3]) {
    const { recording: { history } } = await restartAll("4_g_counter_crdt", seed);
    const added = history.filter(({ type, f }) => type === "ok" && f === "add");
    const sumOf = (adds: typeof added) => adds.reduce((sum, { value }) => sum + (value as number), 0);
    // A round of 4.5 s, the 0.25 s of the hub, and a hop.
    const certain = sumOf(added.filter((one) => !isJustBeforeKill(one, 4.9)));
    const possible = sumOf(history.filter(({ type, f }) => type === "invoke" && f === "add"));
    const final = NODES.map((name) =>
      history.findLast(({ type, f, node }) => type === "ok" && f === "read" && node === name)!.value as number
    );
    assert(final.every((value) => value === final[0]));
    assert(final[0]! >= certain && final[0]! <= possible, `${certain} <= ${final[0]} <= ${possible}`);
  }
});

for (const challenge of ["6b_txn_read_uncommitted", "6c_txn_read_committed"]) {
  Deno.test(`${challenge} agrees on everything at the end of a rolling restart`, async () => {
    for (const seed of [1, 2, 3]) {
      const run = await simulate({
        challenge,
        seed,
        args: [...ARGS, "--nemesis", "kill"],
        schedule: ROLLING_RESTART,
        change: withConvergenceProbe,
      });
      assertEquals(run.judgement.results.workload.valid, true);
      const reads = run.recording.history.filter(({ type, final }) => type === "ok" && final);
      // Reads of all keys by all nodes; a second for the last window and hop.
      const settled = reads.filter(({ time }) => time > reads[0]!.time + 1e9);
      assertEquals(new Set(settled.map(({ node }) => node)), new Set(NODES));
      assertEquals(new Set(settled.map(({ value }) => JSON.stringify(value))).size, 1);
      const values = (settled[0]!.value as [string, number, number | null][]).map(([, , value]) => value);
      assert(values.filter((value) => value !== null).length > 20, "the nodes agree that there is nothing");
    }
  });
}
