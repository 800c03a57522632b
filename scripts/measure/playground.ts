/**
 * Measures the playground: what is fetched before its editor can be used, how long that takes, and how long it takes from
 * Run to the verdict of 3b.
 *
 * `deno task measure playground [--visits N]`: builds the page and visits it in Chromium, each time in a fresh profile.
 *
 * @module
 */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { FILES } from "../playground/protocol.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { systemTerminal } from "../workbench/terminal/terminal.ts";
import { withServedPlayground } from "./served_playground.ts";

/** Runs of 3b in each visit: the first finds everything cold. */
const RUNS_PER_VISIT = 3;

const OPTIONS = {
  "visits": integer({
    group: "Options",
    valueName: "N",
    description: "Visits, each in a fresh profile.",
    default: 5,
    min: 1,
  }),
  "help": flag({ alias: "h", group: "Options", description: "Shows this text." }),
};

const HELP: CommandHelp = {
  program: "deno task measure",
  usage: "playground [OPTIONS]",
  description: "Measures what the playground fetches, how soon its editor can be used, and how soon 3b has a verdict.",
  options: OPTIONS,
  examples: [["playground", "Visits the page five times."]],
};

/** How long a reader looks at the page before the first run, in ms. */
const READING_MS = 2000;

/** What one visit was like. Times in ms. */
interface Visit {
  /** Files fetched before the editor could be used. */
  readonly fetched: readonly string[];
  readonly usableMs: number;
  /** From Run to the verdict, for each run. */
  readonly verdictMs: readonly number[];
}

/** Runs the script; returns the exit status. */
export async function measurePlayground(args: readonly string[]): Promise<number> {
  const terminal = systemTerminal();
  const { values } = parseOptions(OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(HELP, terminal.columns));
    return EXIT_VALID;
  }
  await withServedPlayground(async ({ browser, url, folder }) => {
    const visits: Visit[] = [];
    for (let visit = 0; visit < values.visits; visit++) visits.push(await visitPage(browser, url));
    terminal.out(tell(visits, folder));
  });
  return EXIT_VALID;
}

async function visitPage(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForSelector('html[data-ready="yes"]');
    const usableMs = await page.evaluate<number>("performance.getEntriesByName('usable')[0].startTime");
    const fetched = await page.evaluate<string[]>(
      `performance.getEntriesByType("resource").filter(({ startTime }) => startTime < ${usableMs}).map(({ name }) => name)`,
    );
    const names = [FILES.page, ...fetched.map((address) => new URL(address).pathname.slice(1))];
    // A reader does not press Run in the first moment: meanwhile the worker is made.
    await page.waitForTimeout(READING_MS);
    const verdictMs: number[] = [];
    for (let run = 0; run < RUNS_PER_VISIT; run++) {
      const startMs = performance.now();
      await page.click("#run");
      await page.locator("#outcome:not([hidden])").waitFor();
      verdictMs.push(performance.now() - startMs);
    }
    return { fetched: names, usableMs, verdictMs };
  } finally {
    await context.close();
  }
}

function tell(visits: readonly Visit[], folder: string): string {
  const names = [...new Set(visits.flatMap(({ fetched }) => fetched))];
  const rows = [...names, FILES.worker, FILES.lib, FILES.types, FILES.typesModule].filter((name, at, all) =>
    all.indexOf(name) === at
  ).map((name) => {
    const content = Deno.readFileSync(join(folder, name));
    return { name, isFirst: names.includes(name), raw: content.length, gzip: gzipSync(content, { level: 6 }).length };
  });
  const first = rows.filter(({ isFirst }) => isFirst);
  const sum = (field: "raw" | "gzip") => kilobytes(first.reduce((total, row) => total + row[field], 0));
  return [
    "File              kB  kB gzip  fetched",
    ...rows.map(({ name, raw, gzip, isFirst }) =>
      `${name.padEnd(16)}${kilobytes(raw)}${kilobytes(gzip).padStart(9)}  ${
        isFirst ? "before the editor can be used" : "later"
      }`
    ),
    `${"First load".padEnd(16)}${sum("raw")}${sum("gzip").padStart(9)}`,
    `Editor can be used after ${spread(visits.map(({ usableMs }) => usableMs))} (${visits.length} visits)`,
    `3b from Run to verdict: first ${spread(visits.map(({ verdictMs }) => verdictMs[0] ?? NaN))}, then ` +
    spread(visits.flatMap(({ verdictMs }) => verdictMs.slice(1))),
    "",
  ].join("\n");
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0).padStart(6);
}

/** Median, least and most. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? NaN);
  return `${at(0.5)} ms (${at(0)} to ${at(1)})`;
}
