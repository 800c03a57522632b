/**
 * Measures how quick the page of a large run is: its size, how long it takes to open, and how long a key of the search
 * takes, until the list shows what was found.
 *
 * `deno task measure page [--report FILE]`: runs 3b and 3d with more than 400,000 messages each, or takes a page that is
 * there. Needs Chromium, as the tests of pages do.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { main } from "../workbench/cli/commands/main.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, repeated } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { RecordedTerminal, systemTerminal } from "../workbench/terminal/terminal.ts";
import { launchChromium } from "./chromium.ts";

/** Runs whose pages are measured. */
const RUNS: readonly (readonly string[])[] = [
  ["glomers", "3b", "--node-count", "25", "--rate", "450", "--time-limit", "30", "--seed", "1"],
  ["glomers", "3d", "--node-count", "25", "--rate", "1000", "--time-limit", "32", "--seed", "3"],
];

/** What is typed, key by key: a number that many lists hold, a process, and what reaches over two elements. */
const QUERIES = ["1742", "p13", "99,1"];

/** What passes between a click into the field and the first key. */
const BEFORE_FIRST_KEY_MS = 500;

const OPTIONS = {
  "report": repeated({
    group: "Options",
    valueName: "FILE",
    description: "The page of a run that is there, in place of new runs.",
  }),
  "help": flag({ alias: "h", group: "Options", description: "Shows this text." }),
};

const HELP: CommandHelp = {
  program: "deno task measure",
  usage: "page [OPTIONS]",
  description: "Measures how long the pages of large runs take to open and to search, in Chromium.",
  options: OPTIONS,
  examples: [["page", "Runs 3b and 3d at high rates and measures their pages."]],
};

/** Runs the script; returns the exit status. */
export async function measurePage(args: readonly string[]): Promise<number> {
  const terminal = systemTerminal();
  const { values } = parseOptions(OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(HELP, terminal.columns));
    return EXIT_VALID;
  }
  const browser = await launchChromium();
  const store = Deno.makeTempDirSync();
  try {
    const reports = values.report.length > 0 ? values.report : RUNS.map((run) => () => reportOf(run, store));
    for (const report of reports) {
      const file = typeof report === "string" ? report : await report();
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      terminal.out(`${await lineOf(page, file)}\n`);
      await page.close();
    }
  } finally {
    await browser.close();
    Deno.removeSync(store, { recursive: true });
  }
  return EXIT_VALID;
}

async function reportOf(run: readonly string[], store: string): Promise<string> {
  await main([...run, "--store", store], new RecordedTerminal());
  return join(Deno.realPathSync(join(store, "latest")), "index.html");
}

async function lineOf(page: Page, file: string): Promise<string> {
  const startMs = performance.now();
  await page.goto(pathToFileURL(Deno.realPathSync(file)).href);
  await page.waitForSelector('html[data-ready="yes"]', { timeout: 120_000 });
  const openedMs = performance.now() - startMs;
  const title = await page.title();
  // Drawn a frame after the page is ready.
  await page.waitForFunction(`document.getElementById("diagram-status").textContent !== ""`);
  const status = await page.locator("#diagram-status").innerText();
  const held = /of ([\d,]+) messages/.exec(status)?.[1];
  const messages = /of the run's ([\d,]+) messages/.exec(status)?.[1] ?? held;
  const keys: number[] = [];
  await page.locator("#call-search").focus();
  await page.waitForTimeout(BEFORE_FIRST_KEY_MS);
  for (const query of QUERIES) {
    for (let length = 1; length <= query.length; length++) keys.push(await keyMs(page, query.slice(0, length)));
  }
  keys.sort((a, b) => a - b);
  const megabytes = (Deno.statSync(file).size / 1e6).toFixed(2);
  return `${title}: ${messages} messages, ${megabytes} MB, opened in ${
    Math.round(openedMs)
  } ms; a key of the search: ` +
    `median ${Math.round(keys[keys.length >> 1] ?? 0)} ms, at most ${Math.round(keys.at(-1) ?? 0)} ms`;
}

/** From the input of a query to the frame after the status tells how many operations hold it. */
async function keyMs(page: Page, query: string): Promise<number> {
  return await page.evaluate<number>(`new Promise((done) => {
    const status = document.getElementById("calls-status");
    const search = document.getElementById("call-search");
    status.textContent = "";
    search.value = ${JSON.stringify(query)};
    const start = performance.now();
    const look = () => {
      if (/^[\\d,]+ of/.test(status.textContent)) done(performance.now() - start);
      else requestAnimationFrame(look);
    };
    search.dispatchEvent(new Event("input"));
    look();
  })`);
}
