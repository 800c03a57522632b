/**
 * Makes the pictures of the README: `deno task screenshots`.
 *
 * Not a test: it shows pages as they are at present, for people to look at.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { buildPlayground } from "../../scripts/playground/build.ts";
import { folderServer } from "../../scripts/playground/folder_server.ts";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { findBrowser, launch } from "./browser.ts";

const FOLDER = fileURLToPath(new URL("../../scripts/workbench/report/screenshots/", import.meta.url));
const SIZE = { width: 920, height: 560 };
/** The verdict with the whole of its first picture. */
const VERDICT_SIZE = { width: 920, height: 900 };
const LIVE_SIZE = { width: 1240, height: 620 };
/** Room around a part of a page. */
const ROOM = 14;
const BROKEN = [
  ...["test", "-w", "broadcast", "--bin", "tests/broken/broadcast_no_retry.ts", "--mode", "sim"],
  ...["--node-count", "5", "--time-limit", "10", "--latency", "100", "--nemesis", "partition", "--seed", "5"],
];

const SKEW = [
  ...["test", "-w", "txn-list-append", "--bin", "tests/broken/txn_list_write_skew.ts", "--mode", "sim"],
  ...["--node-count", "1", "--concurrency", "10n", "--time-limit", "5", "--rate", "400"],
  ...["--consistency-models", "serializable", "--seed", "1"],
];

const SPLIT_BRAIN = [
  ...["test", "-w", "lin-kv", "--bin", "tests/broken/lin_kv_split_brain.ts", "--mode", "sim"],
  ...[
    "--node-count",
    "3",
    "--concurrency",
    "4n",
    "--time-limit",
    "10",
    "--rate",
    "50",
    "--latency",
    "50",
    "--seed",
    "1",
  ],
];

interface Studio {
  readonly browser: Browser;
  readonly store: string;
}

if (Deno.args.length > 0) {
  Deno.stderr.writeSync(new TextEncoder().encode("Usage: deno task screenshots, without arguments\n"));
  Deno.exit(Deno.args.includes("--help") ? 0 : 3);
}
const path = findBrowser({ isWhole: true });
if (path === undefined) Deno.exit(1);
Deno.mkdirSync(FOLDER, { recursive: true });
const store = Deno.makeTempDirSync();
const browser = await launch(path);
try {
  await pictureVerdict({ browser, store });
  await pictureCycle({ browser, store });
  await pictureOrder({ browser, store });
  await pictureMessages({ browser, store });
  await picturePlayback({ browser, store });
  await picturePlayground(browser);
} finally {
  await browser.close();
  Deno.removeSync(store, { recursive: true });
}

/** A broken run: the verdict and what broke. */
async function pictureVerdict(studio: Studio): Promise<void> {
  const page = await openReport(studio, BROKEN, "light");
  await page.setViewportSize(VERDICT_SIZE);
  await save(page, "verdict.png");
}

/** Write skew: the first cycle. */
async function pictureCycle(studio: Studio): Promise<void> {
  const page = await openReport(studio, SKEW, "light");
  await save(page, "cycle.png", "#verdict .finding-picture >> nth=0");
}

/** A stale read: the longest order of the key's operations. */
async function pictureOrder(studio: Studio): Promise<void> {
  const page = await openReport(studio, SPLIT_BRAIN, "light");
  await save(page, "order.png", "#verdict .finding-picture >> nth=0");
}

/** The same run: the value that was lost, followed. */
async function pictureMessages(studio: Studio): Promise<void> {
  const page = await openReport(studio, BROKEN, "light");
  await page.locator("#verdict a[href='#follow=1']").click();
  await save(page, "messages.png", "#messages");
}

/** The same run while the partition lasts, dark. */
async function picturePlayback(studio: Studio): Promise<void> {
  const page = await openReport(studio, BROKEN, "dark");
  await page.locator("#scrub").fill("2600");
  await page.locator("#scrub").blur();
  await save(page, "playback.png", "#playback");
}

/** The editor; and a node of the playback, with what could be done to it. */
async function picturePlayground(browser: Browser): Promise<void> {
  const folder = Deno.makeTempDirSync();
  await buildPlayground(folder);
  const url = Promise.withResolvers<string>();
  const server = folderServer(folder, 0, url.resolve);
  try {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: "light" });
    await page.goto(await url.promise);
    await page.waitForSelector('html[data-ready="yes"]');
    await save(page, "playground.png");
    await page.setViewportSize(LIVE_SIZE);
    await page.click("#run");
    await page.locator("#outcome:not([hidden])").waitFor();
    const report = page.frameLocator("#report");
    await report.locator("#playback").waitFor();
    await page.click("#break");
    await report.locator("#node-card").filter({ hasText: "Timers" }).waitFor();
    await page.evaluate("document.querySelector('#report').scrollIntoView()");
    await save(page, "live.png");
  } finally {
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
}

async function openReport(
  { browser, store }: Studio,
  args: readonly string[],
  colorScheme: "light" | "dark",
): Promise<Page> {
  await main([...args, "--store", store], new RecordedTerminal());
  const file = join(Deno.realPathSync(join(store, "latest")), "index.html");
  const page = await browser.newPage({ viewport: SIZE, colorScheme });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-ready="yes"]');
  // Pictures of one part must not show the bar that stays on the screen.
  await page.addStyleTag({ content: "nav { position: static; }" });
  return page;
}

/** The place of a part on the page, with some room around it. */
async function around(page: Page, part: string) {
  const box = await page.locator(part).boundingBox();
  if (box === null) throw new Error(`Cannot find ${part} on the page`);
  const scrolled = await page.evaluate<{ x: number; y: number }>("({ x: scrollX, y: scrollY })");
  const [x, y] = [box.x + scrolled.x - ROOM, box.y + scrolled.y - ROOM];
  return { clip: { x, y, width: box.width + 2 * ROOM, height: box.height + 2 * ROOM } };
}

/** Saves what is on the screen, or one part of the page. */
async function save(page: Page, name: string, part?: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  const file = join(FOLDER, name);
  await page.screenshot({
    path: file,
    fullPage: part !== undefined,
    ...(part === undefined ? {} : await around(page, part)),
  });
  Deno.stdout.writeSync(new TextEncoder().encode(`${file} ${Math.round(Deno.statSync(file).size / 1000)} kB\n`));
}
