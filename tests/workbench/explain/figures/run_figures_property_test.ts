import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fileURLToPath } from "node:url";
import { quantiles } from "../../../../scripts/workbench/checkers/quantiles.ts";
import { shortestFloat32 } from "../../../../scripts/workbench/checkers/float32.ts";
import { NS_PER_MS } from "../../../../scripts/workbench/clock.ts";
import { fieldAt } from "../../../../scripts/workbench/json.ts";
import type { ClassCounts } from "../../../../scripts/workbench/run_account.ts";
import { explainRun } from "../../../slow/explain_run.ts";

const BROADCAST = [
  ...["challenges/3b_broadcast_multi_node", "challenges/3c_broadcast_fault_tolerant"],
  ...["challenges/3d_broadcast_low_latency", "challenges/3e_broadcast_few_messages"],
  ...["flush_each_second", "batch_500_ms", "acknowledges_each", "repeats_early", "whole_set_gossip"]
    .map((name) => `tests/slow/${name}`),
  ...["asks_each_second", "stop_and_wait", "echoing_flood", "line"].map((name) => `tests/slow/${name}`),
];
const OTHERS = [
  ["challenges/4_g_counter_seq_kv", "g-counter"],
  ["challenges/4_g_counter_crdt", "g-counter"],
  ["challenges/5b_kafka_lin_kv", "kafka"],
  ["tests/slow/cas_on_one_key", "kafka"],
  ["challenges/5c_kafka_efficient", "kafka"],
  ["challenges/6b_txn_read_uncommitted", "txn-rw-register"],
] as const;
const FAULTS = ["partition", "kill", "pause", "loss:0.2", "hold", "duplicate:0.3", "slow:5", "reorder:200", "clock"];

/** A run of some program under faults, latency and load of the property's choice. */
const RUN = fc.record({
  program: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...BROADCAST).map((path) => [path, "broadcast"] as const) },
    { weight: 1, arbitrary: fc.constantFrom(...OTHERS) },
  ),
  nodes: fc.integer({ min: 2, max: 6 }),
  rate: fc.constantFrom(10, 40, 100),
  latency: fc.constantFrom("0", "5", "30 --latency-dist uniform", "100", "100 --latency-dist exponential"),
  faults: fc.subarray(FAULTS, { maxLength: 3 }),
  seed: fc.nat(1e6),
});

function sumOf(counts: ClassCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

Deno.test("classes add up to msgs-per-op and parts to the stable latency, whatever the program and the faults", async () => {
  await fc.assert(
    fc.asyncProperty(RUN, async ({ program: [path, workload], nodes, rate, latency, faults, seed }) => {
      const nemesis = faults.length === 0 ? "" : ` --nemesis ${faults.join(",")} --nemesis-interval 1`;
      const options = `-w ${workload} --node-count ${nodes} --rate ${rate} --latency ${latency} --time-limit 2 ` +
        `--recovery-time 2${nemesis}`;
      const program = fileURLToPath(new URL(`../../../../${path}.ts`, import.meta.url));
      const { account, results } = await explainRun({ program, options: options.split(" "), seed });
      const count = Number(fieldAt(results.net, "servers", "msg-count"));
      if (account === undefined) return assertEquals(count, 0);
      const { messages, latency: times } = account;
      assertEquals(messages.total, count);
      assertEquals(sumOf(messages.classes), count);
      assertEquals(messages.types.reduce((sum, { classes }) => sum + sumOf(classes), 0), count);
      const linked = messages.links.reduce(
        (sum, { classes }) => sum + sumOf(classes),
        sumOf(messages.otherLinks.classes),
      );
      assertEquals(linked, count);
      const { echoed, repeated, overtaken } = messages.known;
      if (messages.followsValues) assertEquals(echoed + repeated + overtaken <= messages.classes.known, true);
      const perOperation = fieldAt(results.net, "servers", "msgs-per-op");
      assertEquals(shortestFloat32(messages.total / messages.operations), perOperation);
      if (times === undefined) return;
      for (const { latencyNs, parts } of times.values) {
        assert(Object.values(parts).every((part) => part >= 0));
        assertEquals(Object.values(parts).reduce((sum, part) => sum + part, 0), latencyNs);
      }
      assertEquals(Object.values(times.parts).reduce((sum, part) => sum + part, 0), times.sumNs);
      if (workload !== "broadcast") return;
      const stable = times.values.map(({ latencyNs }) => Math.trunc(latencyNs / NS_PER_MS));
      assertEquals(quantiles(stable), fieldAt(results.workload, "stable-latencies"));
    }),
    { numRuns: 40 },
  );
});
