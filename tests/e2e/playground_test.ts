import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import {
  challengeSource,
  drop,
  hashOnCommandLine,
  PAGE_TEST,
  run,
  type Served,
  verdictOf,
  withPlayground,
  write,
} from "./playground_page.ts";

/** The height of what the report shows; next to nothing where it is blank. */
async function reportHeight(page: Page): Promise<number> {
  const body = page.frameLocator("#report").locator("body");
  await body.locator("#playback").waitFor();
  return await body.evaluate(({ scrollHeight }) => scrollHeight);
}

Deno.test({ ...PAGE_TEST, name: "the playground" }, (t) =>
  withPlayground(async (served) => {
    await t.step("simulates in the browser as the bench does on the command line", (t) => simulates(t, served));
    await t.step("keeps what the reader works on, and links repeat it", (t) => keeps(t, served));
    await t.step("takes files and goes by the keyboard", (t) => takesFiles(t, served));
    assertEquals(served.complaints, []);
  }));

async function simulates(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit();

  await t.step("3b with seed 7 has the same journal", async () => {
    await page.fill("#seed", "7");
    assertEquals(await run(page), "Valid");
    assertEquals(
      await page.locator("#hash").innerText(),
      await hashOnCommandLine(["glomers", "3b", "--seed", "7"]),
    );
  });

  await t.step("the report below shows the playback", async () => {
    const report = page.frameLocator("#report");
    await report.locator("nav a[href='#playback']").click();
    await report.locator("#play").click();
    await report.locator("#clock").filter({ hasNotText: "0.000 s" }).waitFor();
    assertMatch(await report.locator("#cluster-status").innerText(), /nodes know/);
  });

  await t.step("the second and the third run show whole reports, too", async () => {
    for (let again = 0; again < 2; again++) {
      assertEquals(await run(page), "Valid");
      const height = await reportHeight(page);
      assert(height > 3000, `${height} px`);
    }
  });

  await t.step("a changed network has the same journal, too", async () => {
    await page.click("#network summary");
    await page.fill("#field-latency", "40");
    await page.locator("#fields input[value=partition]").check();
    await run(page);
    const args = ["glomers", "3b", "--latency", "40", "--nemesis", "partition", "--seed", "7"];
    assertEquals(await page.locator("#hash").innerText(), await hashOnCommandLine(args));
    assertStringIncludes(await page.locator("#command").innerText(), "--latency 40 --nemesis partition --seed 7");
    assertStringIncludes(await page.locator("#network-summary").innerText(), "latency 40 ms, faults: partition");
  });

  await t.step("a service is asked in the same order: stage 4 over seq-kv", async () => {
    await page.selectOption("#stage", { label: "4 Grow-only counter over seq-kv" });
    assertEquals(await run(page), "Valid");
    assertEquals(
      await page.locator("#hash").innerText(),
      await hashOnCommandLine(["glomers", "4_g_counter_seq_kv", "--seed", "1"]),
    );
  });

  await t.step("a broken program is caught", async () => {
    await page.selectOption("#stage", { label: "3b Broadcast, multi node" });
    await page.click("#official");
    const source = challengeSource("3b_broadcast_multi_node");
    await write(page, source.replace("if (neighbour !== from) node.send", "if (value % 5 !== 0) node.send"));
    assertEquals(await run(page), "Invalid");
    assertStringIncludes(await page.frameLocator("#report").locator("#verdict").innerText(), "was never seen by");
    assertStringIncludes(await page.locator("#command").innerText(), "--bin challenges/mine.ts");
    await page.click("#reset");
    assertEquals(await run(page), "Valid");
  });

  await t.step("syntax errors at five places are told and marked at their line, which is in view", async () => {
    const source = challengeSource("3b_broadcast_multi_node");
    const mistakes = [
      ["type Messages =", "type Messages = ="],
      ["const values = new", "const values == new"],
      ["values.has(value)) return", "values.has(value) return"],
      ["values.add(value);", "values.add(value;"],
      ["({ src, body }) => learn", "({ src, body }) = > learn"],
    ] as const;
    for (const [from, to] of mistakes) {
      await write(page, source.replace(from, to));
      assertEquals(await run(page), "");
      const line = (source.split(from)[0] ?? "").split("\n").length;
      assertStringIncludes(await page.locator("#problem").innerText(), `line ${line}, column `);
      assertEquals(
        await page.locator(".cm-activeLine").innerText(),
        source.replace(from, to).split("\n")[line - 1],
      );
      await page.locator(".cm-lintRange-error, .cm-lintPoint-error").first().waitFor();
      assert(
        await page.locator(".cm-activeLine").evaluate((line) => {
          const { top, bottom } = line.getBoundingClientRect();
          return top >= 0 && bottom <= 900;
        }),
      );
    }
    await write(page, source.replace('node.on("read"', 'node.onn("read"'));
    await page.locator(".cm-lintRange-warning").filter({ hasText: "onn" }).waitFor();
    await page.click("#reset");
  });

  await t.step("a program that fails while it loads or answers is told where", async () => {
    await write(page, "export default () => {};\n\nmissing();");
    await run(page);
    const problem = await page.locator("#problem").innerText();
    assertEquals(problem, "Cannot start the program, line 3, column 1: missing is not defined");
    await write(page, "export default async ({ input }) => {\n  for await (const _ of input) boom();\n};");
    await run(page);
    assertMatch(await page.frameLocator("#report").locator("#verdict").innerText(), /program\.ts:2:32/);
  });

  await t.step("a program that never lets go is stopped", async () => {
    await write(page, "export default () => { for (;;); };");
    await page.click("#run");
    await page.waitForTimeout(200);
    await page.click("#stop");
    assertEquals(await page.locator("#status").innerText(), "Stopped");
    await page.click("#reset");
    assertEquals(await run(page), "Valid");
  });

  await t.step(
    "a program that nobody stops is told within seconds, with the node and what it works on",
    async () => {
      await write(page, "export default () => { for (;;); };");
      await page.click("#run");
      const problem = page.locator("#problem");
      await problem.filter({ hasText: /Node "n\d" has worked on its start since the setup/ }).waitFor({
        timeout: 60_000,
      });
      await page.click("#reset");
      assertEquals(await run(page), "Valid");
    },
  );
}

async function keeps(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit();
  const source = challengeSource("3b_broadcast_multi_node");
  const changed = source.replace("neighbour !== from", "neighbour === from");
  let link = "";
  let hash = "";

  await t.step("program, stage, options and seed are there after a reload", async () => {
    await page.selectOption("#stage", { label: "3b Broadcast, multi node" });
    await page.fill("#seed", "5");
    await page.click("#network summary");
    await page.fill("#field-latency", "20");
    await write(page, changed);
    await page.reload();
    await page.waitForSelector('html[data-ready="yes"]');
    assertEquals(await page.inputValue("#seed"), "5");
    assertEquals(await page.inputValue("#field-latency"), "20");
    assertStringIncludes(await page.locator("#source").innerText(), "neighbour === from");
    assertEquals(await run(page), "Invalid");
    hash = await page.locator("#hash").innerText();
  });

  await t.step("each stage keeps its own, with its undo", async () => {
    await page.focus("#source");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("// mine");
    await page.selectOption("#stage", { label: "1 Echo" });
    assertEquals(await page.inputValue("#seed"), "1");
    assertStringIncludes(await page.locator("#file").innerText(), "1_echo");
    await page.selectOption("#stage", { label: "3b Broadcast, multi node" });
    assertStringIncludes(await page.locator("#source").innerText(), "// mine");
    await page.click("#undo");
    assertEquals((await page.locator("#source").innerText()).includes("// mine"), false);
    assertStringIncludes(await page.locator("#source").innerText(), "neighbour === from");
  });

  await t.step("a link repeats the run in a fresh profile, and says so", async () => {
    assertEquals(await run(page), "Invalid");
    await page.click("#share");
    await page.locator("#status").filter({ hasText: /link/i }).waitFor();
    link = await page.evaluate<string>("location.hash");
    assertMatch(link, /^#run=[\w-]+$/);
    const other = await visit({ fragment: link });
    assertStringIncludes(await other.locator("#notice").innerText(), "seed 5");
    assertEquals(await run(other), "Invalid");
    assertEquals(await other.locator("#hash").innerText(), hash);
    assertMatch(await other.locator("#same").innerText(), /^The same run/);
    await other.fill("#seed", "6");
    await run(other);
    assertMatch(await other.locator("#same").innerText(), /^Not the same run/);
    await other.context().close();
  });

  await t.step("damaged links are told in a sentence, and nothing is lost", async () => {
    const damaged = {
      "cut off": link.slice(0, 80),
      "characters": "#run=a/b",
      "damaged": "#run=aaaaaaaaaaaaaaaa",
      "64000 at most": `#run=${"a".repeat(70_000)}`,
    };
    for (const [word, fragment] of Object.entries(damaged)) {
      await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
      await page.locator("#notice").filter({ hasText: word }).waitFor();
      assertMatch(
        await page.locator("#notice").innerText(),
        /^Cannot open the run of this link: .+; ask for the link/,
      );
    }
    assertStringIncludes(await page.locator("#source").innerText(), "neighbour === from");
  });
}

async function takesFiles(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit();

  await t.step("a TypeScript file goes into the editor, and undo brings back what was there", async () => {
    await drop(page, "mine.ts", "export default () => {};\nmine();\n");
    await page.locator("#compiled-note").filter({ hasText: "mine.ts is in the editor" }).waitFor();
    assertEquals(await run(page), "");
    assertMatch(await page.locator("#problem").innerText(), /line 2, column 1: mine is not defined/);
    await page.click("#undo");
    assertEquals(await run(page), "Valid");
  });

  await t.step("the program can be downloaded", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    assertEquals(download.suggestedFilename(), "3b_broadcast_multi_node.ts");
    assertEquals(Deno.readTextFileSync(await download.path()), challengeSource("3b_broadcast_multi_node"));
  });

  await t.step("keys alone change the program, run it, leave the editor and come to the report", async () => {
    await page.focus("#seed");
    await page.keyboard.type("2");
    const focused = () => page.evaluate<string>("document.activeElement.id");
    for (let presses = 0; await focused() !== "source" && presses < 20; presses++) await page.keyboard.press("Tab");
    assertEquals(await focused(), "source");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("// Mine\n");
    await page.keyboard.press("Tab");
    assertEquals(await focused(), "source");
    await page.keyboard.press("Control+Enter");
    assertEquals(await verdictOf(page), "Valid");
    await page.focus("#source");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert(await focused() !== "source", await focused());
    for (let presses = 0; await focused() !== "report" && presses < 20; presses++) await page.keyboard.press("Tab");
    assertEquals(await focused(), "report");
  });
}
