/**
 * A shell script stands in for the original, which needs Java: it records its arguments and writes given results.
 *
 * @module
 */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { maelstromArguments, refuseOurs } from "../../../scripts/workbench/original/maelstrom.ts";
import { main } from "../../../scripts/workbench/cli/commands/main.ts";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { RUN_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const ECHO = "challenges/1_echo.ts";

function argumentsFor(...args: string[]): string[] {
  const { values } = parseOptions(RUN_OPTIONS, args);
  refuseOurs(values);
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

Deno.test("maelstromArguments() passes kill and pause on, in the order of the command line", () => {
  const args = argumentsFor("-w", "echo", "--nemesis", "kill,partition", "--nemesis", "pause");
  assertEquals(args[args.indexOf("--nemesis") + 1], "kill,partition,pause");
});

Deno.test("maelstromArguments() puts blanks around commas of models, and leaves out a distribution without a mean", () => {
  const args = argumentsFor("-w", "echo", "--consistency-models", "serializable,causal", "--latency-dist", "uniform");
  assertEquals(args[args.indexOf("--consistency-models") + 1], "serializable , causal");
  assertEquals(args.includes("--latency-dist"), false);
  const delayed = argumentsFor("-w", "echo", "--latency", "10", "--latency-dist", "uniform");
  assertEquals(delayed[delayed.indexOf("--latency-dist") + 1], "uniform");
});

Deno.test("refuseOurs() refuses what the original does not know", () => {
  assertThrows(() => argumentsFor("-w", "echo", "--nemesis", "loss"), UsageError, "knows partition, pause, kill only");
  assertThrows(
    () => argumentsFor("-w", "echo", "--nemesis", "kill:one"),
    UsageError,
    "--nemesis kill with --maelstrom",
  );
  assertThrows(() => argumentsFor("-w", "echo", "--nemesis", "partition:one"), UsageError, "without a choice");
  assertThrows(() => argumentsFor("-w", "echo", "--p-loss", "0.1"), UsageError, "--p-loss with --maelstrom");
  assertThrows(() => argumentsFor("-w", "echo", "--recovery-time", "5"), UsageError, "the original always waits 10 s");
  assertThrows(() => argumentsFor("-w", "echo", "--operation-limit", "5"), UsageError, "--operation-limit with");
});

interface StandInRun {
  readonly status: number;
  readonly terminal: RecordedTerminal;
  /** Files that the run kept of the original, with their texts. */
  readonly kept: Readonly<Record<string, string>>;
}

/** Runs `test --maelstrom` with a stand-in whose body is given, by the folder that it is in. */
function testWith(body: string, ...more: string[]): Promise<StandInRun> {
  return runWith(body, ["test", "-w", "echo", "--bin", ECHO, "--node-count", "1"], more);
}

async function runWith(body: string, command: readonly string[], more: readonly string[]): Promise<StandInRun> {
  const folder = Deno.makeTempDirSync();
  try {
    const launcher = join(folder, "maelstrom");
    Deno.writeTextFileSync(launcher, `#!/bin/sh\n${body}\n`);
    Deno.chmodSync(launcher, 0o755);
    const terminal = new RecordedTerminal();
    const store = join(folder, "store");
    const args = ["--mode", "sim", "--time-limit", "2", "--store", store, "--maelstrom", folder, ...more];
    const status = await main([...command, ...args], terminal);
    return { status, terminal, kept: textsIn(join(store, "latest", "maelstrom")) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function textsIn(folder: string): Record<string, string> {
  try {
    return Object.fromEntries(
      [...Deno.readDirSync(folder)].map(({ name }) => [name, Deno.readTextFileSync(join(folder, name))]),
    );
  } catch {
    return {};
  }
}

/** Where process mode has no shell scripts. */
const ignore = Deno.build.os === "windows";

/** As the original leaves its store behind: the run in a folder of its own, and a link to that. */
const writeResults = (results: string) => `
  mkdir -p store/echo/run
  ln -s echo/run store/latest
  echo '{:index 0}' > store/latest/history.edn
  echo '${results}' > store/latest/results.edn`;

const resultsOf = (valid: string) => `{:valid? ${valid}, :workload {:valid? ${valid}, :errors []}, :stats {:count 9}}`;

Deno.test({
  name: "test --maelstrom shows both results and that they agree",
  ignore,
  async fn() {
    const { status, terminal, kept } = await testWith(writeResults(resultsOf("true")));
    assertEquals(status, 0);
    assertStringIncludes(terminal.stdout, "The verdicts of Maelstrom and ours agree\n");
    assertEquals(kept, { "history.edn": "{:index 0}\n", "results.edn": `${resultsOf("true")}\n` });
  },
});

Deno.test({
  name: "test --maelstrom has status 1 when the verdicts differ",
  ignore,
  async fn() {
    const { status, terminal } = await testWith(`${writeResults(resultsOf("false"))}; exit 1`);
    assertEquals(status, 1);
    assertStringIncludes(terminal.stdout, "The verdicts of Maelstrom and ours differ: valid, workload.valid\n");
  },
});

Deno.test({
  name: "glomers --maelstrom runs each stage under the original as well, and ends with both figures of each",
  ignore,
  async fn() {
    const results = `{:valid? true, :net {:servers {:msgs-per-op 12.34}}, :availability {:ok-fraction 1.0}}`;
    const { status, terminal } = await runWith(writeResults(results), ["glomers", "1", "3a"], []);
    assertEquals(status, 0, terminal.stderr);
    assertEquals(terminal.stdout.match(/^The verdicts of Maelstrom and ours agree$/gm)?.length, 2);
    assertEquals(terminal.stdout.split("Maelstrom / ours\n\n")[1]?.split("\n").map((row) => row.split(/ {2,}/)), [
      ["stage", "challenge", "verdict", "msgs/op", "median ms", "max ms", "ok-fraction"],
      ["-----", "------------------------", "-----------", "---------", "---------", "------", "-----------"],
      ["1", "1_echo", "true / true", "12.34 / 0", "-", "-", "1 / 1"],
      ["3a", "3a_broadcast_single_node", "true / true", "12.34 / 0", "- / 0", "- / 0", "1 / 1"],
      [""],
    ]);
  },
});

Deno.test({
  name: "glomers --maelstrom has status 1 when the verdicts of a stage differ, and both in the object of --json",
  ignore,
  async fn() {
    const { status, terminal } = await runWith(writeResults("{:valid? false}"), ["glomers", "1", "3a"], ["--json"]);
    assertEquals(status, 1);
    const { stages } = JSON.parse(terminal.stdout);
    const agreements = stages.map((stage: { valid: boolean; maelstrom: { agrees: boolean } }) => [
      stage.valid,
      stage.maelstrom.agrees,
    ]);
    assertEquals(agreements, [[true, false], [true, false]]);
  },
});

Deno.test({
  name: "test --maelstrom --json puts the comparison into the object on stdout",
  ignore,
  async fn() {
    const { status, terminal } = await testWith(`${writeResults(resultsOf("false"))}; exit 1`, "--json");
    const { challenge, maelstrom } = JSON.parse(terminal.stdout);
    assertEquals([status, challenge], [1, "1_echo.ts"]);
    assertEquals([maelstrom.status, maelstrom.agrees, maelstrom.results.workload.valid], [1, false, false]);
    const [valid] = maelstrom.fields.filter(({ field }: { field: string }) => field === "valid");
    assertEquals(valid, { field: "valid", maelstrom: false, ours: true, agrees: false, "differs-much": false });
    assertStringIncludes(terminal.stderr, "The verdicts of Maelstrom and ours differ: valid, workload.valid\n");
  },
});

Deno.test({
  name: "test --maelstrom --json keeps our verdict where the original cannot be run or has no results",
  ignore,
  async fn() {
    const crashed = await testWith("printf 'Oh\\n\\tat a.b$c.d(core.clj:81)\\n\\t... 27 more\\n'; exit 255", "--json");
    // The stack trace is left out.
    assertEquals(JSON.parse(crashed.terminal.stdout).maelstrom, { status: 255, "last-lines": ["Oh"] });
    const folder = Deno.makeTempDirSync();
    try {
      const launcher = join(folder, "launcher");
      Deno.writeTextFileSync(launcher, "#!/no/such/interpreter\n");
      Deno.chmodSync(launcher, 0o755);
      const { status, terminal } = await testWith("", "--json", "--maelstrom", launcher);
      const { valid, maelstrom } = JSON.parse(terminal.stdout);
      assertEquals([status, valid], [3, true]);
      assertStringIncludes(maelstrom.error, "Cannot run Maelstrom: ");
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "test --maelstrom says what the original said last where its results are cut off",
  ignore,
  async fn() {
    const { status, terminal, kept } = await testWith(
      `${writeResults("{:valid? true, :work")}; echo "No space"; exit 255`,
    );
    assertEquals(status, 3);
    assertStringIncludes(terminal.stdout, "ended with status 255 and without results; it said last:\nNo space\n");
    assertEquals(kept["history.edn"], "{:index 0}\n");
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
    assertStringIncludes(terminal.stdout, "Maelstrom ended with status 255 and without results; it said last:\n");
    assertStringIncludes(terminal.stdout, '"type":"init_ok"');
  },
});

Deno.test("test --maelstrom refuses what the original does not know before anything runs", async () => {
  const terminal = new RecordedTerminal();
  const status = await main(["test", "-w", "echo", "--bin", ECHO, "--maelstrom", ".", "--p-loss", "0.1"], terminal);
  assertEquals([status, terminal.stdout], [3, ""]);
  assertStringIncludes(terminal.stderr, "Cannot use --p-loss with --maelstrom");
});

Deno.test("test --maelstrom names a path that is not there", async () => {
  const terminal = new RecordedTerminal();
  const status = await main(["test", "-w", "echo", "--bin", ECHO, "--maelstrom", "./no.jar"], terminal);
  assertEquals(status, 3);
  assertStringIncludes(
    terminal.stderr,
    "Cannot use --maelstrom ./no.jar: there is no such file, expected maelstrom.jar",
  );
});
