import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ScenarioOutcome } from "../../../scripts/workbench/sweep/run_scenario.ts";
import { Summary } from "../../../scripts/workbench/sweep/summary.ts";

function outcome(seed: number, own: Partial<ScenarioOutcome> = {}): ScenarioOutcome {
  return {
    scenario: { seed, program: "challenges/my_node.ts", programArgs: [], args: ["--workload", "broadcast"] },
    valid: false,
    anomalies: ["lost"],
    warnings: [],
    reason: `Value ${seed} was lost`,
    faults: ["partition"],
    coverage: {},
    hash: `hash${seed}`.padEnd(64, "0"),
    operations: 100,
    tookMs: 1,
    ...own,
  };
}

function render(outcomes: readonly ScenarioOutcome[]): string {
  const summary = new Summary({ isStrict: false, drawsFaults: false });
  for (const one of outcomes) summary.add(one);
  return summary.render();
}

Deno.test("Summary tells the sum first, and failing seeds once for each cause, with the smallest to repeat", () => {
  const text = render([
    outcome(3),
    outcome(1, { operations: 20 }),
    outcome(2, { operations: 10 }),
    outcome(4, { valid: true, anomalies: [] }),
    outcome(5, { valid: "unknown", anomalies: ["exit"], reason: "n1 ended\nLog" }),
  ]);
  assertEquals(text.split("\n")[0], "5 scenarios: 1 valid, 3 invalid, 1 unknown");
  assertStringIncludes(
    text,
    "my_node: 3 invalid with lost, seeds 1, 2, 3\n" +
      "  Seed 2 is the smallest, with 10 operations: Value 2 was lost\n" +
      "  Again   deno task workbench test --mode sim --bin challenges/my_node.ts --workload broadcast --seed 2 " +
      "--expect-hash hash20000000\n" +
      "  Shrink  deno task workbench shrink --mode sim --bin challenges/my_node.ts --workload broadcast --seed 2\n",
  );
  assertStringIncludes(text, "my_node: 1 unknown with exit, seed 5\n  n1 ended\n");
  assertEquals(text.match(/Shrink/g)?.length, 2);
});

Deno.test("Summary names the least seeds of a cause and counts the others, in whatever order they come", () => {
  const outcomes = Array.from({ length: 12 }, (_, index) => outcome(index + 1));
  const text = render(outcomes);
  assertStringIncludes(text, "my_node: 12 invalid with lost, seeds 1, 2, 3, 4, 5, 6, 7, 8 and 4 more\n");
  assertStringIncludes(text, "Seed 1 is the smallest");
  assertEquals(render(outcomes.toReversed()), text);
});
