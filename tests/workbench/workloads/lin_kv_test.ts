import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";
import { linKv } from "../../../scripts/workbench/workloads/lin_kv.ts";
import { OPTIONS, perform, streamOf, take } from "./generator_driver.ts";

function generate(count: number, concurrency: number, processOf?: (thread: number) => number) {
  const { main } = linKv.generators({ ...OPTIONS, concurrency }, streamOf(5));
  return take(main, { count, threads: concurrency, ...(processOf === undefined ? {} : { processOf }) });
}

function keysOf(operations: ReturnType<typeof generate>) {
  return operations.map(({ value }) => (value as readonly number[])[0]);
}

Deno.test("lin-kv refuses a concurrency that is no multiple of twice the nodes, and says what to pass", () => {
  for (const concurrency of [0, 1, 2, 3, 5, 6]) {
    assertThrows(() => linKv.validate?.({ ...OPTIONS, concurrency }), UsageError, "pass --concurrency 2n");
  }
  linKv.validate?.({ ...OPTIONS, concurrency: 4 });
  linKv.validate?.({ ...OPTIONS, concurrency: 8 });
});

Deno.test("lin-kv lets the first half of every group read and the others update", () => {
  const operations = generate(800, 8);
  const reads = new Set(operations.filter(({ f }) => f === "read").map(({ thread }) => thread));
  const updates = new Set(operations.filter(({ f }) => f !== "read").map(({ thread }) => thread));
  assertEquals([[...reads].sort(), [...updates].sort()], [[0, 1, 4, 5], [2, 3, 6, 7]]);
});

Deno.test("lin-kv gives each group a key of its own", () => {
  const operations = generate(80, 8);
  assertEquals(keysOf(operations), operations.map(({ thread }) => (thread < 4 ? 0 : 1)));
});

Deno.test("lin-kv writes once for two compare-and-sets, with values 0 to 4", () => {
  const operations = generate(8000, 4);
  const writes = operations.filter(({ f }) => f === "write");
  const updates = operations.filter(({ f }) => f !== "read");
  assertAlmostEquals(writes.length / updates.length, 1 / 3, 0.03);
  const values = new Set(operations.flatMap(({ value }) => (value as readonly [number, never])[1] ?? []).flat());
  assertEquals([...values].sort(), [0, 1, 2, 3, 4]);
});

Deno.test("lin-kv takes the next key when more than 20 processes took part", () => {
  // After every round of the four threads they all run as new processes: 4, 8, ... 20 fit one key.
  let asked = 0;
  const operations = generate(24, 4, (thread) => thread + 4 * Math.floor(asked++ / 16));
  assertEquals(keysOf(operations), [
    ...Array.from({ length: 20 }, () => 0),
    ...Array.from({ length: 4 }, () => 1),
  ]);
});

Deno.test("lin-kv leaves room for lost processes however many nodes there are", () => {
  const nodes = Array.from({ length: 15 }, (_, index) => `n${index}`);
  const { main } = linKv.generators({ ...OPTIONS, nodes, concurrency: 30 }, streamOf(5));
  assertEquals(new Set(keysOf(take(main, { count: 300, threads: 30 }))), new Set([0]));
});

Deno.test("lin-kv asks and answers in its own fields", () => {
  assertEquals(perform(linKv, "read", [3, null], { value: 2 }), {
    requests: [{ type: "read", key: 3 }],
    outcome: { type: "ok", value: [3, 2] },
  });
  assertEquals(perform(linKv, "write", [3, 2]), {
    requests: [{ type: "write", key: 3, value: 2 }],
    outcome: { type: "ok", value: [3, 2] },
  });
  assertEquals(perform(linKv, "cas", [3, [2, 4]]), {
    requests: [{ type: "cas", key: 3, from: 2, to: 4 }],
    outcome: { type: "ok", value: [3, [2, 4]] },
  });
});

Deno.test("lin-kv waits a second, or ten times the latency where that is longer", () => {
  assertEquals([0, 100, 250].map((latencyMs) => linKv.requestTimeoutMs({ ...OPTIONS, latencyMs })), [1000, 1000, 2500]);
});
