/**
 * How quick the course is in a browser: what is fetched as the page opens, and how long it takes from a press
 * on "Run it" of lesson 3b to its verdict.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { findBrowser, launch } from "../../tests/e2e/browser.ts";
import { folderServer } from "../playground/folder_server.ts";
import { flagsInUse } from "../std.ts";
import type { Terminal } from "../workbench/terminal/terminal.ts";
import { UsageError } from "../workbench/usage_error.ts";

/** Presses; the first one finds nothing loaded but the page. */
const PRESSES = 9;

const LESSON = "#lesson=3b_broadcast";

/** Measures and prints. @throws {UsageError} Where there is no Chromium. */
export async function measureCoursePage(terminal: Terminal): Promise<void> {
  const path = findBrowser();
  if (path === undefined) throw new UsageError("Cannot measure the page: there is no Chromium, expected it or $CHROME");
  const folder = Deno.makeTempDirSync();
  const browser = await launch(path);
  const url = Promise.withResolvers<string>();
  await build(folder);
  const server = folderServer(folder, 0, url.resolve);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const fetched = fetchedFiles(page);
    await page.goto(await url.promise);
    await page.waitForSelector('html[data-ready="yes"]');
    terminal.out(`Fetched as the page opens: ${sizes(folder, [...fetched])}\n`);
    await page.goto(`${await url.promise}${LESSON}`);
    const times = await verdictTimes(page);
    const sorted = times.toSorted((a, b) => a - b);
    terminal.out(
      `Lesson 3b, from the press to the verdict: first ${times[0]} ms, median of ${PRESSES} ` +
        `${sorted[PRESSES >> 1]} ms, at most ${sorted.at(-1)} ms, on ${navigator.hardwareConcurrency} cores\n`,
    );
  } finally {
    await browser.close();
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** In a process of its own: a module loaded late may not bring TypeScript along. */
async function build(folder: string): Promise<void> {
  const script = fileURLToPath(new URL("../playground.ts", import.meta.url));
  const args = ["run", "-A", "--quiet", ...flagsInUse(), script, "--build", "--out", folder];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output();
  if (!success) throw new Error(`Cannot build the playground: ${new TextDecoder().decode(stderr).trim()}`);
}

/** Names of the files that the page has asked for, as they come. */
function fetchedFiles(page: Page): ReadonlySet<string> {
  const names = new Set<string>();
  page.on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol === "http:") names.add(pathname.slice(1) || "index.html");
  });
  return names;
}

function sizes(folder: string, names: readonly string[]): string {
  const files = names.map((name) => Deno.readFileSync(join(folder, name)));
  const kilobytes = (lengths: readonly number[]) => Math.round(lengths.reduce((sum, length) => sum + length, 0) / 1000);
  const plain = kilobytes(files.map(({ length }) => length));
  return `${plain} kB, ${kilobytes(files.map((bytes) => gzipSync(bytes).length))} kB where the host compresses ` +
    `(${names.join(", ")})`;
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
