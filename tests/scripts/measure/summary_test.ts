import { assertEquals } from "@std/assert";
import { formatFigure, markdownTable, seeds, spreadOf } from "../../../scripts/measure/summary.ts";
import { figures } from "./figures.ts";

Deno.test("spreadOf() gives the middle and the largest value", () => {
  const runs = [5, 1, 9, 3, 7].map((medianMs) => figures({ medianMs }));
  assertEquals(spreadOf(runs, (run) => run.medianMs), { middle: 5, worst: 9 });
});

Deno.test("spreadOf() takes a run without the figure for infinitely bad", () => {
  const runs = [figures({ medianMs: 5 }), figures({ medianMs: undefined }), figures({ medianMs: 1 })];
  assertEquals(spreadOf(runs, (run) => run.medianMs), { middle: 5, worst: Infinity });
  assertEquals(spreadOf([], (run) => run.medianMs), { middle: Infinity, worst: Infinity });
});

Deno.test("seeds() counts from one", () => {
  assertEquals(seeds(3), [1, 2, 3]);
});

Deno.test("markdownTable() lays out as deno fmt does, columns with a colon to the right", () => {
  assertEquals(
    markdownTable(["name", "n:"], [["a", "10"], ["longer", "5"]]),
    "| name   |   n |\n| ------ | --: |\n| a      |  10 |\n| longer |   5 |\n",
  );
});

Deno.test("formatFigure() shows two or three digits", () => {
  assertEquals([0, 0.0201, 0.386, 1.071, 12.84, 85, 99.4, 1567.3].map(formatFigure), [
    ...["0", "0.020", "0.39", "1.07", "12.8", "85", "99.4", "1567"],
  ]);
});
