import { assertEquals, assertRejects } from "@std/assert";
import { loadModule } from "../../../scripts/workbench/nodes/simulated_node.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const READS_AT_ONCE = new URL("../../fixtures/nodes/reads_stdin_at_once.ts", import.meta.url).href;

Deno.test("loadModule() refuses a module that reads stdin at once, in place of waiting for a terminal", async () => {
  await assertRejects(() => loadModule(READS_AT_ONCE), UsageError, 'expected "if (import.meta.main)"');
  assertEquals(Object.hasOwn(Deno.stdin, "readable"), false);
});
