import { assert, assertEquals } from "@std/assert";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import type { RunPlan } from "../../../scripts/workbench/run/plan.ts";
import { CHALLENGES } from "../../../scripts/workbench/stages/challenges.ts";
import { answerableOperations, stopsSomebody } from "../../../scripts/workbench/sweep/answerable.ts";
import { drawScenario } from "../../../scripts/workbench/sweep/scenario.ts";

function planOf(args: readonly string[], seed = 1): RunPlan {
  const { values } = parseOptions(TEST_OPTIONS, args);
  const program = { kind: "module", url: "" } as const;
  return makePlan({ options: values, program, programArgs: [], defaultMode: "sim", seed });
}

/** Two nodes for 20 s, four operations a second, and the faults given as [fault, value, from, to]. */
function answerable(...faults: [fault: string, value: object, fromS: number, toS: number][]): [number, boolean] {
  const events = faults.flatMap(([fault, value, fromS, toS], index) => [
    { id: `${index}`, fault, action: "start", "at-s": fromS, value },
    { id: `${index}`, fault, action: "stop", "at-s": toS },
  ]);
  const load = ["-w", "g-counter", "--node-count", "2", "--time-limit", "20", "--rate", "4", "--concurrency", "40"];
  const plan = planOf([...load, "--schedule", JSON.stringify(events)]);
  return [answerableOperations(plan), stopsSomebody(plan)];
}

Deno.test("answerableOperations() counts the whole run when nodes can always answer", () => {
  assertEquals(answerable(), [80, false]);
  assertEquals(answerable(["partition", { drops: { n0: ["n1"] } }, 0, 20]), [80, false]);
  assertEquals(answerable(["clock", { kind: "skew", "offsets-ms": { n0: 5 } }, 0, 20]), [80, false]);
});

Deno.test("answerableOperations() leaves out where a node is stopped or cut off from services, and a second after it", () => {
  // Of 2 operations a second and node, n0 loses 4 s and 1 s of recovery.
  assertEquals(answerable(["kill", { nodes: ["n0"] }, 3, 7]), [70, true]);
  assertEquals(answerable(["pause", { nodes: ["n0"] }, 3, 7]), [70, true]);
  assertEquals(answerable(["partition", { drops: { n0: ["seq-kv"] } }, 3, 7]), [70, true]);
  assertEquals(answerable(["partition", { drops: { "seq-kv": ["n0"] } }, 3, 7]), [70, true]);
  assertEquals(answerable(["kill", { nodes: ["n0", "n1"] }, 0, 19.5]), [0, true]);
});

Deno.test("answerableOperations() lets overlapping faults count once", () => {
  const [count] = answerable(["kill", { nodes: ["n0"] }, 3, 6], ["pause", { nodes: ["n0"] }, 5, 7]);
  assertEquals(count, 70);
});

Deno.test("answerableOperations() knows that a few clients that wait for their time-outs ask little", () => {
  const plan = planOf(["-w", "echo", "--node-count", "1", "--time-limit", "20", "--rate", "100"]);
  // One client, lost for 5 s at each node that does not answer.
  assertEquals(answerableOperations(plan), 4);
});

Deno.test("drawScenario() leaves 30 operations that can be answered wherever it stops nodes", () => {
  let stopped = 0;
  for (const { name, commands: [command], claims } of CHALLENGES) {
    const base = { program: name, programArgs: [], officialArgs: command!.args, ownArgs: [], claims };
    for (let seed = 1; seed <= 40; seed++) {
      const plan = planOf(drawScenario(base, seed).args, seed);
      if (!stopsSomebody(plan)) continue;
      stopped++;
      const count = answerableOperations(plan);
      assert(count >= 30, `${name}, seed ${seed}: ${count}`);
    }
  }
  assert(stopped > 150, `only ${stopped} scenarios stop a node`);
});

Deno.test("drawScenario() takes what the user asks for when nothing better can be drawn", () => {
  const officialArgs = ["-w", "echo", "--node-count", "1", "--time-limit", "10"];
  const ownArgs = ["--time-limit", "1", "--nemesis", "kill:all", "--nemesis-interval", "20"];
  const claims = { faults: ["kill"], exercises: [] };
  const { args } = drawScenario({ program: "1_echo", programArgs: [], officialArgs, ownArgs, claims }, 7);
  assertEquals(args[args.indexOf("--nemesis") + 1], "kill:all");
});
