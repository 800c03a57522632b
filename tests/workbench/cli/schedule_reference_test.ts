import { assertEquals, assertStringIncludes } from "@std/assert";
import { renderSchedules } from "../../../scripts/workbench/cli/schedule_reference.ts";
import { FAULT_KINDS } from "../../../scripts/workbench/nemesis/faults/registry.ts";
import { parseSchedule } from "../../../scripts/workbench/nemesis/schedule_file.ts";

const PARTICIPANTS = { nodes: ["n0", "n1", "n2"], services: ["seq-kv"] };

Deno.test("renderSchedules() gives a schedule and an event of each fault that can be read", () => {
  const [whole = "", ...events] = [...renderSchedules().matchAll(/```json\n([^`]*)```/g)].map((match) =>
    match[1] ?? ""
  );
  assertEquals(parseSchedule(whole, PARTICIPANTS).length, 2);
  const faults = events.map((event) => parseSchedule(`[${event}]`, PARTICIPANTS)[0]?.fault);
  assertEquals(faults, [...FAULT_KINDS]);
});

Deno.test("renderSchedules() names the choices, the fields and the entries in the history of a fault", () => {
  const text = renderSchedules();
  assertStringIncludes(text, "Drawn by `--nemesis slow`, `--nemesis slow:CHOICE` with one of `FACTOR`.");
  assertStringIncludes(text, "| `factor` | a factor from 0 to 1e9 |");
  assertStringIncludes(text, "In the history: `pause` and `resume`.");
});
