import { assertEquals, assertStringIncludes } from "@std/assert";
import { runExplore } from "../../../scripts/workbench/cli/commands/explore.ts";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";

/** Explores a design of the nodes that tick; gives the exit status and the text. */
async function run(line: string): Promise<{ status: number; text: string }> {
  const [design = "", ...options] = line.split(" ");
  const terminal = new RecordedTerminal();
  const status = await runExplore(["tests/fixtures/nodes/ticking.ts", ...options, "--", design], terminal);
  return { status, text: terminal.stdout };
}

for (
  const line of [
    "gossipNews --like 3b --node-count 2",
    "gossipAll --like 3c",
    "retryUntilAcked --like 3c --node-count 2",
    "batchFlush --like 3b --node-count 2",
    "delayLoop --like 3c",
    "heartbeats --like 3c --node-count 2",
    "jitteredTimer --like 3c --node-count 2",
    "counterGossip --like 4 --node-count 2 --timers 2",
  ]
) {
  Deno.test(`explore ${line} is complete and valid though the nodes tick for ever`, async () => {
    const { status, text } = await run(line);
    assertStringIncludes(text, "valid: complete, every order was explored");
    assertEquals(status, 0);
  });
}

for (
  const [line, finding] of [
    ["gossipNews --like 3c", "lost: Value 0"],
    ["givesUp --like 3c --node-count 2 --drops 2", "lost: Value 0"],
    ["flushForgets --like 3a", "lost: Value"],
    ["addsTwice --like 4 --node-count 2", "wrong-final-read:"],
    ["forgetsOld --like 3b", "lost: Value 0"],
  ] as const
) {
  Deno.test(`explore ${line} finds what is wrong with a node that ticks`, async () => {
    const { status, text } = await run(line);
    assertStringIncludes(text, `\n${finding}`);
    assertEquals(status, 1);
  });
}
