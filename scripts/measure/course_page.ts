/**
 * How quick the course is in a browser: how long it takes from a press on "Run it" of lesson 3b to its verdict. What the
 * page fetches first is the matter of `deno task measure playground`.
 *
 * @module
 */
import type { Page } from "playwright-core";
import type { Terminal } from "../workbench/terminal/terminal.ts";
import { withServedPlayground } from "./served_playground.ts";

/** Presses; the first one finds nothing loaded but the page. */
const PRESSES = 9;

const LESSON = "#lesson=3b_broadcast";

/** Measures and prints. @throws {UsageError} Where there is no Chromium. */
export async function measureCoursePage(terminal: Terminal): Promise<void> {
  await withServedPlayground(async ({ browser, url }) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${url}${LESSON}`);
    const times = await verdictTimes(page);
    const sorted = times.toSorted((a, b) => a - b);
    terminal.out(
      `Lesson 3b, from the press to the verdict: first ${times[0]} ms, median of ${PRESSES} ` +
        `${sorted[PRESSES >> 1]} ms, at most ${sorted.at(-1)} ms, on ${navigator.hardwareConcurrency} cores\n`,
    );
  });
}

/** Presses "Run it" of the second step, and gives the milliseconds until its verdict stands under it. */
const PRESS = `new Promise((done) => {
  const step = document.querySelectorAll("section.step")[1];
  const result = step.querySelector(".lesson-result");
  result.textContent = "";
  const startMs = performance.now();
  new MutationObserver((_, observer) => {
    if (result.textContent === "") return;
    observer.disconnect();
    done(Math.round(performance.now() - startMs));
  }).observe(result, { childList: true });
  [...step.querySelectorAll("button")].find(({ textContent }) => textContent === "Run it").click();
})`;

/** Milliseconds of each press on "Run it" of the second step. */
async function verdictTimes(page: Page): Promise<readonly number[]> {
  await page.locator("section.step").nth(1).waitFor();
  const times: number[] = [];
  for (let press = 0; press < PRESSES; press++) {
    times.push(await page.evaluate<number>(PRESS));
    // The report of this run is drawn meanwhile, as it is for a reader who looks at the verdict.
    await page.waitForTimeout(1000);
  }
  return times;
}
