import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { planExplorations } from "../../../scripts/workbench/cli/commands/plan_exploration.ts";
import { EXPLORE_OPTIONS } from "../../../scripts/workbench/cli/commands/plan_exploration.ts";
import { RunWorkers } from "../../../scripts/workbench/cli/run_apart.ts";
import type { JudgedTask, Task } from "../../../scripts/workbench/cli/task.ts";
import { ExploreWorker } from "../../../scripts/workbench/explore/explore_apart.ts";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { runScenarios } from "../../../scripts/workbench/sweep/pool.ts";
import type { ScenarioOutcome } from "../../../scripts/workbench/sweep/run_scenario.ts";
import { ScenarioRunner } from "../../../scripts/workbench/sweep/scenario_runner.ts";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";

const NEVER_RETURNS = fileURLToPath(new URL("../../fixtures/nodes/never_returns.ts", import.meta.url));
const COUNTS_LOADS = fileURLToPath(new URL("../../fixtures/nodes/counts_loads.ts", import.meta.url));
const ECHO = fileURLToPath(new URL("../../../challenges/1_echo.ts", import.meta.url));
/** Half a second instead of five. */
const IMPATIENT = { stuckLooks: 2, repeatedMsMax: Infinity };
const ARGS = ["-w", "echo", "--node-count", "1", "--time-limit", "4", "--no-store"];

function taskOf(program: string, programArgs: readonly string[]): Task {
  const { values } = parseOptions(TEST_OPTIONS, ARGS);
  const plan = makePlan({ options: values, program, programArgs, defaultMode: "sim", seed: 1 });
  return { plan, challenge: "echo", title: "echo", expectations: [], resolved: {}, reproduce: "" };
}

async function execute(program: string, ...programArgs: readonly string[]): Promise<JudgedTask> {
  using workers = new RunWorkers(IMPATIENT);
  const { values: output } = parseOptions(TEST_OPTIONS, ARGS);
  const { signal } = new AbortController();
  return await workers.execute(taskOf(program, programArgs), {
    terminal: new RecordedTerminal(),
    ...{ signal, output, workers },
  });
}

for (const way of ["loop", "microtasks", "nextTicks"]) {
  Deno.test(`a node that stays in an event for ever (${way}) ends its run as unknown, with all that was before`, async () => {
    const { judgement, recording, status } = await execute(NEVER_RETURNS, way);
    assertEquals([judgement.results.valid, status, recording.failure?.kind], ["unknown", 2, "stuck"]);
    assertMatch(
      recording.failure?.text ?? "",
      /^Node "n0" has worked on "echo" of c1 \(msg_id 4\) since 0\.\d{3} s of the run for 0\.5 s of real time and has not/,
    );
    // Three were answered, the fourth was asked.
    assertEquals([judgement.results.stats["count"], judgement.results.stats["ok-count"]], [3, 3]);
  });
}

Deno.test("a program of the user's own that does not repeat itself is unknown, and told where it differs", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const program = join(folder, "counts_loads.ts");
    await Deno.copyFile(COUNTS_LOADS, program);
    const { judgement, status, recording } = await execute(program);
    assertEquals([judgement.results.valid, status, recording.failure], ["unknown", 2, undefined]);
    assertEquals(judgement.explanations[0]?.anomaly, "not-repeatable");
    assertMatch(
      judgement.explanations[0]?.text ?? "",
      /^Not the same for the same seed: first at the setup, where n0 sent \{.*"count":0\} to c\d+ at .*, and in a second run n0 sent \{.*"count":1\}/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a run in a worker gives the same as one in this thread", async () => {
  const { judgement, outcomes, status, recording } = await execute(ECHO);
  assertEquals([judgement.results.valid, outcomes, status, recording.failure], [true, [], 0, undefined]);
});

Deno.test("Ctrl-C ends a node that never gives control back", async () => {
  using workers = new RunWorkers({ stuckLooks: 1000 });
  const { values: output } = parseOptions(TEST_OPTIONS, ARGS);
  const hashes: (string | undefined)[] = [];
  // On a busy machine the first moments pass before the node runs: such a run ends by itself and has a hash.
  for (const waitMs of [500, 2000, 8000, 32_000]) {
    const controller = new AbortController();
    const options = { terminal: new RecordedTerminal(), signal: controller.signal, output, workers };
    const running = workers.execute(taskOf(NEVER_RETURNS, ["loop"]), options);
    setTimeout(() => controller.abort(), waitMs);
    const { recording, status, apart } = await running;
    assertEquals([recording.failure?.kind, status], ["interrupted", 130]);
    hashes.push(await apart?.hash());
    if (hashes.at(-1) === "") break;
  }
  assertEquals(hashes.at(-1), "");
});

Deno.test("a sweep tells of a scenario in which a node stays for ever, and goes on", async () => {
  const scenario = { program: NEVER_RETURNS, args: ["-w", "echo", "--node-count", "1", "--time-limit", "4"] };
  const outcomes: ScenarioOutcome[] = [];
  const scenarios = [["loop", "3"], ["loop", "1000"]].map((programArgs, seed) => ({ ...scenario, programArgs, seed }));
  await runScenarios(scenarios, { jobs: 1, ...IMPATIENT, onOutcome: (outcome) => outcomes.push(outcome) });
  assertEquals(outcomes.map(({ valid, anomalies }) => [valid, anomalies]), [["unknown", ["stuck"]], [true, []]]);
  assertStringIncludes(outcomes[0]?.reason ?? "", 'Node "n0" has worked on "echo" of c1');
});

Deno.test("the runner of shrink tells of such a scenario and can go on", async () => {
  using runner = new ScenarioRunner(IMPATIENT);
  const scenario = { program: NEVER_RETURNS, args: ["-w", "echo", "--node-count", "1", "--time-limit", "4"], seed: 1 };
  const stuck = await runner.run({ ...scenario, programArgs: ["loop"] });
  assertEquals([stuck.outcome.valid, stuck.recording.failure?.kind], ["unknown", "stuck"]);
  const whole = await runner.run({ ...scenario, programArgs: ["loop", "1000"] });
  assertEquals([whole.outcome.valid, whole.recording.plan.workload.name], [true, "echo"]);
});

Deno.test("explore tells of a node that stays for ever", async () => {
  using worker = new ExploreWorker(IMPATIENT);
  const words = [NEVER_RETURNS, "-w", "echo", "--node-count", "1", "--", "microtasks", "1"];
  const [exploration] = planExplorations(parseOptions(EXPLORE_OPTIONS, words));
  if (exploration === undefined) throw new Error("Nothing to explore");
  const ended = await worker.explore(exploration, { statesMax: 1000, findsAll: false });
  assertStringIncludes("text" in ended ? ended.text : "no text", 'has worked on "echo" of c');
});
