import { assert, assertEquals } from "@std/assert";
import { FIELDS, readChoice, stageValues } from "../../../scripts/playground/options_form.ts";
import { RUN_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { STAGES } from "../../../scripts/workbench/stages/stages.ts";

function stageNamed(name: string) {
  const stage = STAGES.find((candidate) => candidate.stage === name);
  assert(stage !== undefined);
  return stage;
}

Deno.test("stageValues() shows the official options of a stage, defaults included", () => {
  const values = stageValues(stageNamed("3c"));
  assertEquals([values["node-count"], values.rate, values.latency, values.nemesis], ["5", "10", "0", "partition"]);
});

Deno.test("readChoice() gives the official options and the seed where nothing was changed", () => {
  for (const stage of STAGES) {
    const { args, command } = readChoice(stage, { values: stageValues(stage), seed: "7" });
    assertEquals(
      parseOptions(RUN_OPTIONS, args).values,
      parseOptions(RUN_OPTIONS, [...stage.args, "--seed", "7"]).values,
    );
    assertEquals(command, `deno task workbench glomers ${stage.challenge} --seed 7`);
  }
});

Deno.test("readChoice() gives what was changed, and added faults", () => {
  const stage = stageNamed("3c");
  const values = { ...stageValues(stage), "node-count": "9", latency: "50", nemesis: "partition,kill" };
  const { args, command } = readChoice(stage, { values, seed: "7", changedProgram: "challenges/mine.ts" });
  const read = parseOptions(RUN_OPTIONS, args).values;
  assertEquals([read["node-count"], read.latency, read.nemesis.map(({ fault }) => fault)], [9, 50, [
    "partition",
    "kill",
  ]]);
  assertEquals(
    command,
    "deno task workbench glomers 3c_broadcast_fault_tolerant --node-count 9 --latency 50 --nemesis kill --seed 7 " +
      "--bin challenges/mine.ts --mode sim",
  );
});

Deno.test("readChoice() takes a stage's faults away, with a command line that does so too", () => {
  const stage = stageNamed("3c");
  const { args, command } = readChoice(stage, { values: { ...stageValues(stage), nemesis: "" }, seed: "7" });
  assertEquals(parseOptions(RUN_OPTIONS, args).values.nemesis, []);
  assertEquals(
    command,
    "deno task workbench test -w broadcast --node-count 5 --time-limit 20 --rate 10 --seed 7 " +
      "--bin challenges/3c_broadcast_fault_tolerant.ts --mode sim",
  );
});

Deno.test("FIELDS name options of the bench only", () => {
  assertEquals(FIELDS.filter(({ name }) => !Object.hasOwn(RUN_OPTIONS, name)), []);
});
