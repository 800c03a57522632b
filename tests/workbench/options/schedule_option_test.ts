import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import type { RunPlan } from "../../../scripts/workbench/run/plan.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

function planWith(schedule: string): RunPlan {
  const { values } = parseOptions(TEST_OPTIONS, ["-w", "echo", "--node-count", "2", "--schedule", schedule]);
  return makePlan({ options: values, program: "challenges/1_echo.ts", programArgs: [], defaultMode: "sim", seed: 1 });
}

function refusalOf(schedule: string): string {
  return assertThrows(() => planWith(schedule), UsageError).message;
}

async function withFile(text: string, use: (path: string) => void): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(path, text);
    use(path);
  } finally {
    await Deno.remove(path);
  }
}

const SLOW = '[{"id":"s","fault":"slow","action":"start","at-s":1,"value":{"factor":2}}]';

Deno.test("--schedule takes JSON, blanks before it and a file with a byte order mark", async () => {
  assertEquals(planWith(SLOW).schedule.length, 1);
  assertEquals(planWith(` \n${SLOW}`).schedule.length, 1);
  await withFile(`\uFEFF${SLOW}`, (path) => assertEquals(planWith(path).schedule.length, 1));
});

Deno.test("--schedule takes JSON that is no array for a schedule with a mistake, and not for the name of a file", () => {
  assertEquals(
    refusalOf('{"events":[]}'),
    'Cannot use --schedule: a schedule is an array of events, this is an object; "doc schedule" describes the form',
  );
  assertStringIncludes(refusalOf('"n0"'), "this is a text");
});

Deno.test("--schedule names the file in which the mistake is", async () => {
  await withFile(
    "[7]",
    (path) => assertStringIncludes(refusalOf(path), `Cannot use --schedule ${path}: event 1: found 7`),
  );
  assertEquals(refusalOf("missing.json"), "Cannot use --schedule missing.json: there is no such file or folder");
});
