import { assertEquals } from "@std/assert";
import { type History, onceFor, type Operation, pairOperations } from "../../scripts/workbench/history.ts";

function entry(index: number, process: Operation["process"], type: Operation["type"]): Operation {
  return { index, time: index, process, type, f: "read", value: null };
}

Deno.test("pairOperations() finds the partner of each entry", () => {
  const history = [entry(0, 0, "invoke"), entry(1, 1, "invoke"), entry(2, 0, "ok"), entry(3, "nemesis", "info")];
  assertEquals([...pairOperations(history)], [2, -1, 0, -1]);
});

Deno.test("onceFor() looks at a history once, and again when it has grown", () => {
  const looked: number[] = [];
  const look = onceFor((history: History) => looked.push(history.length));
  const history = [entry(0, 0, "invoke")];
  look(history);
  look(history);
  history.push(entry(1, 0, "ok"));
  look(history);
  look([...history]);
  assertEquals(looked, [1, 2, 2]);
});
