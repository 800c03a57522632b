import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { makePlan } from "../../scripts/workbench/cli/make_plan.ts";
import { TEST_OPTIONS } from "../../scripts/workbench/cli/options.ts";
import { parseOptions } from "../../scripts/workbench/cli/parse_options.ts";
import { judge } from "../../scripts/workbench/judge.ts";
import { carryOut } from "../../scripts/workbench/run.ts";

const GOSSIP = fileURLToPath(new URL("../../challenges/3b_broadcast_multi_node.ts", import.meta.url));

Deno.test("carryOut() ends a run whose record fills the memory, and what there is can be judged", async () => {
  const { values } = parseOptions(TEST_OPTIONS, [
    ...["-w", "broadcast", "--node-count", "25", "--topology", "total", "--rate", "100", "--time-limit", "60"],
  ]);
  const plan = makePlan({ options: values, program: GOSSIP, programArgs: [], defaultMode: "sim", seed: 1 });
  const recording = await carryOut(plan, { isMemoryShort: () => true });
  assertEquals(recording.failure?.kind, "flood");
  assertStringIncludes(recording.failure?.text ?? "", "takes too much memory: 50000 sends and receives so far");
  assertEquals(recording.journal.length < 51_000, true);
  assertEquals((await judge(recording)).results.valid, "unknown");
});
