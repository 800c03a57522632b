/**
 * A shell script stands in for the original, which needs Java: it records its arguments and writes given results.
 *
 * @module
 */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { maelstromArguments } from "../../../scripts/workbench/cli/maelstrom.ts";
import { main } from "../../../scripts/workbench/cli/main.ts";
import { makePlan } from "../../../scripts/workbench/cli/make_plan.ts";
import { RUN_OPTIONS } from "../../../scripts/workbench/cli/options.ts";
import { parseOptions } from "../../../scripts/workbench/cli/parse_options.ts";
import { RecordedTerminal } from "../../../scripts/workbench/cli/terminal.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const ECHO = "challenges/1_echo.ts";

function argumentsFor(...args: string[]): string[] {
  const { values } = parseOptions(RUN_OPTIONS, args);
  const plan = makePlan({ options: values, program: ECHO, programArgs: ["x"], defaultMode: "process", seed: 1 });
  return maelstromArguments(values, plan, "/launcher");
}

Deno.test("maelstromArguments() gives the plan in the original's options", () => {
  assertEquals(
    argumentsFor("-w", "echo", "--node-count", "2", "--concurrency", "2n", "--nemesis", "partition").join(" "),
    "test --workload echo --bin /launcher --node-count 2 --concurrency 4 --rate 5 --time-limit 60 --topology grid " +
      "--latency 0 --nemesis partition --nemesis-interval 10 --consistency-models strict-serializable " +
      "--max-txn-length 4 --max-writes-per-key 16 -- x",
  );
});

Deno.test("maelstromArguments() puts blanks around commas of models, and leaves out a distribution without a mean", () => {
  const args = argumentsFor("-w", "echo", "--consistency-models", "serializable,causal", "--latency-dist", "uniform");
  assertEquals(args[args.indexOf("--consistency-models") + 1], "serializable , causal");
  assertEquals(args.includes("--latency-dist"), false);
  const delayed = argumentsFor("-w", "echo", "--latency", "10", "--latency-dist", "uniform");
  assertEquals(delayed[delayed.indexOf("--latency-dist") + 1], "uniform");
});

Deno.test("maelstromArguments() refuses what the original does not know", () => {
  assertThrows(() => argumentsFor("-w", "echo", "--nemesis", "pause"), UsageError, "--nemesis pause with --maelstrom");
  assertThrows(() => argumentsFor("-w", "echo", "--nemesis", "partition:one"), UsageError, "without a choice");
  assertThrows(() => argumentsFor("-w", "echo", "--p-loss", "0.1"), UsageError, "--p-loss with --maelstrom");
});

/** Runs `test --maelstrom` with a stand-in whose body is given. */
async function testWith(body: string): Promise<{ status: number; terminal: RecordedTerminal }> {
  const folder = Deno.makeTempDirSync();
  try {
    const launcher = join(folder, "maelstrom");
    Deno.writeTextFileSync(launcher, `#!/bin/sh\n${body}\n`);
    Deno.chmodSync(launcher, 0o755);
    const terminal = new RecordedTerminal();
    const args = ["--mode", "sim", "--node-count", "1", "--time-limit", "2", "--no-store", "--maelstrom", launcher];
    return { status: await main(["test", "-w", "echo", "--bin", ECHO, ...args], terminal), terminal };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Where process mode has no shell scripts. */
const ignore = Deno.build.os === "windows";

const writeResults = (valid: string) =>
  `mkdir -p store/latest; echo '{:valid? ${valid}, :workload {:valid? ${valid}, :errors []}}' > store/latest/results.edn`;

Deno.test({
  name: "test --maelstrom shows both results and that they agree",
  ignore,
  async fn() {
    const { status, terminal } = await testWith(writeResults("true"));
    assertEquals(status, 0);
    assertStringIncludes(terminal.stdout, "The verdicts of Maelstrom and ours agree\n");
  },
});

Deno.test({
  name: "test --maelstrom has status 1 when the verdicts differ",
  ignore,
  async fn() {
    const { status, terminal } = await testWith(`${writeResults("false")}; exit 1`);
    assertEquals(status, 1);
    assertStringIncludes(terminal.stdout, "The verdicts of Maelstrom and ours differ: valid, workload.valid\n");
  },
});

Deno.test({
  name: "test --maelstrom hands over a program that the original can start",
  ignore,
  async fn() {
    const { status, terminal } = await testWith(`
      while [ "$1" != --bin ]; do shift; done
      echo '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}' | "$2" >&2
      exit 255`);
    assertEquals(status, 3);
    assertStringIncludes(terminal.stdout, "Maelstrom ended with status 255 and without results:\n");
    assertStringIncludes(terminal.stdout, '"type":"init_ok"');
  },
});

Deno.test("test --maelstrom names a path that is not there", async () => {
  const terminal = new RecordedTerminal();
  const status = await main(["test", "-w", "echo", "--bin", ECHO, "--maelstrom", "./no.jar"], terminal);
  assertEquals(status, 3);
  assertStringIncludes(terminal.stderr, "Cannot use --maelstrom ./no.jar: there is no such file");
});
