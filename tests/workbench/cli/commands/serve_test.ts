import { assertRejects } from "@std/assert";
import { runServe } from "../../../../scripts/workbench/cli/commands/serve.ts";
import { RecordedTerminal } from "../../../../scripts/workbench/terminal/terminal.ts";
import { UsageError } from "../../../../scripts/workbench/usage_error.ts";

Deno.test("runServe() refuses a store of one's own that is not there, or is a file", async () => {
  const serve = (store: string) => runServe(["--store", store, "--port", "0"], new RecordedTerminal());
  await assertRejects(() => serve("/nowhere/stroe"), UsageError, "there is no such folder");
  await assertRejects(() => serve("deno.json"), UsageError, "it is a file");
});
