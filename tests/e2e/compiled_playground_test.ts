import { assertEquals, assertStringIncludes } from "@std/assert";
import { drop, hashOnCommandLine, PAGE_TEST, run, withPlayground } from "./playground_page.ts";
import { withFixtureFile } from "../workbench/nodes/wasi/fixtures.ts";

Deno.test({
  ...PAGE_TEST,
  name: "the playground runs a compiled program as the bench does on the command line",
}, () =>
  withPlayground(async ({ visit, complaints }) => {
    const page = await visit();
    await withFixtureFile("go", async (path) => {
      await page.fill("#seed", "7");
      await page.setInputFiles("#compiled", path);
      await page.fill("#compiled-args", "gossip");
      assertEquals(await run(page), "Valid");
      const hash = await hashOnCommandLine(["glomers", "3b", "--bin", path, "--seed", "7", "--", "gossip"]);
      assertEquals(await page.locator("#hash").innerText(), hash);
      assertStringIncludes(await page.locator("#command").innerText(), "--bin ./go.wasm --mode sim -- gossip");
      await page.click("#share");
      await page.locator("#status").filter({ hasText: /link/i }).waitFor();

      // A link cannot hold the program: whoever opens it is asked for the file.
      const other = await visit({ fragment: await page.evaluate<string>("location.hash") });
      assertStringIncludes(await other.locator("#compiled-note").innerText(), "go.wasm, which no link can hold");
      await other.setInputFiles("#compiled", path);
      assertEquals(await run(other), "Valid");
      assertEquals(await other.locator("#hash").innerText(), hash);
    });

    await drop(page, "wrong.wasm", "no module");
    await page.locator("#compiled-note").filter({ hasText: "wrong.wasm" }).waitFor();
    await run(page);
    assertStringIncludes(await page.locator("#problem").innerText(), "it does not begin as a WebAssembly module does");

    await page.click("#compiled-remove");
    assertEquals(await run(page), "Valid");
    assertEquals(complaints, []);
  }, { withoutTypes: true }));
