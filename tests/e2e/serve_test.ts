import { assertEquals } from "@std/assert";
import type { Browser } from "playwright-core";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { serveStore } from "../../scripts/workbench/report/serve/server.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { accessibilityProblems } from "./accessibility.ts";
import { findBrowser, launch } from "./browser.ts";

const BROWSER = findBrowser();

/** The browser is a process of its own, which playwright ends when it is closed. */
const OPTIONS = { ignore: BROWSER === undefined, sanitizeOps: false, sanitizeResources: false };

const STORE = Deno.makeTempDirSync();
const STOPPER = new AbortController();

/** One browser and one server serve all tests of this file. */
let running: Promise<{ readonly browser: Browser; readonly url: string }> | undefined;

Deno.test.afterAll(async () => {
  await (await running)?.browser.close();
  STOPPER.abort();
  Deno.removeSync(STORE, { recursive: true });
});

async function start() {
  for (const args of [["1", "--seed", "3"], ["1", "--seed", "4", "--rate", "20"]]) {
    await main(["glomers", ...args, "--store", STORE], new RecordedTerminal());
  }
  const listening = Promise.withResolvers<string>();
  void serveStore(STORE, { port: 0, signal: STOPPER.signal, onListen: listening.resolve });
  return { browser: await launch(BROWSER ?? ""), url: await listening.promise };
}

/** The server with some runs, and a browser. */
function served() {
  return running ??= start();
}

Deno.test({ ...OPTIONS, name: "axe finds nothing wrong with the list of runs" }, async () => {
  const { browser, url } = await served();
  const page = await browser.newPage();
  await page.goto(url);
  assertEquals(await accessibilityProblems(page), []);
  await page.close();
});
