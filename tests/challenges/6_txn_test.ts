import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import singleNode from "../../challenges/6a_txn_single_node.ts";
import readUncommitted from "../../challenges/6b_txn_read_uncommitted.ts";
import readCommitted from "../../challenges/6c_txn_read_committed.ts";
import { convergenceMs, withConvergenceProbe } from "../../scripts/measure/convergence_probe.ts";
import { TestIo } from "../lib/test_io.ts";
import { simulateSeeds, totalPartition } from "./simulate.ts";

const CUT_OFF = totalPartition(["n0", "n1"]);

Deno.test("6a passes the official stage without a message between servers", async () => {
  const [run] = await simulateSeeds(1, { challenge: "6a_txn_single_node", args: ["--time-limit", "3"] });
  assertEquals(run!.judgement.results.valid, true);
  assertEquals(run!.messagesPerOperation, 0);
});

for (const challenge of ["6b_txn_read_uncommitted", "6c_txn_read_committed"]) {
  Deno.test(`${challenge.slice(0, 2)} answers every transaction while the nodes are cut off`, async () => {
    const args = ["--time-limit", "3", "--availability", "total"];
    const [run] = await simulateSeeds(1, { challenge, args, schedule: CUT_OFF });
    assertEquals(run!.judgement.results.availability["ok-fraction"], 1);
    assertEquals(run!.judgement.results.valid, true);
    assertLessOrEqual(run!.messagesPerOperation, 0.1);
  });
}

for (const challenge of ["6b_txn_read_uncommitted", "6c_txn_read_committed"]) {
  Deno.test(`${challenge.slice(0, 2)} agrees through a hub too, with fewer messages where there are many nodes`, async () => {
    const args = ["--node-count", "8", "--rate", "200", "--time-limit", "4", "--nemesis", "partition"];
    const [direct] = await simulateSeeds(1, { challenge, args, change: withConvergenceProbe });
    const [hub] = await simulateSeeds(1, { challenge, args, change: withConvergenceProbe, programArgs: ["--hub"] });
    assert(Number.isFinite(convergenceMs(hub!.recording.history, hub!.recording.plan)));
    assertLessOrEqual(hub!.messagesPerOperation, direct!.messagesPerOperation / 2);
  });
}

Deno.test("6a, 6b and 6c read what the same transaction wrote, and null for a missing key", async () => {
  for (const program of [singleNode, readUncommitted, readCommitted]) {
    const io = new TestIo();
    io.init();
    io.request({ type: "txn", msg_id: 1, txn: [["r", 1, null], ["w", 1, 6], ["r", 1, null], ["w", 2, 9]] });
    io.request({ type: "txn", msg_id: 2, txn: [["r", 1, null], ["r", 2, null], ["r", 3, null]] });
    io.end();
    await program(io);
    assertEquals(io.messages.slice(1).map(({ body }) => body.txn), [
      [["r", 1, null], ["w", 1, 6], ["r", 1, 6], ["w", 2, 9]],
      [["r", 1, 6], ["r", 2, 9], ["r", 3, null]],
    ]);
  }
});

Deno.test("6a and 6c leave no trace of a transaction that they refuse", async () => {
  for (const program of [singleNode, readCommitted]) {
    const io = new TestIo();
    io.init();
    io.request({ type: "txn", msg_id: 1, txn: [["w", 1, 6], ["append", 1, 7]] });
    io.request({ type: "txn", msg_id: 2, txn: [["r", 1, null]] });
    io.end();
    await program(io);
    assertEquals(io.messages[1]!.body.code, 12);
    assertEquals(io.messages[2]!.body.txn, [["r", 1, null]]);
  }
});
