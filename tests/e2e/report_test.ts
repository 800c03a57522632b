import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { main } from "../../scripts/workbench/cli/main.ts";
import { RecordedTerminal } from "../../scripts/workbench/cli/terminal.ts";
import { renderReport } from "../../scripts/workbench/report/mod.ts";
import { HOSTILE, hostileRun } from "../workbench/report/hostile_run.ts";
import { findBrowser, launch, open } from "./browser.ts";

const BROWSER = await findBrowser();

/** The browser is a process of its own, which playwright ends when it is closed. */
const OPTIONS = { ignore: BROWSER === undefined, sanitizeOps: false, sanitizeResources: false };

const FOLDERS: string[] = [];
globalThis.addEventListener("unload", () => FOLDERS.forEach((folder) => Deno.removeSync(folder, { recursive: true })));

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

function hostilePage(): string {
  const path = join(temporaryFolder(), "index.html");
  Deno.writeTextFileSync(path, renderReport(hostileRun()));
  return pathToFileURL(path).href;
}

/** The status line under the diagram, after the next frame. */
async function diagramStatus(page: Page): Promise<string> {
  await page.waitForTimeout(80);
  return await page.locator("#diagram-status").innerText();
}

/** How many messages the status line says are in view. */
async function inView(page: Page): Promise<number> {
  return Number(/([\d,]+) of [\d,]+ messages in view/.exec(await diagramStatus(page))?.[1]?.replaceAll(",", ""));
}

Deno.test({ ...OPTIONS, name: "the report of a valid 3d run works in a browser" }, async (t) => {
  const browser = await launch(BROWSER ?? "");
  try {
    const { page, complaints } = await open(browser, await reportOf(["glomers", "3d", "--seed", "3"]));

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
      await page.selectOption("#filter-clients", "merged");
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

    await t.step("lights up the messages of one operation", async () => {
      await page.fill("#filter-operation", "0");
      await page.keyboard.press("Enter");
      assertStringIncludes(await diagramStatus(page), "2 lit");
      await page.click("#clear-filters");
    });

    await t.step("plays, pauses, steps and scrubs", async () => {
      await page.locator("#playback").scrollIntoViewIfNeeded();
      await page.selectOption("#speed", "1");
      await page.click("#play");
      await page.waitForTimeout(600);
      await page.click("#play");
      const played = Number.parseFloat(await page.locator("#clock").innerText());
      assert(played > 0.2, `${played} s after 0.6 s`);
      await page.click("#step-forward");
      await page.waitForTimeout(80);
      assert(Number.parseFloat(await page.locator("#clock").innerText()) >= played);
      await page.locator("#scrub").fill("5000");
      await page.waitForTimeout(80);
      const scrubbed = Number.parseFloat(await page.locator("#clock").innerText());
      assert(scrubbed > 13 && scrubbed < 17, `${scrubbed} s in the middle of 30 s`);
      assertStringIncludes(await page.locator("#cluster-status").innerText(), "nodes know");
    });

    await t.step("changes between light and dark", async () => {
      const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
      const before = await background();
      await page.click("#theme");
      assert(await background() !== before);
    });

    assertEquals(complaints, []);
  } finally {
    await browser.close();
  }
});

Deno.test(
  { ...OPTIONS, name: "the report of a broken run leads from the verdict to the operation in one click" },
  async () => {
    const broken = ["test", "-w", "broadcast", "--bin", "tests/broken/broadcast_no_retry.ts", "--mode", "sim"];
    const run = ["--node-count", "5", "--time-limit", "10", "--nemesis", "partition", "--seed", "5"];
    const browser = await launch(BROWSER ?? "");
    try {
      const { page, complaints } = await open(browser, await reportOf([...broken, ...run]));
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
    } finally {
      await browser.close();
    }
  },
);

Deno.test({ ...OPTIONS, name: "hostile texts of a run are shown as text" }, async () => {
  const browser = await launch(BROWSER ?? "");
  try {
    const { page, complaints } = await open(browser, hostilePage());
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
  } finally {
    await browser.close();
  }
});

Deno.test(
  { ...OPTIONS, name: "the page of an official 5b run, over 100,000 messages, opens and stays smooth" },
  async () => {
    const url = await reportOf(["glomers", "5b", "--seed", "3"]);
    const browser = await launch(BROWSER ?? "");
    try {
      const { page, complaints, openedMs } = await open(browser, url);
      assert(await inView(page) > 70_000);
      const frameMs = await page.evaluate<number>(`new Promise((done) => {
      const start = performance.now();
      let frames = 0;
      const zoom = () => {
        document.getElementById(frames % 2 === 0 ? "zoom-in" : "zoom-out").click();
        if (++frames === 20) done((performance.now() - start) / 20);
        else requestAnimationFrame(zoom);
      };
      requestAnimationFrame(zoom);
    })`);
      const note = `5b report: opened in ${openedMs} ms, ${Math.round(frameMs)} ms a frame while zooming\n`;
      Deno.stderr.writeSync(new TextEncoder().encode(note));
      // The goals are 3 s and a few frames; a machine that runs other tests meanwhile is slower.
      assert(openedMs < 12_000, `${openedMs} ms`);
      assert(frameMs < 1000, `${frameMs} ms`);
      assertEquals(complaints, []);
    } finally {
      await browser.close();
    }
  },
);

Deno.test({ ...OPTIONS, name: "a report fits a phone without scrolling sideways" }, async () => {
  const browser = await launch(BROWSER ?? "");
  try {
    const url = await reportOf(["glomers", "3c", "--seed", "3"]);
    const { page, complaints } = await open(browser, url, { width: 375, height: 740 });
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 375);
    assertEquals(complaints, []);
  } finally {
    await browser.close();
  }
});
