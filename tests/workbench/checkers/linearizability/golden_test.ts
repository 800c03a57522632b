import { assertEquals } from "@std/assert";
import { checkLinKv } from "../../../../scripts/workbench/checkers/linearizability/mod.ts";

const CASES = new URL("../../../fixtures/golden/lin-kv.jsonl.gz", import.meta.url);

Deno.test("checkLinKv() agrees with the genuine checker on every recorded history", async () => {
  const file = await Deno.open(CASES);
  const text = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  const cases = text.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(cases.length > 100, true);
  for (const { name, history, verdict } of cases) {
    assertEquals({ name, verdict: checkLinKv(history, {}).verdict }, { name, verdict });
  }
});
