import { assertThrows } from "@std/assert";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import type { RunPlan } from "../../../scripts/workbench/run/plan.ts";
import { checkPlanSize } from "../../../scripts/workbench/run/plan_size.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const GIB = 2 ** 30;

function planOf(line: string): RunPlan {
  const { values } = parseOptions(TEST_OPTIONS, line.split(" "));
  return makePlan({ options: values, program: "challenges/1_echo.ts", programArgs: [], defaultMode: "sim", seed: 1 });
}

Deno.test("checkPlanSize() refuses 5,000 nodes that are each told the whole topology, and says how much that takes", () => {
  const plan = planOf("-w broadcast --node-count 5000 --topology tree4");
  assertThrows(
    () => checkPlanSize(plan, 4 * GIB),
    UsageError,
    "Cannot simulate 5000 nodes: broadcast tells each of them the whole setup, which takes about 14 GiB, " +
      "expected at most 4 GiB; take fewer nodes or another --topology, or more memory",
  );
  checkPlanSize(plan, 16 * GIB);
});

Deno.test("checkPlanSize() lets pass what is known to fit", () => {
  checkPlanSize(planOf("-w broadcast --node-count 2000 --topology tree4"), 4 * GIB);
  checkPlanSize(planOf("-w echo --node-count 5000"), 4 * GIB);
});

Deno.test("checkPlanSize() refuses 30,000 nodes of any kind, and a thousand that are all neighbours, at once", () => {
  assertThrows(() => checkPlanSize(planOf("-w broadcast --node-count 30000"), 4 * GIB), UsageError, "told all names");
  assertThrows(
    () => checkPlanSize(planOf("-w broadcast --node-count 1000 --topology total"), 4 * GIB),
    UsageError,
    "the whole setup",
  );
});
