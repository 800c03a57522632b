import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { measure, MEASUREMENTS } from "../../../scripts/measure/main.ts";
import type { Terminal } from "../../../scripts/workbench/terminal/terminal.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

function recorded(): { terminal: Terminal; text: () => string } {
  let text = "";
  const terminal = { out: (part: string) => void (text += part), err: () => {}, isTerminal: false, columns: undefined };
  return { terminal: terminal as unknown as Terminal, text: () => text };
}

Deno.test("measure() without a name, and with --help, tells what can be measured", async () => {
  for (const args of [[], ["--help"], ["-h"], ["help"]]) {
    const { terminal, text } = recorded();
    assertEquals(await measure(args, terminal), 0);
    for (const name of Object.keys(MEASUREMENTS)) assertStringIncludes(text(), `  ${name} `);
  }
});

Deno.test("measure() names what it expects for an unknown name, and the nearest one", async () => {
  const error = await assertRejects(() => measure(["record"]), UsageError);
  assertStringIncludes(error.message, 'Cannot measure "record": expected one of records, frontier,');
  assertStringIncludes(error.message, `did you mean "records"`);
  await assertRejects(() => measure(["constructor"]), UsageError, "Cannot measure");
});

Deno.test("measure() finds the script of every name", async () => {
  for (const { load } of Object.values(MEASUREMENTS)) assertEquals(typeof await load(), "function");
});
