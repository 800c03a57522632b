import { assertEquals } from "@std/assert";
import { ValueMarks } from "../../../../scripts/workbench/explain/figures/value_marks.ts";
import type { History, Json } from "../../../../scripts/workbench/history.ts";
import type { ValueKind } from "../../../../scripts/workbench/workloads/workload.ts";

function marksIn(
  told: readonly Json[],
  body: { type: string } & Record<string, Json>,
  valueKind: ValueKind = "element",
) {
  const history: History = told.map((value, index) => ({
    ...{ index, time: 0, process: index, type: "invoke", f: "add", value },
  }));
  const marks = new ValueMarks(history, { valueKind });
  const found = marks.in(body.type, body);
  return found.flatMap((value, at) => at % 2 === 1 ? [marks.values[value]?.value ?? null] : []);
}

Deno.test("ValueMarks finds elements as numbers, texts, names of fields, and in lists that stand in texts", () => {
  const told = [5, 6, 7, 8, 9];
  const body = { type: "x", msg_id: 5, one: 5, text: "6", map: { "7": true }, json: "[8,1]", list: "9, 3" };
  assertEquals(marksIn(told, body).toSorted(), [5, 6, 7, 8, 9]);
});

Deno.test("ValueMarks finds values beside, inside and under their key, also where a service's key ends with it", () => {
  const told = [[["send", "3", 11]], [["send", "4", 12]]];
  const found = (fields: Record<string, Json>) => marksIn(told, { type: "x", ...fields }, "message");
  assertEquals(found({ key: "3", msg: 11 }), [["3", 11]]);
  assertEquals(found({ logs: { "4": [[0, 12]] } }), [["4", 12]]);
  assertEquals(found({ entries: [["3", 11], ["4", 12]] }), [["3", 11], ["4", 12]]);
  assertEquals(found({ key: "log-4", value: [12] }), [["4", 12]]);
  assertEquals(found({ key: "3", msg: 12 }), []);
});
