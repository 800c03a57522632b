import { assert, assertEquals } from "@std/assert";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseOptions } from "../../scripts/workbench/options/parse_options.ts";
import { TEST_OPTIONS } from "../../scripts/workbench/options/options.ts";
import { runScenario, type ScenarioRun } from "../../scripts/workbench/sweep/run_scenario.ts";
import { drawScenario, type Scenario } from "../../scripts/workbench/sweep/scenario.ts";
import { failsFor, reasonsOf, shrink } from "../../scripts/workbench/sweep/shrink.ts";
import { BROKEN_NODES, optionsOf } from "./options.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** The seeds of a sweep among which a failing one must be. */
const SEEDS_MAX = 200;

/** Helpers of the nodes, the tests, and nodes without a defect. */
const NOT_BROKEN = /^(kafka_correct|txn_correct|kafka_node|txn_node|run_broken|options|\w+_test)\.ts$/;

Deno.test("options.ts names every broken node", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => !NOT_BROKEN.test(name));
  assertEquals(files.toSorted(), BROKEN_NODES.toSorted());
});

/** Runs scenarios as `sweep FILE --official` draws them, up to the first that fails. */
async function findFailing(file: string): Promise<{ run: ScenarioRun; reasons: readonly string[] } | undefined> {
  const program = relative(Deno.cwd(), `${FOLDER}${file}`);
  const base = { program, programArgs: [], officialArgs: optionsOf(file), ownArgs: [], claims: undefined };
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    const run = await runScenario(drawScenario(base, seed));
    const found = reasonsOf(run.outcome);
    const reasons = found.length > 0 ? found : run.outcome.warnings;
    if (reasons.length > 0) return { run, reasons };
  }
  return undefined;
}

/** What the printed line does: the scenario from its arguments alone. */
async function repeat(scenario: Scenario): Promise<ScenarioRun> {
  assertEquals(parseOptions(TEST_OPTIONS, scenario.args).notes, []);
  return await runScenario(scenario);
}

for (const file of BROKEN_NODES) {
  Deno.test(`${file} is found by a sweep and shrunk to 3 nodes and 10 operations at most`, async () => {
    const found = await findFailing(file);
    assert(found !== undefined, `no failure within ${SEEDS_MAX} seeds`);
    const { run: smallest } = await shrink(found.run, {
      reasons: found.reasons,
      runner: { run: (scenario) => runScenario(scenario) },
    });
    const { plan } = smallest.recording;
    assert(plan.nodes.length <= 3, `${plan.nodes.length} nodes`);
    assert(smallest.outcome.operations <= 10, `${smallest.outcome.operations} operations`);
    const again = await repeat(smallest.outcome.scenario);
    assertEquals(again.outcome.hash, smallest.outcome.hash);
    assert(failsFor(again, found.reasons));
  });
}
