/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import type { RunVerdict } from "../../../../scripts/playground/desk.ts";
import { buildCourse } from "../../../../scripts/playground/course/build_course.ts";
import {
  isMended,
  judgeRun,
  ownDraft,
  puzzleDraft,
  stepDraft,
} from "../../../../scripts/playground/course/judge_lesson.ts";
import {
  NO_PROGRESS,
  parseProgress,
  progressText,
  withLesson,
  withPuzzle,
} from "../../../../scripts/playground/course/progress.ts";
import { SeedCheck } from "../../../../scripts/playground/course/seed_check.ts";
import { fragmentOf, readRoute } from "../../../../scripts/playground/course/routes.ts";

const FIGURES = { "msgs-per-op": "5.00" };

Deno.test("progress that was kept is read back", () => {
  const progress = withPuzzle(withLesson(NO_PROGRESS, "1_echo", { passedBy: "own", figures: FIGURES }), "echo_late", {
    isFound: true,
  });
  assertEquals(parseProgress(progressText(progress)), progress);
});

Deno.test("parseProgress() leaves out what is damaged and keeps the rest", () => {
  for (const text of [undefined, "", "{", "null", "[]", "7", '{"lessons":[],"puzzles":"x"}']) {
    assertEquals(parseProgress(text), NO_PROGRESS);
  }
  const text = JSON.stringify({
    lessons: {
      a: { passedBy: "own", figures: { x: "1", y: 2 } },
      b: { passedBy: "nobody" },
      c: null,
      d: { passedBy: "step", figures: 3 },
    },
    puzzles: { e: { isFound: true, isMended: "yes" }, f: 4 },
  });
  assertEquals(parseProgress(text), {
    lessons: { a: { passedBy: "own", figures: { x: "1" } }, d: { passedBy: "step", figures: {} } },
    puzzles: { e: { isFound: true, isMended: false } },
  });
});

Deno.test("withLesson() keeps the better run: own programs first, then fewer messages", () => {
  const step = { passedBy: "step", figures: { "msgs-per-op": "1.00" } } as const;
  const own = { passedBy: "own", figures: FIGURES } as const;
  const better = { passedBy: "own", figures: { "msgs-per-op": "4.99" } } as const;
  const after = (...runs: readonly (typeof step | typeof own | typeof better)[]) =>
    runs.reduce((progress, run) => withLesson(progress, "a", run), NO_PROGRESS).lessons.a;
  assertEquals(after(step, own), own);
  assertEquals(after(own, step), own);
  assertEquals(after(own, better), better);
  assertEquals(after(better, own), better);
});

Deno.test("withPuzzle() adds to what is known", () => {
  const found = withPuzzle(NO_PROGRESS, "a", { isFound: true });
  assertEquals(withPuzzle(found, "a", { isMended: true }).puzzles.a, { isFound: true, isMended: true });
});

Deno.test("every place of the course has an address, and other addresses are none", () => {
  for (
    const route of [{ view: "contents" }, { view: "summary" }, { view: "lesson", id: "3b_broadcast" }, {
      view: "puzzle",
      id: "echo_late",
    }] as const
  ) assertEquals(readRoute(fragmentOf(route)), route);
  for (const other of ["", "#", "#run=abc", "#lesson", "#lesson=", "#course=1", "#lesson=a b"]) {
    assertEquals(readRoute(other), undefined);
  }
});

const COURSE = buildCourse();
const UNIQUE_IDS = COURSE.lessons.find(({ id }) => id === "2_unique_ids")!;
const LOG = COURSE.lessons.find(({ id }) => id === "5c_kafka")!;

/** A run of the reader's own program under the options of a lesson. */
function verdict(
  lesson: typeof LOG,
  changes: Partial<RunVerdict> = {},
  code: Partial<RunVerdict["code"]> = {},
): RunVerdict {
  return {
    code: { ...lesson.check, source: "mine", draft: ownDraft(lesson), ...code },
    valid: true,
    findings: [],
    figures: [{ name: "msgs-per-op", label: "msgs/op", value: 0.2, text: "0.20" }],
    targets: [],
    ...changes,
  };
}

Deno.test("judgeRun() passes a valid run under the options of the lesson, with any seed", () => {
  const run = { counts: true, isPassed: true, isOwn: true, failures: [] };
  assertEquals(judgeRun(verdict(LOG), LOG), run);
  assertEquals(judgeRun(verdict(LOG, {}, { seed: "77" }), LOG), run);
});

Deno.test("judgeRun() does not count a run with easier options or of another stage", () => {
  for (const code of [{ options: { nemesis: "" } }, { options: {} }, { stage: "1_echo" }]) {
    const { counts, isPassed } = judgeRun(verdict(UNIQUE_IDS, {}, code), UNIQUE_IDS);
    assertEquals({ counts, isPassed }, { counts: false, isPassed: false });
  }
});

Deno.test("judgeRun() tells what was missed: findings, limits, and the lesson's own goal", () => {
  const findings = [
    { name: "lost", severity: "error", text: "" },
    { name: "invented", severity: "warning", text: "" },
  ] as const;
  assertEquals(judgeRun(verdict(LOG, { valid: false, findings }), LOG).failures, ["lost"]);
  const targets = [{ label: "msgs/op", text: "< 30", value: 31, met: false }];
  assertEquals(judgeRun(verdict(LOG, { targets }), LOG).failures, ["msgs/op"]);
  const figures = [{ name: "msgs-per-op", label: "msgs/op", value: 0.25, text: "0.25" }];
  const missed = judgeRun(verdict(LOG, { figures }), LOG);
  assertEquals([missed.failures, missed.isPassed], [["goal"], false]);
  assertEquals(judgeRun(verdict(LOG, { valid: "unknown" }), LOG).isPassed, false);
  assertEquals(judgeRun(verdict(LOG, { valid: undefined, figures: [] }), LOG).isPassed, false);
});

Deno.test("judgeRun() takes a program of the lesson for what it is, wherever it was opened", () => {
  const solution = LOG.steps.find(({ id }) => id === "solution")!;
  assertEquals(judgeRun(verdict(LOG, {}, { source: `${solution.source}\n` }), LOG).isOwn, false);
  assertEquals(judgeRun(verdict(LOG, {}, { draft: stepDraft(LOG, solution) }), LOG).isOwn, false);
});

Deno.test("judgeRun() does not pass a program that the lesson shows to be wrong, though its run was lucky", () => {
  const counter = COURSE.lessons.find(({ id }) => id === "4_g_counter")!;
  const wrong = counter.steps.find(({ id }) => id === "compare_and_set")!;
  assertEquals(judgeRun(verdict(counter, {}, { source: wrong.source }), counter).isPassed, false);
});

Deno.test("SeedCheck goes on with the next seed as long as runs pass", () => {
  const check = new SeedCheck();
  assertEquals([check.seed, check.take(true)], [undefined, "none"]);
  check.start(["1", "2"]);
  assertEquals([check.seed, check.take(true), check.seed], ["1", "goes-on", "2"]);
  assertEquals([check.take(true), check.seed], ["passed", undefined]);
  check.start(["1", "2"]);
  assertEquals([check.take(false), check.take(true)], ["failed", "none"]);
  check.start(["1"]);
  check.end();
  assertEquals(check.take(true), "none");
});

Deno.test("isMended() bears what a puzzle tolerates, and nothing else", () => {
  const puzzle = COURSE.puzzles.find(({ id }) => id === "unique_ids_counter_reset")!;
  const code = { ...puzzle.run, source: "", draft: puzzleDraft(puzzle) };
  const missed = { label: "ok-fraction", text: "= 1", value: 0.9, met: false };
  const run = (names: readonly string[]): RunVerdict => ({
    ...verdict(LOG, { valid: false, targets: [missed], figures: [] }, code),
    findings: names.map((name) => ({ name, severity: "error", text: "" })),
  });
  assertEquals(isMended(run(["availability"]), puzzle), true);
  assertEquals(isMended(run(["availability", "duplicated"]), puzzle), false);
  assertEquals(isMended({ ...run(["availability"]), valid: undefined }, puzzle), false);
  assertEquals(isMended({ ...run(["availability"]), code: { ...code, options: {} } }, puzzle), false);
});
