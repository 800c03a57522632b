/**
 * What tests of the playground do with its page.
 *
 * @module
 */
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { buildPlayground } from "../../scripts/playground/build.ts";
import { folderServer } from "../../scripts/playground/folder_server.ts";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { findBrowser, launch } from "./browser.ts";

/** Where Chromium is; undefined where there is none. */
export const BROWSER = findBrowser();

/** A test that opens pages: handles of the browser outlive its steps. */
export const PAGE_TEST = { ignore: BROWSER === undefined, sanitizeOps: false, sanitizeResources: false };

/** Far beyond what any run takes, for machines with one busy core. */
const RUN_TIME_LIMIT_MS = 60_000;

/** A built playground that is served, with a browser. */
export interface Served {
  readonly browser: Browser;
  readonly folder: string;
  /** Opens the page in a fresh profile; what it complains of goes into `complaints`. */
  visit(options?: BrowserContextOptions & { readonly fragment?: string }): Promise<Page>;
  readonly complaints: string[];
}

/** Builds and serves the playground for a test. A web host may keep the folder anywhere below its root. */
export async function withPlayground(
  test: (served: Served) => Promise<void>,
  options: { readonly withoutTypes?: boolean } = {},
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  await buildPlayground(join(folder, "some", "place"), options);
  const url = Promise.withResolvers<string>();
  const server = folderServer(folder, 0, url.resolve);
  const browser = await launch(BROWSER ?? "");
  const complaints: string[] = [];
  try {
    const address = `${await url.promise}some/place/index.html`;
    await test({
      browser,
      folder,
      complaints,
      async visit({ fragment = "", ...options } = {}) {
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
        const page = await context.newPage();
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("console", (message) => complaints.push(message.text()));
        await page.goto(address + fragment);
        await page.waitForSelector('html[data-ready="yes"]');
        return page;
      },
    });
  } finally {
    await browser.close();
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Carries out what is in the form and waits for the verdict or a problem. */
export async function run(page: Page): Promise<string> {
  await page.click("#run");
  return await verdictOf(page);
}

/** Waits for the verdict of the run that was started, or a problem; the empty text for a problem. */
export async function verdictOf(page: Page): Promise<string> {
  await page.locator("#outcome:not([hidden]), #problem:not(:empty)").first().waitFor({ timeout: RUN_TIME_LIMIT_MS });
  return await page.locator("#problem").innerText() === "" ? await page.locator("#verdict").textContent() ?? "" : "";
}

/** Puts a program into the editor. */
export async function write(page: Page, source: string): Promise<void> {
  await page.fill("#source", source);
}

/** Gives a file to the page as a person does who drops it. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }`);
}

/** The source of a challenge as it is in the project. */
export function challengeSource(name: string): string {
  return Deno.readTextFileSync(new URL(`../../challenges/${name}.ts`, import.meta.url));
}

/** The journal's hash for the same run on the command line. */
export async function hashOnCommandLine(args: readonly string[]): Promise<string> {
  const store = Deno.makeTempDirSync();
  try {
    const [command = "", ...rest] = args;
    await main([command, "--store", store, ...rest], new RecordedTerminal());
    return JSON.parse(Deno.readTextFileSync(join(store, "latest", "run.json")))["journal-sha256"];
  } finally {
    Deno.removeSync(store, { recursive: true });
  }
}
