import { challengePath, selectStages } from "../../scripts/workbench/stages/stage_selection.ts";
import { assert, assertEquals } from "@std/assert";
import { runScenario, type ScenarioRun } from "../../scripts/workbench/sweep/run_scenario.ts";

const BROADCAST = ["-w", "broadcast", "--node-count", "9", "--rate", "30", "--time-limit", "10", "--latency", "50"];
const KAFKA = ["-w", "kafka", "--node-count", "3", "--rate", "60", "--time-limit", "8"];
const TXN = ["-w", "txn-rw-register", "--node-count", "3", "--rate", "100", "--time-limit", "8"];
const ROUGH = ["--nemesis", "partition,loss:0.2,reorder:100", "--nemesis-interval", "2", "--p-duplicate", "0.2"];

/** Runs a challenge in virtual time. */
async function run(challenge: string, args: readonly string[], seed: number): Promise<ScenarioRun> {
  return await runScenario({ seed, program: challengePath(selectStages([challenge])[0]!), programArgs: [], args });
}

function serverMessages({ judgement }: ScenarioRun): number {
  const { servers } = judgement.results.net;
  return (servers as { "msgs-per-op": number })["msgs-per-op"];
}

for (
  const [challenge, args] of [
    ["3d_broadcast_low_latency", BROADCAST],
    ["3e_broadcast_few_messages", BROADCAST],
    ["3e_broadcast_hub_tree", BROADCAST],
    ["5b_kafka_lin_kv", KAFKA],
    ["5c_kafka_efficient", KAFKA],
    ["6b_txn_read_uncommitted", [...TXN, "--consistency-models", "read-uncommitted", "--availability", "total"]],
    ["6c_txn_read_committed", [...TXN, "--consistency-models", "read-committed", "--availability", "total"]],
  ] as const
) {
  Deno.test(`${challenge} is valid when messages are cut off, lost, doubled and overtaken`, async () => {
    for (const seed of [1, 2, 3]) {
      const { outcome } = await run(challenge, [...args, ...ROUGH], seed);
      assertEquals([outcome.valid, outcome.anomalies, outcome.reason], [true, [], outcome.reason]);
      assert((outcome.coverage["message-cut"] ?? 0) + (outcome.coverage["message-lost"] ?? 0) > 0);
    }
  });
}

Deno.test("3d_broadcast_low_latency sends each value once to each peer while nothing is lost", async () => {
  const { recording } = await run("3d_broadcast_low_latency", BROADCAST, 1);
  const sent = new Map<string, number>();
  for (const { type, message: { src, dest, body } } of recording.journal) {
    if (type !== "send" || body.type !== "tell") continue;
    for (const { value } of body.items as { value: number }[]) {
      const key = `${src} ${dest} ${value}`;
      sent.set(key, (sent.get(key) ?? 0) + 1);
    }
  }
  const values = recording.history.filter(({ type, f }) => type === "ok" && f === "broadcast").length;
  assertEquals(sent.size, values * 8);
});

Deno.test("3e_broadcast_few_messages needs fewer messages the longer its window is", async () => {
  const args = [...BROADCAST, "--operation-limit", "200"];
  const program = "challenges/3e_broadcast_few_messages.ts";
  const short = await runScenario({ seed: 1, program, programArgs: ["--window-ms", "200"], args });
  const long = await runScenario({ seed: 1, program, programArgs: ["--window-ms", "1000"], args });
  assertEquals([short.outcome.valid, long.outcome.valid], [true, true]);
  assert(serverMessages(long) < serverMessages(short) / 2);
});

Deno.test("3e_broadcast_few_messages ends with what was expected when its window is not a number", async () => {
  const program = "challenges/3e_broadcast_few_messages.ts";
  const { outcome } = await runScenario({ seed: 1, program, programArgs: ["--window-ms", "long"], args: BROADCAST });
  assertEquals(outcome.anomalies[0], "exit");
  assert(outcome.reason.includes("--window-ms"));
});
