import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { buildPlayground } from "../../scripts/playground/build.ts";
import { folderServer } from "../../scripts/playground/folder_server.ts";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { findBrowser, launch } from "./browser.ts";

const BROWSER = findBrowser();

/** Carries out what is in the form and waits for the verdict or a problem. */
async function run(page: Page): Promise<string> {
  await page.click("#run");
  await page.locator("#outcome:not([hidden]), #problem:not(:empty)").first().waitFor({ timeout: 60_000 });
  return await page.locator("#verdict").textContent() ?? "";
}

/** The journal's hash for the same run on the command line. */
async function hashOnCommandLine(args: readonly string[]): Promise<string> {
  const store = Deno.makeTempDirSync();
  try {
    await main([...args, "--store", store], new RecordedTerminal());
    return JSON.parse(Deno.readTextFileSync(join(store, "latest", "run.json")))["journal-sha256"];
  } finally {
    Deno.removeSync(store, { recursive: true });
  }
}

Deno.test({
  name: "the playground simulates in the browser as the bench does on the command line",
  ignore: BROWSER === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
}, async (t) => {
  const folder = Deno.makeTempDirSync();
  // A web host may keep the folder anywhere below its root.
  await buildPlayground(join(folder, "some", "place"));
  const url = Promise.withResolvers<string>();
  const server = folderServer(folder, 0, url.resolve);
  const browser = await launch(BROWSER ?? "");
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(`${await url.promise}some/place/index.html`);
    await page.waitForSelector('html[data-ready="yes"]');

    await t.step("3b with seed 7 has the same journal", async () => {
      await page.fill("#seed", "7");
      assertEquals(await run(page), "Valid");
      assertEquals(await page.locator("#hash").innerText(), await hashOnCommandLine(["glomers", "3b", "--seed", "7"]));
    });

    await t.step("the report below shows the playback", async () => {
      const report = page.frameLocator("#report");
      await report.locator("nav a[href='#playback']").click();
      await report.locator("#play").click();
      await report.locator("#clock").filter({ hasNotText: "0.000 s" }).waitFor();
      assertMatch(await report.locator("#cluster-status").innerText(), /nodes know/);
    });

    await t.step("a changed network has the same journal, too", async () => {
      await page.fill("#field-latency", "40");
      await page.locator("#fields input[value=partition]").check();
      await run(page);
      const args = ["glomers", "3b", "--latency", "40", "--nemesis", "partition", "--seed", "7"];
      assertEquals(await page.locator("#hash").innerText(), await hashOnCommandLine(args));
      assertStringIncludes(await page.locator("#command").innerText(), "--latency 40 --nemesis partition --seed 7");
    });

    await t.step("a service is asked in the same order: stage 4 over seq-kv", async () => {
      await page.selectOption("#stage", { label: "4 Grow-only counter over seq-kv" });
      assertEquals(await run(page), "Valid");
      const args = ["glomers", "4_g_counter_seq_kv", "--seed", "7"];
      assertEquals(await page.locator("#hash").innerText(), await hashOnCommandLine(args));
    });

    await t.step("a broken program is caught", async () => {
      await page.selectOption("#stage", { label: "3b Broadcast, multi node" });
      const source = await page.inputValue("#source");
      await page.fill("#source", source.replace("if (neighbour !== from) node.send", "if (value % 5 !== 0) node.send"));
      assertEquals(await run(page), "Invalid");
      assertStringIncludes(await page.frameLocator("#report").locator("#verdict").innerText(), "was never seen by");
      assertStringIncludes(await page.locator("#command").innerText(), "--bin challenges/mine.ts");
      await page.click("#reset");
      assertEquals(await page.inputValue("#source"), source);
    });

    await t.step("a program that is no TypeScript gets an answer", async () => {
      await page.fill("#source", "// A comment\nconst a = ;");
      await run(page);
      const problem = await page.locator("#problem").innerText();
      assertEquals(problem, "Cannot read the source, line 2, column 11: Unexpected token");
      const selected = await page.evaluate<string>("getSelection().toString()");
      assertEquals(selected, "const a = ;");
    });

    await t.step("a program that fails while it loads or answers is told where", async () => {
      await page.fill("#source", "export default () => {};\n\nmissing();");
      await run(page);
      const problem = await page.locator("#problem").innerText();
      assertEquals(problem, "Cannot start the program, line 3, column 1: missing is not defined");
      await page.fill("#source", "export default async ({ input }) => {\n  for await (const _ of input) boom();\n};");
      await run(page);
      assertMatch(await page.frameLocator("#report").locator("#verdict").innerText(), /program\.ts:2:32/);
    });

    await t.step("a program that never lets go is stopped", async () => {
      await page.fill("#source", "export default () => { for (;;); };");
      await page.click("#run");
      await page.waitForTimeout(200);
      await page.click("#stop");
      assertEquals(await page.locator("#status").innerText(), "Stopped");
      await page.click("#reset");
      assertEquals(await run(page), "Valid");
    });

    await t.step("a program that nobody stops is told within seconds, with the node and what it works on", async () => {
      await page.fill("#source", "export default () => { for (;;); };");
      await page.click("#run");
      const problem = page.locator("#problem");
      await problem.filter({ hasText: /Node "n\d" has worked on its start since the setup/ }).waitFor({
        timeout: 60_000,
      });
      await page.click("#reset");
      assertEquals(await run(page), "Valid");
    });

    assertEquals(complaints, []);
  } finally {
    await browser.close();
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
});
