import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { buildPlayground } from "../../scripts/playground/build.ts";
import { folderServer } from "../../scripts/playground/folder_server.ts";
import { main } from "../../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";
import { withFixtureFile } from "../workbench/nodes/wasi/fixtures.ts";
import { findBrowser, launch } from "./browser.ts";

const BROWSER = findBrowser();

/** Gives a file to the page as a person does who drops it. */
const DROP_TEXT = `
  const data = new DataTransfer();
  data.items.add(new File(["no module"], "wrong.wasm"));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
`;

Deno.test({
  name: "the playground runs a compiled program as the bench does on the command line",
  ignore: BROWSER === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  const folder = Deno.makeTempDirSync();
  await buildPlayground(folder);
  const url = Promise.withResolvers<string>();
  const server = folderServer(folder, 0, url.resolve);
  const browser = await launch(BROWSER ?? "");
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${await url.promise}index.html`);
    await page.waitForSelector('html[data-ready="yes"]');
    const outcome = () => page.locator("#outcome:not([hidden]), #problem:not(:empty)").first().waitFor();

    await withFixtureFile("go", async (path) => {
      await page.selectOption("#stage", { label: "3b Broadcast, multi node" });
      await page.fill("#seed", "7");
      await page.setInputFiles("#compiled", path);
      await page.fill("#compiled-args", "gossip");
      await page.click("#run");
      await outcome();
      assertEquals(await page.locator("#problem").innerText(), "");
      assertEquals(await page.locator("#verdict").textContent(), "Valid");
      const store = join(folder, "store");
      const terminal = new RecordedTerminal();
      await main(["glomers", "3b", "--bin", path, "--seed", "7", "--store", store, "--", "gossip"], terminal);
      const stored = JSON.parse(Deno.readTextFileSync(join(store, "latest", "run.json")));
      assertEquals(await page.locator("#hash").innerText(), stored["journal-sha256"]);
      assertStringIncludes(await page.locator("#command").innerText(), "--bin ./go.wasm --mode sim -- gossip");
    });

    await page.evaluate(DROP_TEXT);
    await page.locator("#compiled-note").filter({ hasText: "wrong.wasm" }).waitFor();
    await page.click("#run");
    await outcome();
    assertStringIncludes(await page.locator("#problem").innerText(), "it does not begin as a WebAssembly module does");

    await page.click("#compiled-remove");
    await page.click("#run");
    await outcome();
    assertEquals(await page.locator("#verdict").textContent(), "Valid");
    assertEquals(complaints, []);
  } finally {
    await browser.close();
    await server.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
});
