import { assertEquals, assertMatch } from "@std/assert";
import { runBroken } from "./run_broken.ts";

Deno.test("reads from a cache are reported as stale, with the value that the key held instead", async () => {
  const { valid, errors, explanations } = await runBroken("lin_kv_cached_reads.ts");
  assertEquals([valid, errors], [false, ["stale-read"]]);
  assertMatch(
    explanations[0]?.text ?? "",
    /^Key 0 is not linearizable: a read by n\d .* answered \d, but while that was open the key could only have held/,
  );
});

Deno.test("nodes that each serve from memory of their own are reported key by key", async () => {
  const { valid, workload, explanations } = await runBroken("lin_kv_split_brain.ts");
  assertEquals([valid, workload.failures], [false, [0, 1]]);
  assertEquals(explanations.map(({ value }) => value), [0, 1]);
});

Deno.test("values that lww-kv has on one of its replicas only are reported as stale", async () => {
  const { valid, errors } = await runBroken("lin_kv_trusts_lww_kv.ts");
  assertEquals([valid, errors], [false, ["stale-read"]]);
});
