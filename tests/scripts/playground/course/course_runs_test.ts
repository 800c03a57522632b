/**
 * What the lessons say of a run is what comes of it: virtual time gives the same figures for the same seed.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { courseRuns } from "../../../../scripts/measure/course.ts";
import { mendedPuzzle, outcomeOf } from "../../../../scripts/playground/course/build_course.ts";
import { runOf } from "../../../../scripts/playground/course/lesson.ts";
import { LESSONS } from "../../../../scripts/playground/course/lessons.ts";
import { failuresOf } from "../../../../scripts/playground/course/outcome.ts";
import { PUZZLES } from "../../../../scripts/playground/course/puzzles.ts";
import { planCourse, runCourse } from "../../../../scripts/playground/course/run_course.ts";
import outcomes from "../../../../scripts/playground/course/outcomes.json" with { type: "json" };

Deno.test("outcomes.json has every run of the course, and no other", () => {
  assertEquals(Object.keys(outcomes), courseRuns().map(({ name }) => name));
});

for (const { name, path, run } of courseRuns()) {
  Deno.test(`the course says of ${name} what comes of its run`, async () => {
    assertEquals(await runCourse(path, run), outcomeOf(name));
  });
}

for (const { id, number, steps, goal } of LESSONS) {
  Deno.test(`lesson ${number} begins with a skeleton that fails and has a solution that passes`, () => {
    assertEquals(steps[0]?.id, "skeleton");
    assert(failuresOf(outcomeOf(`${id}/skeleton`), goal).length > 0);
    assertEquals(failuresOf(outcomeOf(`${id}/solution`), goal), []);
  });

  for (const step of steps) {
    Deno.test(`step ${step.id} of lesson ${number} ${step.fails === undefined ? "passes" : `fails with ${step.fails}`}`, () => {
      const failures = failuresOf(outcomeOf(`${id}/${step.id}`), goal);
      assertEquals(
        step.fails === undefined ? failures : failures.includes(step.fails),
        step.fails === undefined ? [] : true,
      );
      for (const extra of step.extraRuns ?? []) {
        const { valid, findings } = outcomeOf(`${id}/${step.id}/${extra.id}`);
        if (extra.fails === undefined) assertEquals(valid, true, extra.id);
        else assertEquals(findings[0], extra.fails);
      }
    });
  }
}

Deno.test("the skeleton of a lesson that goes on from another is the solution of that one", () => {
  const read = (path: string) =>
    Deno.readTextFileSync(new URL(`../../../../scripts/playground/course/steps/${path}.ts`, import.meta.url));
  const withoutComment = (text: string) => text.slice(text.indexOf("\n") + 1);
  const pairs = [
    ["3b_broadcast/skeleton", "3a_broadcast/solution"],
    ["3c_broadcast/skeleton", "3b_broadcast/solution"],
    ["3d_broadcast/skeleton", "3b_broadcast/no_echo"],
    ["3e_broadcast/skeleton", "3d_broadcast/solution"],
    ["5b_kafka/skeleton", "5a_kafka/solution"],
    ["5c_kafka/skeleton", "5b_kafka/solution"],
  ];
  for (const [next = "", earlier = ""] of pairs) {
    assertEquals(withoutComment(read(next)), withoutComment(read(earlier)));
  }
});

for (const puzzle of PUZZLES) {
  Deno.test(`the puzzle ${puzzle.id} fails with ${puzzle.fails}, and passes when it is mended`, async () => {
    assertEquals(outcomeOf(`puzzle/${puzzle.id}`).findings[0], puzzle.fails);
    // In a folder of its own beside the steps, where imports of lib hold.
    const folder = Deno.makeTempDirSync();
    try {
      const path = `${folder}/${puzzle.id}.ts`;
      const lib = new URL("../../../../lib/", import.meta.url).href;
      Deno.writeTextFileSync(path, mendedPuzzle(puzzle).replaceAll('"../lib/', `"${lib}`));
      const failures = failuresOf(await runCourse(path, puzzle), undefined);
      assertEquals(failures.filter((name) => !puzzle.tolerates?.includes(name)), []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

Deno.test("the partitions that lessons speak of cut links while clients ask", () => {
  for (const id of ["2_unique_ids", "3c_broadcast", "4_g_counter", "6b_txn", "6c_txn"]) {
    const lesson = LESSONS.find((one) => one.id === id)!;
    const plan = planCourse(
      "challenges/1_echo.ts",
      runOf(lesson, lesson.steps.find((step) => step.id === "solution")!),
    );
    const cuts = plan.schedule.filter((event) =>
      event.action === "start" && event.timeNs < 15e9 && /"n\d":\["n/.test(JSON.stringify(event))
    );
    assert(cuts.length > 0, id);
  }
});

Deno.test("runOf() puts the options of a further run on top of the lesson's", () => {
  const lesson = LESSONS.find(({ id }) => id === "2_unique_ids")!;
  const step = lesson.steps.find(({ id }) => id === "solution")!;
  assertEquals(runOf(lesson, step, step.extraRuns?.[0]), {
    stage: "2_unique_ids",
    options: { "rate": "100", "nemesis-interval": "4", "nemesis": "kill" },
  });
});

Deno.test("failuresOf() names a goal that was missed, and counts a figure that is missing as missed", () => {
  const passed = outcomeOf("5c_kafka/solution");
  assertEquals(failuresOf(passed, { figure: "msgs-per-op", below: 0.25 }), []);
  assertEquals(failuresOf(passed, { figure: "msgs-per-op", below: 0.1 }), ["goal"]);
  assertEquals(failuresOf(passed, { figure: "no-such-figure", below: 1 }), ["goal"]);
});

Deno.test("outcomeOf() names the command for a run that was not measured", () => {
  try {
    outcomeOf("1_echo/none");
    assert(false);
  } catch (error) {
    assertStringIncludes(String(error), "deno task measure course");
  }
});
