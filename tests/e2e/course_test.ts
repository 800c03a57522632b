import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { buildCourse } from "../../scripts/playground/course/build_course.ts";
import { PUZZLES } from "../../scripts/playground/course/puzzles.ts";
import { accessibilityProblems, EVERY_LOOK, TWO_LOOKS } from "./accessibility.ts";
import { PAGE_TEST, type Served, withPlayground, write } from "./playground_page.ts";

const COURSE = buildCourse();

/** Opens a place of the course and waits until it is shown. */
async function open(page: Page, fragment: string, title: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
  await page.locator("#lesson-title", { hasText: title }).waitFor();
}

/** Presses the button of a step that runs it, and gives what the lesson says then. */
async function runStep(page: Page, index: number): Promise<string> {
  const step = page.locator("section.step").nth(index);
  await step.getByRole("button", { name: "Run it", exact: true }).click();
  return await textOf(step.locator(".lesson-result").first());
}

async function textOf(result: Locator): Promise<string> {
  await result.filter({ hasText: /\w/ }).waitFor({ timeout: 60_000 });
  return await result.innerText();
}

/**
 * What lessons say of their skeletons, one for each way to fail: a finding, Fly.io's limit, the course's own goal, and
 * nothing to judge. course_runs_test.ts runs the skeletons of all, and judges them as the page does.
 */
const FAILURES: ReadonlyMap<string, RegExp> = new Map([
  ["1_echo", /^Invalid \(no-success\)\./],
  ["3e_broadcast", /^Valid, but misses: msgs\/op\./],
  ["5c_kafka", /^Valid, but misses: msgs-per-op below 0\.25\./],
  ["6a_txn", /^Unknown \(nothing-checked\)\./],
]);

/** Skeletons fail, and every lesson passes with its solution. */
async function lessons(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit();
  for (const { id, number, title, steps } of COURSE.lessons) {
    await t.step(`lesson ${number}`, async () => {
      await open(page, `#lesson=${id}`, `${number} ${title}`);
      const failure = FAILURES.get(id);
      if (failure !== undefined) assertMatch(await runStep(page, 0), failure);
      const solution = steps.findIndex((step) => step.id === "solution");
      assertMatch(await runStep(page, solution), /^Passed\./);
      // The very run whose figures the lesson shows.
      assertEquals(await page.locator("#hash").textContent(), steps[solution]?.outcome.hash);
    });
  }
  await open(page, "#course=summary", "Summary");
  assertMatch(await page.locator("#course-summary").innerText(), /^Passed: 14 of 14 lessons, 0 of them/);
}

/** Progress is kept, and keys are enough. */
async function progress(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit();
  const focused = () => page.evaluate<string>("document.activeElement.innerText ?? ''");
  /** Goes on with the Tab key until something is focused. */
  async function tabTo(text: string): Promise<void> {
    for (let stops = 0; stops < 60; stops++) {
      await page.keyboard.press("Tab");
      if ((await focused()).includes(text)) return;
    }
    throw new Error(`No way to "${text}" with the Tab key`);
  }

  await t.step("a lesson is opened, run and passed with keys", async () => {
    await tabTo("Course:");
    await page.keyboard.press("Enter");
    await page.locator("#lesson-title", { hasText: "Course:" }).waitFor();
    await tabTo("Begin: 1 Echo");
    await page.keyboard.press("Enter");
    await page.locator("#lesson-title", { hasText: "1 Echo" }).waitFor();
    assertEquals(await focused(), "1 Echo");
    await tabTo("Run it");
    await page.keyboard.press("Enter");
    const first = page.locator("section.step").first().locator(".lesson-result").first();
    assertMatch(await textOf(first), /^Invalid \(no-success\)\./);
  });

  await t.step("a program of the reader's own passes, and is kept with its figures over a reload", async () => {
    await open(page, "#lesson=3b_broadcast", "3b");
    const flood = COURSE.lessons.find(({ id }) => id === "3b_broadcast")!.steps[1]!;
    await write(page, `// Mine\n${flood.source}`);
    await page.fill("#seed", "5");
    await page.getByRole("button", { name: "Check my program" }).click();
    assertMatch(await textOf(page.locator("#lesson > .lesson-result")), /^Passed\. [\d.]+ msgs\/op/);
    await page.reload();
    await page.locator("#lesson-title", { hasText: "3b" }).waitFor();
    assertMatch(
      await page.locator(".lesson-state").innerText(),
      /^Passed with a program of your own: [\d.]+ msgs\/op/,
    );
    assertStringIncludes(await page.locator("#source").innerText(), "// Mine");
    await open(page, "#course=summary", "Summary");
    assertStringIncludes(await page.locator("#course-summary").innerText(), "Passed: 1 of 14 lessons, 1 of them");
  });

  await t.step("a run with other options does not count", async () => {
    await open(page, "#lesson=3c_broadcast", "3c");
    await page.click("#network summary");
    await page.locator("#fields input[value=partition]").uncheck();
    await page.click("#run");
    assertStringIncludes(await textOf(page.locator("#lesson > .lesson-result")), "does not count");
  });

  await t.step("progress that was damaged is none", async () => {
    await page.evaluate("localStorage.setItem('gossip-glomers.course.progress', '{{')");
    await page.reload();
    await open(page, "#course=summary", "Summary");
    assertStringIncludes(await page.locator("#course-summary").innerText(), "Passed: 0 of 14");
  });

  await t.step(
    "without storage the course goes on, and a lesson that is not there leads to the contents",
    async () => {
      const closed = await visit({ fragment: "#lesson=none" });
      await closed.evaluate(
        "Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('closed') }",
      );
      await closed.locator("#lesson-title", { hasText: "Course:" }).waitFor();
      await open(closed, "#lesson=1_echo", "1 Echo");
      assertMatch(await runStep(closed, 2), /^Passed\./);
      await open(closed, "#course", "Course:");
      assertStringIncludes(
        await closed.locator(".contents").first().innerText(),
        "passed with the lesson's program",
      );
    },
  );
}

/** A puzzle fails, its line is found, and a mended program is verified. */
async function puzzles(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit({ fragment: "#puzzle=broadcast_forgets" });
  const puzzle = COURSE.puzzles.find(({ id }) => id === "broadcast_forgets")!;
  const { fix } = PUZZLES.find(({ id }) => id === "broadcast_forgets")!;
  await page.locator("#lesson-title", { hasText: "Puzzle" }).waitFor();
  const results = page.locator("#lesson > .lesson-result");

  await t.step("the failing run is shown", async () => {
    await page.getByRole("button", { name: "Run it and see it fail" }).click();
    assertEquals(await textOf(results.first()), puzzle.outcome.text);
  });

  await t.step("a wrong line is none, the right one brings the answer", async () => {
    const guess = page.getByRole("button", { name: "This is the line" });
    await page.locator('input[name="puzzle-line"]').first().focus();
    await page.keyboard.press("ArrowDown");
    await guess.click();
    assertMatch(await textOf(results.nth(1)), /^Line \d+ is right as it is/);
    assert(await page.getByRole("heading", { name: "The answer" }).isHidden());
    await page.locator(`input[name="puzzle-line"][value="${puzzle.answerLines[0]}"]`).check();
    await guess.click();
    assertMatch(await textOf(results.nth(1)), /^Yes, line \d+/);
    assert(await page.getByRole("heading", { name: "The answer" }).isVisible());
  });

  await t.step("the broken program is not taken for mended, the mended one is", async () => {
    const check = page.getByRole("button", { name: "Check my program" });
    await check.click();
    await results.nth(2).filter({ hasText: "Not yet, with seed 1" }).waitFor();
    await write(page, puzzle.source.replace(fix[0]!.find, ""));
    await check.click();
    await results.nth(2).filter({ hasText: "Mended: it passes with the seeds 1, 2, 3" }).waitFor();
    await open(page, "#course", "Course:");
    assertStringIncludes(await page.locator(".contents").nth(1).innerText(), "mended");
  });
}

/** axe finds nothing, light and dark, on a desktop and a phone. */
async function accessibility(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit();
  const places = [
    ["#course", "Course:"],
    ["#lesson=3d_broadcast", "3d"],
    ["#puzzle=txn_circular_flow", "Puzzle"],
    ["#course=summary", "Summary"],
  ] as const;
  for (const [fragment, title] of places) {
    await t.step(fragment, async () => {
      await open(page, fragment, title);
      assertEquals(await accessibilityProblems(page, title === "3d" ? EVERY_LOOK : TWO_LOOKS), []);
    });
  }
}

Deno.test(
  { ...PAGE_TEST, name: "the course teaches in the page, keeps progress, and is open to all" },
  (t) =>
    withPlayground(async (served) => {
      await lessons(t, served);
      await progress(t, served);
      await puzzles(t, served);
      assertEquals(served.complaints, []);
      await accessibility(t, served);
    }, { withoutTypes: true }),
);
