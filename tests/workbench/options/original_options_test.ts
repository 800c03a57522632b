/**
 * Every option of the original's `test` (its core.clj and jepsen's cli.clj), with what it does to the plan.
 *
 * @module
 */
import { assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import type { RunPlan } from "../../../scripts/workbench/run/plan.ts";
import { ECHO, run, SHORT } from "../cli/run_main.ts";

function planOf(args: readonly string[]): RunPlan {
  const { values, words, rest } = parseOptions(TEST_OPTIONS, args);
  return makePlan({ options: values, program: ECHO, programArgs: [...words, ...rest], defaultMode: "sim", seed: 1 });
}

/** A command line without `-w echo`, a field of the plan, and its value. */
const ROWS: readonly (readonly [line: string, field: keyof RunPlan, value: unknown])[] = [
  ["", "nodes", ["n1", "n2", "n3", "n4", "n5"]],
  ["--node-count 3", "nodes", ["n0", "n1", "n2"]],
  ["--node-count 1 --nodes a,b", "nodes", ["n0"]],
  ["--nodes a,b", "nodes", ["a", "b"]],
  ["-n a --node b", "nodes", ["a", "b"]],
  ["", "concurrency", 5],
  ["--concurrency 7", "concurrency", 7],
  ["--node-count 3 --concurrency 2n", "concurrency", 6],
  ["", "rate", 5],
  ["--rate 0", "rate", 0],
  ["--rate=1e3", "rate", 1000],
  ["", "timeLimitS", 60],
  ["--time-limit 20", "timeLimitS", 20],
  ["", "latencyMs", 0],
  ["--latency 100", "latencyMs", 100],
  ["", "latencyDistribution", "constant"],
  ["--latency-dist uniform", "latencyDistribution", "uniform"],
  ["--latency-dist exponential", "latencyDistribution", "exponential"],
  ["", "hasNemesis", false],
  ["--nemesis partition", "hasNemesis", true],
  ["", "availability", null],
  ["--availability total", "availability", "total"],
  ["--availability 0.99", "availability", 0.99],
  ["", "consistencyModels", ["strict-serializable"]],
  ["--consistency-models causal-cerone,serializable", "consistencyModels", ["causal-cerone", "serializable"]],
  ["", "keyCount", undefined],
  ["--key-count 3", "keyCount", 3],
  ["", "maxTxnLength", 4],
  ["--max-txn-length 2", "maxTxnLength", 2],
  ["", "maxWritesPerKey", 16],
  ["--max-writes-per-key 8", "maxWritesPerKey", 8],
  ["", "topology", "grid"],
  ["one --rate 1 two -- --three", "programArgs", ["one", "two", "--three"]],
];

for (const [line, field, value] of ROWS) {
  Deno.test(`makePlan() gives ${field} ${JSON.stringify(value)} for "${line}"`, () => {
    assertEquals(planOf(["-w", "echo", ...line.split(" ").filter(Boolean)])[field], value);
  });
}

Deno.test("makePlan() joins the nodes of a file with those of the other options", () => {
  const file = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(file, "x\r\n\r\ny");
    const { nodes } = planOf(["-w", "echo", "--node", "b", "--nodes", "a", "--nodes-file", file]);
    assertEquals(nodes, ["x", "y", "a", "b"]);
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("makePlan() takes the default workload, and each of the original's under all spellings of -w", () => {
  assertEquals(planOf(["--concurrency", "2n"]).workload.name, "lin-kv");
  assertEquals(planOf(["-wecho"]).workload.name, "echo");
  const names = "broadcast echo g-counter g-set kafka lin-kv pn-counter txn-list-append txn-rw-register unique-ids";
  for (const name of names.split(" ")) {
    assertEquals(planOf([`--workload=${name}`, "--concurrency", "2n"]).workload.name, name);
  }
});

Deno.test("makePlan() takes every topology and every consistency model of the original", () => {
  for (const topology of ["line", "grid", "tree", "tree2", "tree3", "tree4", "total"]) {
    assertEquals(planOf(["-w", "broadcast", "--topology", topology]).topology, topology);
  }
  const models = [
    ...["causal-cerone", "consistent-view", "conflict-serializable", "cursor-stability", "forward-consistent-view"],
    ...["monotonic-atomic-view", "monotonic-snapshot-read", "monotonic-view", "parallel-snapshot-isolation", "prefix"],
    ...["read-atomic", "read-committed", "read-uncommitted", "repeatable-read", "serializable", "snapshot-isolation"],
    ...["strict-serializable", "strong-read-committed", "strong-read-uncommitted", "strong-serializable"],
    ...["strong-session-read-committed", "strong-session-read-uncommitted", "strong-session-serializable"],
    ...["strong-session-snapshot-isolation", "strong-snapshot-isolation", "update-atomic", "update-serializable"],
  ];
  const given = models.join(" , ");
  assertEquals(planOf(["-w", "txn-rw-register", "--consistency-models", given]).consistencyModels, models);
});

Deno.test("makePlan() schedules more faults for a shorter --nemesis-interval", () => {
  const eventCount = (interval: string) =>
    planOf(["-w", "echo", "--nemesis", "partition", "--nemesis-interval", interval]).schedule.length;
  assertGreater(eventCount("0.5"), 5 * eventCount("10"));
});

Deno.test("test runs with every option of the original that says how to run, and explains those without effect", async () => {
  const told = "--log-stderr --log-net-send --log-net-recv --test-count 2".split(" ");
  const untold =
    "--username a --password b --ssh-private-key c --strict-host-key-checking --no-ssh --leave-db-running " +
    "--logging-json";
  const { status, stdout, stderr } = await run(
    ...["test", "-wecho", "--bin", ECHO, ...SHORT, ...told, ...untold.split(" ")],
  );
  assertEquals(status, 0);
  assertEquals(stdout.match(/^Everything looks good!/gm)?.length, 2);
  assertStringIncludes(stderr, " send 0  c0 -> n0  ");
  assertStringIncludes(stderr, " recv 0  c0 -> n0  ");
  for (const option of untold.match(/--[a-z-]+/g) ?? []) assertStringIncludes(stderr, `${option} has no effect here: `);
});
