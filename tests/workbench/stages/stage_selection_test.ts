import { assertEquals, assertThrows } from "@std/assert";
import { STAGES } from "../../../scripts/workbench/stages/stages.ts";
import { selectStages } from "../../../scripts/workbench/stages/stage_selection.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const selected = (...words: string[]) => selectStages(words).map(({ stage }) => stage);

Deno.test("selectStages() takes a stage, a challenge by number or name, and all", () => {
  assertEquals(selected("3b"), ["3b"]);
  assertEquals(selected("3"), ["3a", "3b", "3c", "3d", "3e", "3e"]);
  assertEquals(selected("broadcast"), ["3a", "3b", "3c", "3d", "3e", "3e"]);
  assertEquals(selected("4"), ["4", "4", "4"]);
  assertEquals(selected("6b"), ["6b", "6b"]);
  assertEquals(selected("txn"), ["6a", "6b", "6b", "6c"]);
  assertEquals(selected("all").length, STAGES.length);
});

Deno.test("selectStages() takes file names and paths", () => {
  assertEquals(selected("3b_broadcast_multi_node"), ["3b"]);
  assertEquals(selected("challenges/3b_broadcast_multi_node.ts"), ["3b"]);
  assertEquals(selectStages(["./challenges/4_g_counter_crdt.ts"]).map(({ challenge }) => challenge), [
    "4_g_counter_crdt",
  ]);
});

Deno.test("selectStages() does not take a copy of a challenge, or another file, for the challenge", () => {
  const folder = Deno.makeTempDirSync();
  try {
    for (const [name, stage] of [["3b_broadcast_multi_node.ts", "3b"], ["my_node.ts", "3d"], ["5c", "5c"]] as const) {
      const path = `${folder}/${name}`;
      Deno.writeTextFileSync(path, "");
      const error = assertThrows(() => selectStages([path]), UsageError, `Cannot take "${path}" for a stage`);
      assertEquals(error.message.includes(`expected a stage such as ${stage}; `), true);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("selectStages() gives each stage once and in official order", () => {
  assertEquals(selected("5a", "2", "3a", "2", "unique-ids"), ["2", "3a", "5a"]);
});

Deno.test("selectStages() names what is near for an unknown stage", () => {
  const error = assertThrows(() => selectStages(["brodcast"]), UsageError, 'Cannot find the stage "brodcast"');
  assertEquals(error.message.endsWith('; did you mean "broadcast"?'), true);
  assertThrows(() => selectStages(["3f"]), UsageError, "expected all, one of 1, 2, 3a");
});
