import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";
import { runShrink } from "../../../scripts/workbench/cli/commands/shrink.ts";
import { runSweep } from "../../../scripts/workbench/cli/commands/sweep.ts";
import { stageOfChallenge } from "../../../scripts/workbench/stages/stages.ts";
import { mergeFiles } from "../../../scripts/workbench/sweep/merge.ts";
import { readOutcomeFile } from "../../../scripts/workbench/sweep/outcome_file.ts";
import { runScenario } from "../../../scripts/workbench/sweep/run_scenario.ts";
import { drawScenario, mergeArgs } from "../../../scripts/workbench/sweep/scenario.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";
import { REAL_DELAY } from "../../fixtures/nodes/late.ts";

/** Before a simulation replaces it. */
const realSetTimeout = globalThis.setTimeout;

const HASH_LINE = /Hash of all journals ([0-9a-f]{64})/;

/** Runs a sweep and gives its exit status and text. */
async function sweep(...args: string[]): Promise<{ status: number; text: string; hash: string | undefined }> {
  const terminal = new RecordedTerminal();
  const status = await runSweep(args, terminal);
  return { status, text: terminal.stdout, hash: HASH_LINE.exec(terminal.stdout)?.[1] };
}

Deno.test("drawScenario() gives the same scenario for the same seed and keeps the options of the user", () => {
  const base = {
    program: "challenges/3c_broadcast_fault_tolerant.ts",
    programArgs: [],
    officialArgs: [
      "-w",
      "broadcast",
      "--node-count",
      "5",
      "--rate",
      "10",
      "--time-limit",
      "20",
      "--nemesis",
      "partition",
    ],
    ownArgs: ["--rate", "7"],
    claims: stageOfChallenge("3c_broadcast_fault_tolerant")?.claims,
  };
  assertEquals(drawScenario(base, 5), drawScenario(base, 5));
  const { args } = drawScenario(base, 5);
  assertEquals(args[args.indexOf("--rate") + 1], "7");
});

Deno.test("mergeArgs() keeps the last of each option and demands no availability when nodes are killed", () => {
  const args = ["--rate", "1", "--availability", "total", "--nemesis", "partition", "--nemesis", "kill"];
  assertEquals(mergeArgs(args), ["--rate", "1", "--nemesis", "kill"]);
});

Deno.test("runScenario() gives the same journal twice, and another for another seed", async () => {
  const scenario = {
    seed: 3,
    program: "challenges/3c_broadcast_fault_tolerant.ts",
    programArgs: [],
    args: ["--workload", "broadcast", "--node-count", "3", "--time-limit", "5", "--nemesis", "partition,loss:0.2"],
  };
  const { outcome: first } = await runScenario(scenario);
  const { outcome: second } = await runScenario(scenario);
  const { outcome: other } = await runScenario({ ...scenario, seed: 4 });
  assertEquals(first.valid, true);
  assertEquals(first.hash, second.hash);
  assert(first.hash !== other.hash);
});

Deno.test("runScenario() does not blame a life of a node for the init that an earlier one was killed before answering", async () => {
  // A node needs at least 20 microseconds to answer init.
  const kills = [[1, 2], [2.00001, 3], [3.00001, 4]].flatMap(([from, to], index) => [
    { id: `k${index}`, fault: "kill", action: "start", "at-s": from, value: { nodes: ["n1"] } },
    { id: `k${index}`, fault: "kill", action: "stop", "at-s": to },
  ]);
  const { outcome } = await runScenario({
    seed: 78,
    program: "challenges/4_g_counter_seq_kv.ts",
    programArgs: [],
    args: [
      ...["--workload", "g-counter", "--node-count", "2", "--rate", "30", "--time-limit", "10", "--latency", "100"],
      ...["--p-duplicate", "0.1", "--jitter", "50", "--schedule", JSON.stringify(kills)],
    ],
  });
  assertEquals([outcome.anomalies, outcome.coverage["fault-kill"]], [[], 3]);
});

Deno.test("runScenario() gives no verdict on a node that goes on in real time after the run", async () => {
  Reflect.set(globalThis, REAL_DELAY, (delayMs: number) => new Promise((resolve) => realSetTimeout(resolve, delayMs)));
  const { outcome } = await runScenario({
    seed: 1,
    program: "tests/fixtures/nodes/late.ts",
    programArgs: [],
    args: ["-w", "echo", "--node-count", "1", "--time-limit", "1", "--rate", "3"],
  });
  assertEquals([outcome.valid, outcome.anomalies], ["unknown", ["unsimulated"]]);
  assertStringIncludes(outcome.reason, "woken by something that is neither a message nor a timer");
});

Deno.test("sweep gives the same hash over 50 seeds on one worker and on two", async () => {
  const one = await sweep("3c", "--seeds", "1..50", "--jobs", "1");
  const two = await sweep("3c", "--seeds", "1..50", "--jobs", "2");
  assertEquals([one.status, two.status], [0, 0]);
  assert(one.hash !== undefined);
  assertEquals(one.hash, two.hash);
});

Deno.test("sweep --merge adds the parts of several machines up to the whole", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const whole = await sweep("3c", "4_g_counter_crdt", "--seeds", "1..6");
    const parts = [1, 2, 3].map((part) => `${folder}/part${part}.jsonl`);
    for (const [index, path] of parts.entries()) {
      await sweep("3c", "4_g_counter_crdt", "--seeds", "1..6", "--shard", `${index + 1}/3`, "--out", path);
    }
    const merged = await sweep("--merge", ...parts, ...parts);
    assertEquals(mergeFiles(parts).outcomes.length, 12);
    assertEquals(merged.hash, whole.hash);
    assertStringIncludes(merged.text, "12 scenarios: 12 valid, 0 invalid, 0 unknown");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("sweep finds a node that loses values, ends with 1 and prints the line that repeats it", async () => {
  const { status, text } = await sweep("tests/broken/broadcast_no_retry.ts", "--like", "3c", "--seeds", "1..5");
  assertEquals(status, 1);
  assertStringIncludes(text, "invalid with lost");
  assertStringIncludes(text, "Again   deno task workbench test --mode sim --bin tests/broken/broadcast_no_retry.ts");
});

Deno.test("readOutcomeFile() names file and line when something is not an outcome", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, '\n{"seed": 1}\n');
    const error = assertThrows(() => readOutcomeFile(path), UsageError);
    assertStringIncludes(error.message, `${path}, line 2`);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("sweep --merge refuses files without an outcome: a sum of nothing would be valid", async () => {
  const path = await Deno.makeTempFile();
  try {
    await assertRejects(() => sweep("--merge", path, path), UsageError, "no outcome in there");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("shrink says that there is nothing to shrink when the scenario is valid", async () => {
  const terminal = new RecordedTerminal();
  const args = ["-w", "echo", "--bin", "challenges/1_echo.ts", "--node-count", "1", "--time-limit", "2"];
  assertEquals(await runShrink([...args, "--expect-hash", "00000000"], terminal), 0);
  assertStringIncludes(terminal.stdout, "Nothing to shrink");
  assertStringIncludes(terminal.stderr, "Not the run with the journal 00000000, but one with ");
});

Deno.test("shrink reduces a lost value to two nodes and at most ten operations, with the line that repeats it", async () => {
  const terminal = new RecordedTerminal();
  const file = "tests/broken/broadcast_no_retry.ts";
  const args = ["-w", "broadcast", "--bin", file, "--node-count", "5", "--nemesis", "partition", "--seed", "1"];
  assertEquals(await runShrink([...args, "--rate", "10", "--time-limit", "20"], terminal), 1);
  const size = /Smallest of \d+ tried: (\d+) nodes?, (\d+) operations?/.exec(terminal.stdout);
  assertEquals(Number(size?.[1]), 2);
  assert(Number(size?.[2]) <= 10);
  assertStringIncludes(terminal.stdout, "partition  n");
  assertStringIncludes(terminal.stdout, `Again   deno task workbench test --mode sim --bin ${file}`);
});

Deno.test("--only-operations carries out these operations alone, and --schedule takes the faults as JSON", async () => {
  const args = ["--workload", "broadcast", "--node-count", "2", "--time-limit", "5", "--operation-limit", "8"];
  const scenario = { seed: 1, program: "tests/broken/broadcast_no_retry.ts", programArgs: [], args };
  const schedule = '[{"id":"cut","fault":"partition","action":"start","at-s":0,"value":{"drops":{"n1":["n0"]}}}]';
  const { recording: all } = await runScenario(scenario);
  const { recording: some, outcome } = await runScenario({
    ...scenario,
    args: [...args, "--only-operations", "2,4..5", "--schedule", schedule],
  });
  const invoked = ({ history }: typeof all) =>
    history.filter(({ type, final }) => type === "invoke" && final !== true).map((
      { f, value, time },
    ) => [f, value, time]);
  assertEquals(invoked(some), [1, 3, 4].map((index) => invoked(all)[index]));
  assertEquals(outcome.faults, ["partition"]);
});
