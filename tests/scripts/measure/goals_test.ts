import { assert, assertEquals } from "@std/assert";
import { type Claim, GOALS, isMet, worstOf } from "../../../scripts/measure/goals.ts";
import { selectStages } from "../../../scripts/workbench/stages/stage_selection.ts";
import { figures } from "./figures.ts";

const AT_MOST: Claim = { figure: "median", unit: "ms", value: (run) => run.medianMs, limit: 100 };
const AT_LEAST: Claim = { figure: "ok", unit: "", value: (run) => run.okFraction, limit: 1, isLeast: true };

Deno.test("worstOf() is the largest value, or the least for claims from below", () => {
  const runs = [figures({ medianMs: 90, okFraction: 1 }), figures({ medianMs: 110, okFraction: 0.9 })];
  assertEquals([worstOf(AT_MOST, runs), worstOf(AT_LEAST, runs)], [110, 0.9]);
});

Deno.test("isMet() includes the limit", () => {
  assertEquals([99, 100, 100.1].map((value) => isMet(AT_MOST, value)), [true, true, false]);
  assertEquals([0.99, 1].map((value) => isMet(AT_LEAST, value)), [false, true]);
});

Deno.test("isMet() is false where a run lacks the figure", () => {
  const runs = [figures({ medianMs: undefined }), figures({ medianMs: 1 })];
  assertEquals(isMet(AT_MOST, worstOf(AT_MOST, runs)), false);
});

Deno.test("GOALS name stages and files that exist", () => {
  for (const { experiment: { stage, program }, claims } of GOALS) {
    assert(selectStages([stage]).some(({ challenge }) => challenge === program), program);
    assert(claims.length > 0);
  }
});
