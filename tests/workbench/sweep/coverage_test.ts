import { assert, assertEquals } from "@std/assert";
import { CHALLENGES } from "../../../scripts/workbench/stages/challenges.ts";
import { COVERAGE_MEANINGS, LogEvents } from "../../../scripts/workbench/sweep/coverage.ts";
import { runScenario } from "../../../scripts/workbench/sweep/run_scenario.ts";

/** Cuts n2 off from the first moment until 2 s. */
const CUT = JSON.stringify([
  {
    id: "cut",
    fault: "partition",
    action: "start",
    "at-s": 0,
    value: { drops: { n2: ["n0", "n1"], n0: ["n2"], n1: ["n2"] } },
  },
  { id: "cut", fault: "partition", action: "stop", "at-s": 2 },
]);

/** Keeps n2 from hearing n0, but not n1. */
const ONE_LINK = JSON.stringify([
  { id: "cut", fault: "partition", action: "start", "at-s": 0, value: { drops: { n2: ["n0"] } } },
]);

async function coverageOf3c(schedule: string) {
  const { outcome } = await runScenario({
    seed: 1,
    program: "challenges/3c_broadcast_fault_tolerant.ts",
    programArgs: [],
    args: ["-w", "broadcast", "--node-count", "3", "--topology", "total", "--time-limit", "4", "--schedule", schedule],
  });
  assertEquals(outcome.valid, true);
  return outcome.coverage;
}

Deno.test("coverageOf() counts a partition that cuts a value in half, and requests that are tried again", async () => {
  const coverage = await coverageOf3c(CUT);
  assertEquals([coverage["fault-partition"], coverage["value-cut"]], [1, 1]);
  assert((coverage["request-retried"] ?? 0) > 0);
  assertEquals((await coverageOf3c("[]"))["value-cut"], undefined);
});

Deno.test("coverageOf() counts a value that comes by a detour", async () => {
  assert(((await coverageOf3c(ONE_LINK))["value-detoured"] ?? 0) > 0);
  assertEquals((await coverageOf3c("[]"))["value-detoured"], undefined);
});

Deno.test("LogEvents.look() counts the events that log lines name", () => {
  const logged = new LogEvents();
  for (
    const line of ["1.5 n0 event=hub-left to=n1", "event=stall", "2.0 n1 event=stall peer=n0", "no event", "event="]
  ) {
    logged.look(line);
  }
  assertEquals([...logged.counts], [["hub-left", 1], ["stall", 2]]);
});

Deno.test("coverageOf() counts old answers of seq-kv by their age", async () => {
  const { outcome: { coverage }, recording } = await runScenario({
    seed: 1,
    program: "tests/broken/g_counter_trusts_seq_kv.ts",
    programArgs: [],
    args: ["-w", "g-counter", "--node-count", "3", "--time-limit", "10", "--rate", "20"],
  });
  const reads = recording.staleReplies.filter(({ request }) => request === "read");
  assertEquals(coverage["stale-read"], reads.length);
  // The final reads come after 10 s of quiet.
  assertEquals(coverage["stale-read-1-s"], reads.filter(({ ageNs }) => ageNs > 1e9).length);
  assert((coverage["stale-read-1-s"] ?? 0) > 0);
});

Deno.test("every event that a claim wants to be exercised has a meaning", () => {
  const named = CHALLENGES.flatMap(({ claims }) => claims.exercises).filter((name) => !/^(log|fault)-/.test(name));
  assertEquals(named.filter((name) => COVERAGE_MEANINGS[name] === undefined), []);
});
