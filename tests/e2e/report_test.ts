import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { renderReport } from "../../scripts/workbench/report/mod.ts";
import type { ReportInput } from "../../scripts/workbench/report/mod.ts";
import { HOSTILE, hostileKafkaRun, hostileRun } from "../workbench/report/hostile_run.ts";
import { findBrowser, launch, open } from "./browser.ts";

const BROWSER = findBrowser();

/** The browser is a process of its own, which playwright ends when it is closed. */
const OPTIONS = { ignore: BROWSER === undefined, sanitizeOps: false, sanitizeResources: false };

/** How long the page of stage 1 takes to open where nothing else runs. */
const SMALL_PAGE_MS = 400;

const FOLDERS: string[] = [];

/** One browser serves all tests of this file. */
let running: Promise<Browser> | undefined;

Deno.test.afterAll(async () => {
  await (await running)?.close();
  for (const folder of FOLDERS) Deno.removeSync(folder, { recursive: true });
});

function browser(): Promise<Browser> {
  return running ??= launch(BROWSER ?? "");
}

function temporaryFolder(): string {
  const folder = Deno.makeTempDirSync();
  FOLDERS.push(folder);
  return folder;
}

/** Runs the bench into a folder of its own and returns the address of the report. */
async function reportOf(args: readonly string[]): Promise<string> {
  const store = temporaryFolder();
  const terminal = new RecordedTerminal();
  await main([...args, "--store", store], terminal);
  return pathToFileURL(join(Deno.realPathSync(join(store, "latest")), "index.html")).href;
}

function pageOf(run: ReportInput): string {
  const path = join(temporaryFolder(), "index.html");
  Deno.writeTextFileSync(path, renderReport(run));
  return pathToFileURL(path).href;
}

/** The status line under the diagram, after the next frame. */
async function diagramStatus(page: Page): Promise<string> {
  await nextFrame(page);
  return await page.locator("#diagram-status").innerText();
}

/** Waits until the page has drawn what is due. */
async function nextFrame(page: Page): Promise<void> {
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
}

/** How many messages the status line says are in view. */
async function inView(page: Page): Promise<number> {
  return Number(/([\d,]+) of [\d,]+ messages in view/.exec(await diagramStatus(page))?.[1]?.replaceAll(",", ""));
}

Deno.test({ ...OPTIONS, name: "the report of a valid 3d run works in a browser" }, async (t) => {
  const { page, complaints } = await open(await browser(), await reportOf(["glomers", "3d", "--seed", "3"]));

  await t.step("shows verdict and numbers", async () => {
    assertMatch(await page.locator(".badge").innerText(), /^Valid/);
    assertStringIncludes(await page.locator("#numbers").innerText(), "msgs/op");
    await page.locator("#numbers [data-tip]").first().hover();
    assert((await page.locator("#tip").innerText()).length > 20, "a number explains itself");
  });

  await t.step("tells of a point in the latency plot, and shows its operation on a press", async () => {
    const plot = page.locator("svg.plot[data-end]");
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    const path = await plot.locator("path.points").first().getAttribute("d") ?? "";
    const [, x = "", y = ""] = /L([\d.]+),([\d.]+)/.exec(path) ?? [];
    const size = (await plot.getAttribute("viewBox") ?? "").split(" ").map(Number);
    const scale = (box?.width ?? 0) / (size[2] ?? 1);
    const position = { x: Number(x) * scale, y: (Number(y) - (size[1] ?? 0)) * scale };
    await plot.hover({ position });
    assertMatch(await page.locator("#tip").innerText(), /^Operation \d+/);
    await plot.click({ position });
    assertMatch(await page.locator("#call-card").innerText(), /^Operation \d+/);
  });

  await t.step("zooms by button, key and wheel, and goes back to the whole run", async () => {
    const whole = await inView(page);
    await page.click("#zoom-in");
    const half = await inView(page);
    assert(half < whole, `${half} of ${whole} after zooming in`);
    await page.focus("#diagram");
    await page.keyboard.press("+");
    const quarter = await inView(page);
    assert(quarter < half, `${quarter} of ${half} after pressing +`);
    await page.locator("#diagram").hover();
    await page.mouse.wheel(0, -400);
    assert(await inView(page) < quarter, "fewer after turning the wheel");
    await page.click("#zoom-all");
    assertEquals(await inView(page), whole);
  });

  await t.step("filters by type, node and clients", async () => {
    const whole = await inView(page);
    await page.locator("#type-chips button").first().click();
    const withoutType = await inView(page);
    assert(withoutType < whole);
    await page.selectOption("#filter-participant", { label: "n7" });
    assert(await inView(page) < withoutType);
    await page.click("#clear-filters");
    assertEquals(await inView(page), whole);
    await page.selectOption("#filter-clients", "hidden");
    assert(await inView(page) < whole);
    await page.click("#clear-filters");
    assertEquals([await inView(page), await page.locator("#filter-clients").inputValue()], [whole, "merged"]);
  });

  await t.step("follows a value to every node", async () => {
    await page.fill("#follow", "17");
    assertStringIncludes(await diagramStatus(page), "reached 25 of 25 nodes");
    await page.click("#clear-filters");
  });

  await t.step("shows a message when it is chosen by keyboard", async () => {
    await page.focus("#diagram");
    await page.keyboard.press("n");
    assertStringIncludes(await page.locator("#message-card").innerText(), "Message c");
  });

  await t.step("lights up the messages of one operation, and says where there is none", async () => {
    await page.fill("#filter-operation", "0");
    assertStringIncludes(await diagramStatus(page), "2 lit");
    await page.fill("#filter-operation", "999999");
    assertEquals(await page.locator("#filter-operation-note").innerText(), "There is no operation 999999 in this run.");
    await page.click("#clear-filters");
    assertEquals(await page.locator("#filter-operation-note").innerText(), "");
  });

  await t.step("plays, pauses, steps and scrubs", async () => {
    await page.locator("#playback").scrollIntoViewIfNeeded();
    await page.selectOption("#speed", "1");
    await page.click("#play");
    await page.locator("#clock").filter({ hasText: /^(0\.[2-9]|[1-9])/ }).waitFor();
    await page.click("#play");
    const played = Number.parseFloat(await page.locator("#clock").innerText());
    await page.click("#step-forward");
    await nextFrame(page);
    assert(Number.parseFloat(await page.locator("#clock").innerText()) >= played);
    await page.locator("#scrub").fill("5000");
    await nextFrame(page);
    const scrubbed = Number.parseFloat(await page.locator("#clock").innerText());
    assert(scrubbed > 13 && scrubbed < 17, `${scrubbed} s in the middle of 30 s`);
    assertStringIncludes(await page.locator("#cluster-status").innerText(), "nodes know");
  });

  await t.step("tells of a node at the moment of the playback, and offers nothing that it cannot do", async () => {
    await page.selectOption("#node-choice", { label: "n7" });
    const card = page.locator("#node-card");
    await card.filter({ hasText: "n7 at" }).waitFor();
    assertMatch(await card.innerText(), /Knows \d+ of \d+ values/);
    assertMatch(await card.innerText(), /(received from|sent to) \w+/);
    assertEquals(await card.getByText("From this moment on").count(), 0);
    await page.selectOption("#node-choice", { label: "none" });
    await card.waitFor({ state: "hidden" });
  });

  await t.step("changes between light and dark", async () => {
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const before = await background();
    await page.click("#theme");
    assert(await background() !== before);
  });

  assertEquals(complaints, []);
});

Deno.test(
  { ...OPTIONS, name: "the report of a broken run leads from the verdict to the operation in one click" },
  async () => {
    const broken = ["test", "-w", "broadcast", "--bin", "tests/broken/broadcast_no_retry.ts", "--mode", "sim"];
    const run = ["--node-count", "5", "--time-limit", "10", "--nemesis", "partition", "--seed", "5"];
    const { page, complaints } = await open(await browser(), await reportOf([...broken, ...run]));
    assertEquals(await page.locator(".badge").innerText(), "Invalid");
    const link = page.locator("#verdict .links a[href^='#op-']").first();
    const index = /#op-(\d+)/.exec(await link.getAttribute("href") ?? "")?.[1] ?? "none";
    await link.click();
    const card = page.locator("#call-card");
    assertStringIncludes(await card.innerText(), index);
    const box = await card.boundingBox();
    assert(box !== null && box.y >= 0 && box.y < 900, "the operation is on the screen");
    await page.locator("#verdict a[href^='#follow=']").first().click();
    assertStringIncludes(await diagramStatus(page), "nodes");
    assertMatch(await diagramStatus(page), /[1-9]\d* lit/);
    await page.locator("#filter-troubled").check();
    assert(await inView(page) > 0, "lost messages are there");
    assertEquals(complaints, []);
  },
);

Deno.test({ ...OPTIONS, name: "hostile texts of a run are shown as text" }, async () => {
  const { page, complaints } = await open(await browser(), pageOf(hostileRun()));
  await page.locator("#verdict .links a").first().click();
  assertStringIncludes(await page.locator("#call-card").innerText(), "<img src=x onerror=");
  await page.focus("#diagram");
  for (let step = 0; step < 4; step++) await page.keyboard.press("n");
  assertStringIncludes(await page.locator("#message-card").innerText(), "script");
  await page.locator("#diagram").hover();
  await page.fill("#follow", JSON.stringify(HOSTILE));
  assertStringIncludes(await page.locator("#calls").innerText(), "</script>");
  assertEquals(await page.evaluate("globalThis.broken"), undefined);
  assertEquals(await page.locator("main img").count(), 0);
  assertEquals(complaints, []);
});

Deno.test({ ...OPTIONS, name: "hostile keys and messages are shown as text in logs" }, async () => {
  const { page, complaints } = await open(await browser(), pageOf(hostileKafkaRun()));
  await page.locator("#verdict a[href^='#log=']").click();
  assertStringIncludes(await page.locator("#kafka-log tr.asked").innerText(), "</script><script>");
  assertEquals(await page.evaluate("globalThis.broken"), undefined);
  assertEquals(await page.locator("main img").count(), 0);
  assertEquals(complaints, []);
});

Deno.test({ ...OPTIONS, name: "a cycle leads from its drawing and its text to the operations" }, async () => {
  const skew = ["test", "-w", "txn-list-append", "--bin", "tests/broken/txn_list_write_skew.ts", "--mode", "sim"];
  const load = ["--node-count", "1", "--concurrency", "10n", "--time-limit", "2", "--rate", "400"];
  const demand = ["--consistency-models", "serializable", "--seed", "1"];
  const { page, complaints } = await open(await browser(), await reportOf([...skew, ...load, ...demand]));
  const figure = page.locator(".finding-picture").first();
  const graph = figure.locator(".picture.wide");
  assertMatch((await graph.locator(".edge.rw text").first().innerHTML()).trim(), /^rw key \d+$/);
  const name = (await graph.locator(".name").first().innerHTML()).trim();
  const index = /^T1: op\. (\d+) at n0$/.exec(name)?.[1] ?? "none";
  await figure.locator("figcaption a").first().click();
  assertMatch(await page.locator("#call-card h3").innerText(), new RegExp(`^Operation ${index}.\\d+: txn by`));
  const link = page.locator("#verdict .text a").nth(1);
  const second = /\d+/.exec(await link.innerText())?.[0] ?? "none";
  assert(second !== index);
  await link.click();
  assertMatch(await page.locator("#call-card h3").innerText(), new RegExp(`^Operation ${second}.\\d+: txn by`));
  assertEquals(complaints, []);
});

Deno.test(
  { ...OPTIONS, name: "a skipped message leads from the verdict to its log, its send and its polls" },
  async () => {
    const skips = ["test", "-w", "kafka", "--bin", "tests/broken/kafka_poll_skips.ts", "--mode", "sim"];
    const load = ["--node-count", "1", "--concurrency", "4n", "--time-limit", "5", "--rate", "100", "--seed", "1"];
    const { page, complaints } = await open(await browser(), await reportOf([...skips, ...load]));
    const finding = await page.locator("#verdict .text").first().innerText();
    const told = /Process (\d+) polled key "(\d+)" .* it skipped message (\d+) at offset (\d+)/.exec(finding) ?? [];
    const [, process, key = "none", message = "", offset = ""] = told;
    await page.locator("#verdict a[href^='#log=']").first().click();
    assertEquals(await page.locator("#kafka-key").inputValue(), key);
    const row = page.locator("#kafka-log tr.asked");
    const cells = await row.locator("td").allInnerTexts();
    assertEquals(cells.slice(0, 2), [offset, message]);
    const columns = await page.locator("#kafka-log .log thead th").allInnerTexts();
    assertEquals(cells[columns.indexOf(`p${process}`)], "○");
    await row.locator(".writers a").click();
    assertMatch(await page.locator("#call-card h3").innerText(), /: send by process \d+, ok$/);
    await row.locator(".reader a").first().click();
    assertMatch(await page.locator("#call-card h3").innerText(), /: poll by process \d+, ok$/);
    assertEquals(complaints, []);
  },
);

/** Milliseconds a frame while the page does something in each of twenty frames: the middle one and the longest. */
async function framesOf(page: Page, act: string): Promise<{ middle: number; longest: number }> {
  return await page.evaluate<{ middle: number; longest: number }>(`new Promise((done) => {
    const times = [];
    let last = 0;
    const frame = (now) => {
      if (last > 0) times.push(Math.round(now - last));
      last = now;
      if (times.length === 20) {
        times.sort((a, b) => a - b);
        return done({ middle: times[10], longest: times[19] });
      }
      const count = times.length;
      ${act}
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);
}

Deno.test(
  { ...OPTIONS, name: "the page of a run of some 100,000 messages opens and stays smooth" },
  async () => {
    const small = await open(await browser(), await reportOf(["glomers", "1", "--seed", "3"]));
    const { page, complaints, openedMs } = await open(
      await browser(),
      await reportOf(["glomers", "3b", "--node-count", "25", "--rate", "160", "--seed", "3"]),
    );
    const all = await inView(page);
    assert(all > 70_000, `${all} messages`);
    assertStringIncludes(await page.locator("#closing").innerText(), "Nothing of the run is left out");
    await page.locator("#diagram").scrollIntoViewIfNeeded();
    const press = (key: string) =>
      `document.getElementById("diagram").dispatchEvent(new KeyboardEvent("keydown", { key: ${key} }));`;
    const zooming = await framesOf(page, press('count % 2 === 0 ? "+" : "-"'));
    for (let times = 0; times < 5; times++) await page.click("#zoom-in");
    const drawn = await inView(page);
    const panning = await framesOf(page, press('"ArrowRight"'));
    await page.locator("#cluster").scrollIntoViewIfNeeded();
    await page.click("#play");
    const playing = await framesOf(page, "");
    await page.click("#play");
    const note = Object.entries({ zooming, panning, playing }).map(([what, { middle, longest }]) =>
      `${what} ${middle} ms a frame, at most ${longest}`
    ).join("; ");
    const line = `report, ${all} messages: opened in ${openedMs} ms; ${note}; ${drawn} messages drawn while panning\n`;
    Deno.stderr.writeSync(new TextEncoder().encode(line));
    // The goals are 3 s and 60 frames a second; a machine that is slow, or busy, takes longer for the small page as well.
    const slowness = Math.max(1, small.openedMs / SMALL_PAGE_MS);
    assert(openedMs < 12_000 * slowness, `${openedMs} ms, and ${small.openedMs} ms for the page of stage 1`);
    for (const { middle } of [zooming, panning, playing]) assert(middle < 300 * slowness, line);
    assertEquals(complaints, []);
  },
);

Deno.test(
  { ...OPTIONS, name: "a report fits a phone and explains its numbers at a touch, or by keyboard" },
  async () => {
    const context = await (await browser()).newContext({ viewport: { width: 375, height: 740 }, hasTouch: true });
    const page = await context.newPage();
    await page.goto(await reportOf(["glomers", "3c", "--seed", "3"]));
    await page.waitForSelector('html[data-ready="yes"]');
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 375);
    const number = page.locator("#numbers [data-tip]");
    await number.nth(2).tap();
    assertStringIncludes(await page.locator("#tip").innerText(), "certainly did not take effect");
    await page.locator("h1").tap();
    assert(await page.locator("#tip").isHidden());
    await number.nth(1).focus();
    await page.keyboard.press("ArrowUp");
    assertStringIncludes(await page.locator("#tip").innerText(), "however they ended");
    await context.close();
  },
);
