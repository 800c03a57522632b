import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { judge } from "../../../scripts/workbench/judge.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";
import { carryOut } from "../../../scripts/workbench/run/run.ts";

const SEEDED_IDS = fileURLToPath(new URL("../../fixtures/nodes/seeded_ids.ts", import.meta.url));

/** Runs nodes whose generators are seeded with the time in units of `unitMs`; gives the results and when nodes booted. */
async function run(seed: number, unitMs: number, ...args: readonly string[]) {
  const { values } = parseOptions(TEST_OPTIONS, ["-w", "unique-ids", "--time-limit", "2", "--rate", "50", ...args]);
  const programArgs = [String(unitMs)];
  const plan = makePlan({ options: values, program: SEEDED_IDS, programArgs, defaultMode: "sim", seed });
  const boots: string[] = [];
  const recording = await carryOut(plan, { onLog: (node, line) => boots.push(`${node} ${line}`) });
  return { ...judge(recording), boots };
}

Deno.test("simulated nodes boot some milliseconds apart, at the same times for the same seed", async () => {
  const { boots, results } = await run(3, 1, "--node-count", "5");
  assertEquals(new Set(boots.map((line) => line.split(" ").at(-1))).size, 5, boots.join("\n"));
  assertEquals(results.valid, true);
  assertEquals((await run(3, 1, "--node-count", "5")).boots, boots);
  assertEquals((await run(4, 1, "--node-count", "5")).boots.join() === boots.join(), false);
});

Deno.test("a simulated node boots at another time after a crash", async () => {
  const { boots } = await run(3, 1, "--node-count", "1", "--nemesis", "kill", "--nemesis-interval", "0.3");
  const times = boots.map((line) => Number(line.split(" ").at(-1)) % 500);
  assertEquals(times.length >= 2, true);
  assertEquals(new Set(times).size, times.length, boots.join("\n"));
});

Deno.test("ids that are equal because seeds were are told so", async () => {
  const { results, explanations } = await run(3, 60_000, "--node-count", "3");
  assertEquals(results.valid, false);
  assertStringIncludes(explanations[0]?.text ?? "", "generators began with the same seed or number");
});

Deno.test("RandomStreams.nodeStream() lets nodes with similar names begin with different numbers", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const streams = new RandomStreams(seed);
    const first = Array.from({ length: 10 }, (_, node) => streams.nodeStream(`n${node}`).float());
    // Ten independent numbers lie within a fifth of the range once in 200,000 times.
    assertEquals(Math.max(...first) - Math.min(...first) > 0.2, true, first.join(" "));
  }
});
