import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { convergenceMs } from "../../../scripts/measure/convergence_probe.ts";
import { runExperiment } from "../../../scripts/measure/experiment.ts";
import { replicationLagMs } from "../../../scripts/measure/lag_probe.ts";
import type { History, Json, Operation } from "../../../scripts/workbench/history.ts";

const NODES = { nodes: ["n0", "n1"] };

function ok(timeMs: number, node: string, f: string, value: Json, final = false): Operation {
  return { index: 0, time: timeMs * 1e6, process: 0, type: "ok", f, value, node, ...(final && { final }) };
}

function healed(timeMs: number): Operation {
  return { index: 0, time: timeMs * 1e6, process: "nemesis", type: "info", f: "stop-partition", value: null };
}

Deno.test("replicationLagMs() waits for the last node, from the acknowledgement on", () => {
  const history: History = [
    ok(100, "n0", "send", [["send", "k", [0, 7]]]),
    ok(110, "n0", "probe", ["k 7"]),
    ok(290, "n1", "probe", ["k 7"]),
    ok(300, "n1", "probe", ["k 7"]),
    ok(2000, "n0", "probe", []),
  ];
  assertEquals(replicationLagMs(history, NODES, 0.99), 190);
});

Deno.test("replicationLagMs() counts a message that some node never shows as infinite, unless it was too late", () => {
  const history: History = [
    ok(100, "n0", "send", [["send", "k", [0, 7]]]),
    ok(110, "n0", "probe", ["k 7"]),
    ok(1500, "n0", "send", [["send", "k", [2, 8]]]),
    ok(2000, "n1", "probe", []),
  ];
  assertEquals(replicationLagMs(history, NODES, 0.99), Infinity);
  assertEquals(replicationLagMs(history.slice(2), NODES, 0.99), Infinity);
});

Deno.test("replicationLagMs() is not negative where a message is seen before its acknowledgement", () => {
  const history: History = [
    ok(90, "n0", "probe", ["k 7"]),
    ok(95, "n1", "probe", ["k 7"]),
    ok(100, "n0", "send", [["send", "k", [0, 7]]]),
    ok(2000, "n0", "probe", []),
  ];
  assertEquals(replicationLagMs(history, NODES, 0.5), 0);
});

Deno.test("convergenceMs() ends with the first answer from which on all agree", () => {
  const history: History = [
    healed(1000),
    ok(1010, "n0", "txn", [["r", 1, 5]], true),
    ok(1020, "n1", "txn", [["r", 1, 4]], true),
    ok(1030, "n0", "txn", [["r", 1, 5]], true),
    ok(1040, "n1", "txn", [["r", 1, 5]], true),
  ];
  assertEquals(convergenceMs(history, NODES), 30);
});

Deno.test("convergenceMs() is infinite where nodes differ to the end, one never answers, or nothing was healed", () => {
  const [a, b] = [ok(1010, "n0", "txn", [["r", 1, 5]], true), ok(1020, "n1", "txn", [["r", 1, 4]], true)];
  assertEquals(convergenceMs([healed(1000), a, b], NODES), Infinity);
  assertEquals(convergenceMs([healed(1000), a], NODES), Infinity);
  assertEquals(convergenceMs([a, { ...b, value: a.value }], NODES), Infinity);
  assertEquals(convergenceMs([healed(1000)], NODES), Infinity);
});

Deno.test("the lag probe finds 5c's windows: more than none, less than two and a poll", async () => {
  const args = ["--rate", "200", "--time-limit", "3"];
  const experiment = { program: "5c_kafka_efficient", stage: "5c", args, seed: 1, mode: "sim" } as const;
  const { lagP99Ms, valid } = await runExperiment({ ...experiment, probe: "replication-lag" });
  assertEquals(valid, true);
  assert(lagP99Ms !== undefined);
  assertGreater(lagP99Ms, 50);
  assertLess(lagP99Ms, 250);
  assertEquals((await runExperiment(experiment)).lagP99Ms, undefined);
});

Deno.test("the convergence probe sees 6c catch up within a second", async () => {
  const args = ["--rate", "50", "--time-limit", "3"];
  const experiment = { program: "6c_txn_read_committed", stage: "6c", args, seed: 1, mode: "sim" } as const;
  const { convergenceMs, valid } = await runExperiment({ ...experiment, probe: "convergence" });
  assertEquals(valid, true);
  assert(convergenceMs !== undefined);
  assertGreater(convergenceMs, 0);
  assertLess(convergenceMs, 1000);
});
