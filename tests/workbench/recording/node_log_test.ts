import { assertEquals } from "@std/assert";
import { FIRST_LINES_MAX, LAST_LINES_MAX, NodeLog } from "../../../scripts/workbench/recording/node_log.ts";

function logOf(count: number): NodeLog {
  const log = new NodeLog();
  for (let line = 0; line < count; line++) log.add({ timeNs: line, node: "n0", text: `line ${line}` });
  return log;
}

Deno.test("NodeLog keeps all lines, with times since a moment", () => {
  const log = logOf(3);
  assertEquals(log.linesSince(1), [
    { timeNs: -1, node: "n0", text: "line 0" },
    { timeNs: 0, node: "n0", text: "line 1" },
    { timeNs: 1, node: "n0", text: "line 2" },
  ]);
  assertEquals(log.leftOut, 0);
});

Deno.test("NodeLog keeps the first and the last lines of a long log, in order", () => {
  const all = FIRST_LINES_MAX + LAST_LINES_MAX;
  for (const count of [all, all + 1, all + 7, all + LAST_LINES_MAX]) {
    const log = logOf(count);
    const times = log.linesSince(0).map(({ timeNs }) => timeNs);
    const expected = Array.from({ length: count }, (_, line) => line)
      .filter((line) => line < FIRST_LINES_MAX || line >= count - LAST_LINES_MAX);
    assertEquals(times, expected);
    assertEquals(log.leftOut, count - all);
  }
});

Deno.test("NodeLog cuts a line of endless length", () => {
  const log = new NodeLog();
  log.add({ timeNs: 0, node: "n0", text: "x".repeat(5000) });
  assertEquals(log.linesSince(0)[0]?.text, `${"x".repeat(1000)}... (5000 characters)`);
});
