import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { Json } from "../../../scripts/workbench/history.ts";
import { loadModule } from "../../../scripts/workbench/nodes/load_module.ts";
import { SIMULATED_EPOCH_MS } from "../../../scripts/workbench/nodes/simulated_node.ts";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { carryOut } from "../../../scripts/workbench/run/run.ts";

const AMBIENT_URL = new URL("../../fixtures/nodes/ambient.ts", import.meta.url).href;
const AMBIENT = fileURLToPath(AMBIENT_URL);

// As the bench loads it, so that its imports are those of a simulated node.
await loadModule(AMBIENT_URL);
const fixture: typeof import("../../fixtures/nodes/ambient.ts") = await import(AMBIENT_URL);
const { DRAWS, IDENTITY, MONOTONIC, OUTSIDE, PURE, SOON, WAITS, WALL } = fixture;

interface Given {
  /** By node, in order. */
  readonly given: readonly Json[];
  readonly passedMs: readonly number[];
  readonly problem: string;
}

/** Runs two nodes that ask for something, and gives what they got. */
async function ask(what: string, seed = 1): Promise<Given> {
  const args = ["-w", "echo", "--node-count", "2", "--time-limit", "1", "--rate", "3"];
  const { values } = parseOptions(TEST_OPTIONS, args);
  const plan = makePlan({ options: values, program: AMBIENT, programArgs: [what], defaultMode: "sim", seed });
  const lines: string[] = [];
  const { failure } = await carryOut(plan, { onLog: (_node, line) => lines.push(line) });
  if (failure !== undefined && failure.kind !== "unsimulated") throw new Error(failure.text);
  const all = failure === undefined ? lines.map((line) => JSON.parse(line)) : [];
  return {
    given: all.map(({ given }) => given ?? null),
    passedMs: all.map(({ passedMs }) => passedMs),
    problem: failure?.text ?? "",
  };
}

/** What a node is given, which must be the same in two runs. */
async function askTwice(what: string): Promise<Given> {
  const first = await ask(what);
  assertEquals(await ask(what), first);
  assertEquals([first.problem, first.given.length > 0], ["", true]);
  return first;
}

for (const what of Object.keys(WALL)) {
  Deno.test(`a simulated node sees virtual time by ${what}`, async () => {
    const { given } = await askTwice(what);
    for (const value of given) {
      assert(typeof value === "number" && value >= SIMULATED_EPOCH_MS && value < SIMULATED_EPOCH_MS + 5000, `${value}`);
    }
  });
}

for (const what of Object.keys(MONOTONIC)) {
  Deno.test(`a simulated node sees virtual time by ${what}`, async () => {
    const { given } = await askTwice(what);
    for (const value of given) assert(typeof value === "number" && value >= 0 && value < 5000, `${value}`);
  });
}

for (const what of Object.keys(WAITS)) {
  Deno.test(`a simulated node waits in virtual time by ${what}`, async () => {
    const { given } = await askTwice(what);
    for (const value of given) assert(Math.abs(Number(value) - 50) < 0.001, `${value}`);
  });
}

for (const what of Object.keys(SOON)) {
  Deno.test(`a simulated node goes on at once, or a millisecond later, by ${what}`, async () => {
    const { given } = await askTwice(what);
    for (const value of given) assert(Number(value) <= 1.001, `${value}`);
  });
}

for (const what of Object.keys(DRAWS)) {
  Deno.test(`a simulated node draws from the seed by ${what}`, async () => {
    const { given } = await askTwice(what);
    assertEquals(new Set(given).size, given.length);
    const { given: other } = await ask(what, 2);
    assertEquals(other.some((value) => given.includes(value)), false);
  });
}

for (const what of Object.keys(PURE)) {
  Deno.test(`virtual time stands still for ${what}`, async () => {
    const { given, passedMs } = await askTwice(what);
    assertEquals(new Set(given.map((value) => JSON.stringify(value))).size, 1);
    assertEquals(Math.max(...passedMs), 0);
  });
}

Deno.test("pure work that is done in another order is delivered in the order in which it was begun", async () => {
  const { given: [order] } = await ask("works of different lengths");
  assertEquals(order, ["none", "long", "short", "longer"]);
});

Deno.test("a simulated node has an identity that does not come from this process", async () => {
  const real = new Map<string, Json>([["Deno.pid", Deno.pid], ["process.ppid", Deno.ppid], [
    "os.hostname()",
    Deno.hostname(),
  ]]);
  for (const what of Object.keys(IDENTITY)) {
    const { given } = await askTwice(what);
    const value = real.get(what);
    if (value !== undefined) assertEquals(given.includes(value), false, what);
  }
  assertEquals((await ask("Deno.pid")).given.slice(0, 2), [1000, 1001]);
  assertEquals((await ask("pid of node:process")).given[0], 1000);
  assertEquals((await ask("a Deno.pid taken at load")).given[0], 1000);
  assertEquals((await ask("Deno.hostname()")).given.slice(0, 2), ["n0", "n1"]);
  assertEquals((await ask("Deno.args")).given[0], ["Deno.args"]);
  assertEquals((await ask("process.argv")).given[0], ["process.argv"]);
});

for (const what of Object.keys(OUTSIDE)) {
  Deno.test(`a simulated node that uses the world outside by ${what} ends its run with a sentence`, async () => {
    const { problem } = await ask(what);
    assertStringIncludes(problem, "--mode process, which runs the program as it is");
  });
}
