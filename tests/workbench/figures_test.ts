import { assert, assertEquals } from "@std/assert";
import { type Figure, figureAt, figureOfPath, FIGURES, figureText } from "../../scripts/workbench/figures.ts";
import { parseExpectation } from "../../scripts/workbench/stages/expectations.ts";
import { meaningOf } from "../../scripts/workbench/report/sections/meanings.ts";

const RESULTS = {
  valid: true,
  net: { servers: { "msgs-per-op": 0.394 } },
  workload: { "stable-latencies": { "0": 0, "0.5": 838, "0.95": 1200, "1": 1700 } },
};

Deno.test("every figure is found by its name and by its path, and has a meaning that says which way is better", () => {
  for (const figure of Object.values<Figure>(FIGURES)) {
    assertEquals(parseExpectation(`${figure.name}<1`).path, figure.path);
    assertEquals(parseExpectation(`${figure.path}<1`).path, figure.path);
    assertEquals(figureOfPath(figure.path), figure);
    assert(figure.meaning.endsWith("."), figure.name);
  }
  assert(meaningOf("net.servers.msgs-per-op").endsWith("Less is better."));
  assert(meaningOf("availability.ok-fraction").endsWith("More is better."));
});

Deno.test("figureText() writes a figure with its digits, and nothing where the results lack it", () => {
  assertEquals(figureText(FIGURES.messagesPerOperation, RESULTS), "0.39");
  assertEquals(figureText(FIGURES.stableLatencyMedian, RESULTS), "838");
  assertEquals(figureText(FIGURES.stableLatencyP99, RESULTS), undefined);
});

Deno.test("figureAt() finds figures behind names with dots, and null where there is none", () => {
  assertEquals(figureAt(RESULTS, "workload.stable-latencies.0.5"), 838);
  assertEquals(figureAt(RESULTS, "workload.stable-latencies.0"), 0);
  assertEquals(figureAt(RESULTS, "workload.stable-latencies.0.95"), 1200);
  assertEquals(figureAt(RESULTS, "valid"), 1);
  assertEquals(figureAt(RESULTS, "workload.stable-latencies"), null);
  assertEquals(figureAt(RESULTS, "workload.nothing.0"), null);
});
