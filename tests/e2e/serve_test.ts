import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { eventText } from "../../scripts/workbench/net/journal.ts";
import { PAGE_LIMITS } from "../../scripts/workbench/report/encode/encode_run.ts";
import { DENO_TOOLS } from "../../scripts/workbench/report/pack.ts";
import { renderPage } from "../../scripts/workbench/report/render_report.ts";
import { serveStore } from "../../scripts/workbench/report/serve/server.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { broadcastRun, renumbered } from "../workbench/report/synthetic_runs.ts";
import { accessibilityProblems, EVERY_LOOK, TWO_LOOKS } from "./accessibility.ts";
import { findBrowser, launch } from "./browser.ts";

const BROWSER = findBrowser();

/** The browser is a process of its own, which playwright ends when it is closed. */
const OPTIONS = { ignore: BROWSER === undefined, sanitizeOps: false, sanitizeResources: false };

const STORE = Deno.makeTempDirSync();
const STOPPER = new AbortController();

/** A small run of each kind, valid or not, by the name that the tests call it. */
const RUNS = {
  valid: ["glomers", "1", "--seed", "3"],
  lost: broken("broadcast", "broadcast_no_retry.ts", ["--node-count", "5", "--nemesis", "partition", "--seed", "5"]),
  skipped: broken("kafka", "kafka_poll_skips.ts", ["--concurrency", "4n", "--rate", "100", "--seed", "1"]),
  skew: broken("txn-list-append", "txn_list_write_skew.ts", [
    ...["--concurrency", "10n", "--rate", "200", "--consistency-models", "serializable", "--seed", "1"],
  ]),
  stale: broken("lin-kv", "lin_kv_cached_reads.ts", ["--node-count", "2", "--concurrency", "4n", "--seed", "1"]),
  ended: broken("echo", "no_init.ts", ["--seed", "1"]),
} as const;

function broken(workload: string, file: string, options: readonly string[]): string[] {
  const limits = ["--time-limit", "4", ...(options.includes("--node-count") ? [] : ["--node-count", "1"])];
  return ["test", "-w", workload, "--bin", `tests/broken/${file}`, "--mode", "sim", ...limits, ...options];
}

/** A run of which the page holds a part; the journal beside it has all. */
const PARTIAL = "broadcast/20260101T000000.000Z";

function writePartialRun(): void {
  const run = renumbered(broadcastRun({ nodes: 5, operations: 300, rate: 30, lostValue: 17 }));
  const folder = `${STORE}/${PARTIAL}`;
  Deno.mkdirSync(folder, { recursive: true });
  const page = renderPage(run, { ...DENO_TOOLS, limits: { ...PAGE_LIMITS, events: 600 } });
  Deno.writeTextFileSync(`${folder}/index.html`, page);
  Deno.writeTextFileSync(`${folder}/journal.jsonl`, run.journal.map((event) => `${eventText(event)}\n`).join(""));
  Deno.writeTextFileSync(`${folder}/run.json`, JSON.stringify({ nodes: run.nodes, title: "A part of a run" }));
  Deno.writeTextFileSync(`${folder}/results.json`, JSON.stringify({ valid: true }));
}

interface Served {
  readonly browser: Browser;
  /** Of the list of runs, with a slash at the end. */
  readonly url: string;
  /** Addresses of the reports. */
  readonly reports: Readonly<Record<keyof typeof RUNS, string>>;
}

/** One browser and one server serve all tests of this file. */
let running: Promise<Served> | undefined;

Deno.test.afterAll(async () => {
  await (await running)?.browser.close();
  STOPPER.abort();
  Deno.removeSync(STORE, { recursive: true });
});

async function start(): Promise<Served> {
  const paths = new Map<string, string>();
  for (const [name, args] of Object.entries(RUNS)) {
    await main([...args, "--store", STORE], new RecordedTerminal());
    paths.set(name, Deno.realPathSync(`${STORE}/latest`).slice(Deno.realPathSync(STORE).length + 1));
  }
  writePartialRun();
  const listening = Promise.withResolvers<string>();
  void serveStore(STORE, { port: 0, signal: STOPPER.signal, onListen: listening.resolve });
  const url = await listening.promise;
  const report = (name: keyof typeof RUNS) => `${url}${paths.get(name)}/index.html`;
  return {
    browser: await launch(BROWSER ?? ""),
    url,
    reports: {
      valid: report("valid"),
      lost: report("lost"),
      skipped: report("skipped"),
      skew: report("skew"),
      stale: report("stale"),
      ended: report("ended"),
    },
  };
}

/** Opens a page in a profile of its own, so that nothing is kept from another test. */
async function onPage(choose: (served: Served) => string, act: (page: Page) => Promise<void>): Promise<void> {
  const served = await (running ??= start());
  const context = await served.browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  const page = await context.newPage();
  await openReport(page, choose(served));
  await act(page);
  await context.close();
}

async function openReport(page: Page, url: string): Promise<void> {
  await page.goto(url);
  if (url.includes(".html")) await page.waitForSelector('html[data-ready="yes"]', { timeout: 30_000 });
}

/** Waits until the reader sees what is expected. */
async function until(read: () => Promise<string>, expected: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const text = await read();
    if (expected.test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Cannot see ${expected}: found ${await read()}`);
}

/** Whether a part of the page is on the screen. */
async function isSeen(page: Page, part: string): Promise<boolean> {
  const box = await page.locator(part).first().boundingBox();
  return box !== null && box.y + box.height > 0 && box.y < 900;
}

Deno.test({ ...OPTIONS, name: "axe finds nothing wrong with the list of runs" }, async () => {
  await onPage(({ url }) => url, async (page) => assertEquals(await accessibilityProblems(page, TWO_LOOKS), []));
});

Deno.test(
  { ...OPTIONS, name: "axe finds nothing wrong with reports of each kind, light and dark, large and small" },
  async (t) => {
    for (const name of ["valid", "lost", "skipped", "skew", "stale", "ended"] as const) {
      await t.step(name, async () => {
        await onPage(({ reports }) => reports[name], async (page) => {
          // Cards and tables that are filled on demand belong to the page.
          await page.evaluate(
            `document.querySelectorAll("section:not(#verdict) details").forEach((fold) => fold.open = true)`,
          );
          if (await page.locator("#calls .row").count() > 0) await page.locator("#calls .row").first().click();
          if (name === "skipped") await page.locator("#verdict a[href^='#log=']").first().click();
          // Colours and sizes are the same in all reports: one is looked at in every look, the others in two.
          assertEquals(await accessibilityProblems(page, name === "lost" ? EVERY_LOOK : TWO_LOOKS), []);
        });
      });
    }
  },
);

Deno.test(
  { ...OPTIONS, name: "Back leads from an operation to the finding that named it, and Forward to it again" },
  async () => {
    await onPage(({ reports }) => reports.lost, async (page) => {
      await page.locator("#finding-1 a[href^='#op-']").first().click();
      const title = await page.locator("#call-card h3").innerText();
      assertMatch(new URL(page.url()).hash, /^#op-\d+$/);
      await page.locator("#finding-1 a[href^='#follow=']").click();
      assertMatch(new URL(page.url()).hash, /^#follow=/);
      const value = await page.locator("#follow").inputValue();
      assert(await isSeen(page, "#diagram"), "the diagram is shown");
      await page.goBack();
      assertMatch(new URL(page.url()).hash, /^#op-\d+$/);
      await page.goBack();
      assertEquals(new URL(page.url()).hash, "");
      await until(() => page.locator("#follow").inputValue(), /^$/);
      assert(await isSeen(page, "#finding-1"), "the finding is on the screen again");
      await page.goForward();
      assertEquals(await page.locator("#call-card h3").innerText(), title);
      await page.goForward();
      await until(() => page.locator("#follow").inputValue(), new RegExp(`^${value}$`));
    });
  },
);

Deno.test({ ...OPTIONS, name: "an address that is typed while the report is open is heard" }, async () => {
  await onPage(({ reports }) => reports.lost, async (page) => {
    await page.evaluate(`location.hash = "#follow=1"`);
    await until(() => page.locator("#follow").inputValue(), /^1$/);
    await page.evaluate(`location.hash = "#op-0"`);
    await page.locator("#call-card h3").filter({ hasText: /^Operation 0/ }).waitFor();
  });
});

Deno.test(
  { ...OPTIONS, name: "an operation and a value lead back to the finding, also where it is folded" },
  async () => {
    await onPage(({ reports }) => reports.lost, async (page) => {
      const last = page.locator("#verdict details li[id^='finding-']").filter({ hasText: "follow" }).last();
      const id = await last.getAttribute("id") ?? "";
      const follow = await last.locator("a[href^='#follow=']").getAttribute("href") ?? "";
      assert(await last.locator("xpath=ancestor::details").count() > 0, "the last finding is folded");
      await page.evaluate(`location.hash = ${JSON.stringify(follow)}`);
      await page.locator(`#diagram-origin a[href='#${id}']`).click();
      assert(await isSeen(page, `#${id}`), "the finding is unfolded and on the screen");
      await last.locator("a[href^='#op-']").first().click();
      assertStringIncludes(await page.locator("#call-card .links").innerText(), "Back to the finding");
    });
  },
);

Deno.test({ ...OPTIONS, name: "following a value from a finding shows the time in which it went around" }, async () => {
  await onPage(({ reports }) => reports.lost, async (page) => {
    await page.locator("#finding-1 a[href^='#follow=']").click();
    // Value 8 was broadcast at 2.705 s, and the run lasts 14 s.
    const status = await until(() => page.locator("#diagram-status").innerText(), /^2\.7\d+ s to 2\.7\d+ s.* lit/);
    assertStringIncludes(status, "8 is in");
    await until(() => page.locator("#clock").innerText(), /^2\.70/);
    await page.locator("#cluster").scrollIntoViewIfNeeded();
    await page.locator("#step-forward").click();
    assertMatch(
      await until(() => page.locator("#cluster-status").innerText(), /under way/),
      /No node has|has reached n/,
    );
  });
});

Deno.test({ ...OPTIONS, name: "light or dark is kept over a reload and for the next report" }, async () => {
  await onPage(({ reports }) => reports.lost, async (page) => {
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.click("#theme");
    const dark = await background();
    assert(light !== dark);
    await page.reload();
    assertEquals(await background(), dark);
    await openReport(page, (await running)?.reports.valid ?? "");
    assertEquals(await background(), dark);
    await page.click("#theme");
    await page.reload();
    assertEquals(await background(), light);
  });
});

Deno.test({ ...OPTIONS, name: "the search finds values in long lists, and its last key counts" }, async () => {
  await onPage(({ reports }) => reports.lost, async (page) => {
    const status = page.locator("#calls-status");
    const found = async (query: string) => {
      await page.locator("#call-search").pressSequentially(query);
      const text = await status.filter({ hasText: /^\d+ of/ }).innerText();
      await page.fill("#call-search", "");
      return Number(/^\d+/.exec(text)?.[0]);
    };
    // Rows are drawn in the frame after the status.
    const rows = async () => (await page.locator("#calls .row .value").allInnerTexts()).join("\n");
    assert(await found("broadcast_does_not_occur") === 0);
    await page.fill("#call-search", "[0,1");
    // A query may reach over several elements.
    await until(rows, /^(?:.*\[0,1.*\n?)+$/);
  });
});

Deno.test({
  ...OPTIONS,
  name: "what is wider than a phone scrolls and says so, and two plots stand side by side on a laptop",
}, async () => {
  await onPage(({ reports }) => reports.skew, async (page) => {
    const boxes = () =>
      page.locator("#plots figure").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    await page.setViewportSize({ width: 1100, height: 800 });
    const [first, second] = await boxes();
    assertEquals(first, second, "two plots in a row");
    await page.setViewportSize({ width: 390, height: 800 });
    await page.waitForTimeout(50);
    for (const box of await page.locator(".plot-room, .cycle .scroll").filter({ visible: true }).all()) {
      const look = await box.evaluate((
        one,
      ) => [one.scrollWidth > one.clientWidth + 1, one.classList.contains("scrolls")]);
      assertEquals(look[0], look[1]);
    }
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 390);
  });
});

Deno.test({
  ...OPTIONS,
  name: "the list is filtered by a choice, sorted by a heading, and leads to a comparison of two runs",
}, async () => {
  await onPage(({ url }) => url, async (page) => {
    const verdicts = () => page.locator(".list tbody td:nth-child(2)").allInnerTexts();
    assertEquals((await verdicts()).length, Object.keys(RUNS).length + 1);
    await page.selectOption("select[name='verdict']", "invalid");
    await page.waitForURL(/verdict=invalid/);
    assertEquals(await verdicts(), ["invalid", "invalid", "invalid", "invalid"]);
    await page.locator(".list thead a", { hasText: "workload" }).click();
    await page.waitForURL(/sort=workload/);
    const workloads = () => page.locator(".list tbody td.workload").allInnerTexts();
    assertEquals(await workloads(), ["broadcast", "kafka", "lin-kv", "txn-list-append"]);
    await page.locator(".list thead a", { hasText: "workload" }).click();
    await page.waitForURL(/sort=-workload/);
    assertEquals((await workloads())[0], "txn-list-append");
    await page.goBack();
    const button = page.locator("#compare button");
    assert(await button.isDisabled(), "nothing is chosen yet");
    await page.locator(".list tbody input").nth(0).check();
    await page.locator(".list tbody input").nth(1).check();
    assert(await page.locator(".list tbody input").nth(2).isDisabled(), "no more than two can be chosen");
    await button.click();
    await page.waitForURL(/compare\?run=broadcast/);
    assertStringIncludes(await page.locator(".compare").first().innerText(), "What broke, and warnings");
    assertEquals(await page.locator(".pairs svg").count(), 8);
    assertEquals(await accessibilityProblems(page, TWO_LOOKS), []);
  });
});

Deno.test(
  { ...OPTIONS, name: "a page that holds a part of its run fetches from the server what the reader looks at" },
  async () => {
    await onPage(({ url }) => `${url}${PARTIAL}/index.html`, async (page) => {
      const status = () => page.locator("#diagram-status").innerText();
      // The run is short: all that is missing on the screen comes, window by window, until nothing is.
      assertStringIncludes(
        await page.locator("#messages .left-out").innerText(),
        "journal.record beside it has them all",
      );
      await until(status, /in view(?!.*(holds|Fetching))/s);
      const [, shown, all] = /([\d,]+) of ([\d,]+) messages in view/.exec(await status()) ?? [];
      assertEquals(shown, all);
      await page.evaluate(`location.hash = "#op-300"`);
      await until(() => page.locator("#call-card").innerText(), /Operation 300[^]*Messages:/);
      await page.fill("#follow", "60");
      assertStringIncludes(await until(status, /60 is in/), "reached 5 of 5 nodes");
    });
  },
);
