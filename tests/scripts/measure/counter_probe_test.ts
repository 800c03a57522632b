import { assert, assertEquals } from "@std/assert";
import { counterConvergenceMs, latencyMs, readAgeMs } from "../../../scripts/measure/counter_probe.ts";
import { runExperiment } from "../../../scripts/measure/experiment.ts";
import type { History, Json, Operation } from "../../../scripts/workbench/history.ts";

const NODES = { nodes: ["n0", "n1"] };

function pair(process: number, node: string, f: string, value: Json, times: readonly [number, number]): Operation[] {
  const [invokedMs, endedMs] = times;
  return [
    { index: 0, time: invokedMs * 1e6, process, type: "invoke", f, value: f === "add" ? value : null, node },
    { index: 0, time: endedMs * 1e6, process, type: "ok", f, value, node },
  ];
}

function history(...pairs: readonly Operation[][]): History {
  return pairs.flat().toSorted((a, b) => a.time - b.time);
}

Deno.test("readAgeMs() counts from the acknowledgement of the first add that a read misses to its invocation", () => {
  const adds = [pair(0, "n0", "add", 3, [0, 10]), pair(0, "n0", "add", 4, [20, 30])];
  assertEquals(readAgeMs(history(...adds, pair(1, "n1", "read", 7, [100, 101]))), 0);
  assertEquals(readAgeMs(history(...adds, pair(1, "n1", "read", 3, [100, 101]))), 70);
  assertEquals(readAgeMs(history(...adds, pair(1, "n1", "read", 0, [100, 101]))), 90);
  // Asked for before the add was acknowledged.
  assertEquals(readAgeMs(history(...adds, pair(1, "n1", "read", 3, [29, 101]))), 0);
});

Deno.test("counterConvergenceMs() ends with the first read from which on all nodes agree", () => {
  const add = pair(0, "n0", "add", 3, [0, 10]);
  const late = pair(1, "n1", "read", 0, [20, 21]);
  const both = [pair(0, "n0", "read", 3, [30, 31]), pair(1, "n1", "read", 3, [40, 41])];
  assertEquals(counterConvergenceMs(history(add, late, ...both), NODES), 21);
  assertEquals(counterConvergenceMs(history(add, ...both, pair(1, "n1", "read", 0, [50, 51])), NODES), Infinity);
  assertEquals(counterConvergenceMs(history(add, both[0]!), NODES), Infinity);
  assertEquals(counterConvergenceMs(history(...both), NODES), Infinity);
});

Deno.test("latencyMs() gives a quantile of one kind of operation, and nothing where there is none", () => {
  const sends = [1, 2, 30].map((ms, process) => pair(process, "n0", "send", null, [0, ms]));
  assertEquals([latencyMs(history(...sends), "send", 0.5), latencyMs(history(...sends), "send", 1)], [2, 30]);
  assertEquals(latencyMs(history(...sends), "add", 1), undefined);
});

Deno.test("the counter probe sees the CRDT converge within a round after the last add", async () => {
  const args = ["--rate", "20", "--time-limit", "6"];
  const experiment = { program: "4_g_counter_crdt", stage: "4", args, seed: 1, mode: "sim" } as const;
  const { convergenceMs, valid, readAgeMsMax } = await runExperiment({ ...experiment, probe: "counter-convergence" });
  assertEquals(valid, true);
  assert(convergenceMs !== undefined && convergenceMs > 100 && convergenceMs < 5000, `${convergenceMs}`);
  assert(readAgeMsMax !== undefined && readAgeMsMax > 1000);
});
