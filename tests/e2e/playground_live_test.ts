import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { FrameLocator, Page } from "playwright-core";
import { accessibilityProblems, EVERY_LOOK, TWO_LOOKS } from "./accessibility.ts";
import {
  challengeSource,
  hashOnCommandLine,
  PAGE_TEST,
  run,
  type Served,
  withPlayground,
  write,
} from "./playground_page.ts";

/** The playback of the run at a moment, in thousandths of its whole time. */
async function atMoment(page: Page, share: number): Promise<FrameLocator> {
  const report = page.frameLocator("#report");
  await report.locator("#scrub").fill(String(share * 10));
  return report;
}

/** Waits for as many runs as there should be on the page. */
async function runsOnPage(page: Page, count: number): Promise<string[]> {
  await page.locator(`#futures button >> nth=${count - 1}`).waitFor({ timeout: 60_000 });
  return await page.locator("#futures button").allInnerTexts();
}

Deno.test(
  { ...PAGE_TEST, name: "the playground lets readers change a run from a moment on, and make it smaller" },
  (t) =>
    withPlayground(async (served) => {
      await t.step(
        "a node of the playback is looked into, and what is done to it makes another run",
        (t) => forks(t, served),
      );
      await t.step("a failure is made smaller", () => shrinks(served));
      await t.step("axe finds nothing, light and dark, on a desktop and on a phone", () => looks(served));
      assertEquals(served.complaints, []);
    }, { withoutTypes: true }),
);

async function forks(t: Deno.TestContext, { visit }: Served): Promise<void> {
  const page = await visit();
  let hash = "";

  await t.step("a press on a node shows what it knows, its messages, timers and log", async () => {
    await page.selectOption("#stage", { label: "3c Broadcast, fault tolerant" });
    const source = challengeSource("3c_broadcast_fault_tolerant");
    await write(
      page,
      source.replace("program<Messages>((node) => {", '$&\n  node.on("echo", () => {});\n  node.log("hello");'),
    );
    await page.click("#network summary");
    await page.fill("#field-latency", "100");
    assertEquals(await run(page), "Valid");
    const report = await atMoment(page, 100);
    const picture = report.locator("#cluster");
    const { width = 0 } = await picture.boundingBox() ?? {};
    await picture.click({ position: { x: width / 2, y: 46 } });
    const card = report.locator("#node-card");
    await card.filter({ hasText: "Timers it waits for" }).waitFor();
    const text = await card.innerText();
    assertMatch(text, /^n0 at \d\.\d{3} s/);
    assertMatch(text, /Knows \d+ of \d+ values: 0, /);
    assertMatch(text, /received from (n|c)\d+ \{"type":/);
    assertMatch(text, /Timers it waits for\s+\d\.\d{3} s.*, started (by lib|in line \d+ of the program)/);
    assertMatch(text, /Its log\s+before the start .*hello/);
  });

  await t.step("it is killed from that moment on, and both futures are compared", async () => {
    const report = page.frameLocator("#report");
    await report.getByRole("button", { name: "Kill n0" }).click();
    const [first, second] = await runsOnPage(page, 2);
    assertEquals(first, "The run: valid");
    assertMatch(second ?? "", /^n0 killed at \d\.\d{3} s: /);
    const compared = await page.locator("#comparison").innerText();
    assertMatch(
      compared,
      /^Until \d\.\d{3} s this is the same run: the first [\d,]+ events of the network are the same\./,
    );
    assertMatch(compared, /messages lost\s+[\d,]+\s+[\d,]+ \(worse\)/);
    await page.click("#comparison summary");
    assertStringIncludes(await page.locator("#comparison details").innerText(), "(node-down)");
    hash = await page.locator("#hash").innerText();
    // The fork's own report stands at the moment of the fork.
    const moment = /at (\S+ s)/.exec(second ?? "")?.[1] ?? "";
    // A frame that is out of sight draws nothing.
    await page.evaluate("document.querySelector('#report').scrollIntoView()");
    await report.locator("#clock").filter({ hasText: moment }).waitFor();
  });

  await t.step("one message is lost, from the first run as well", async () => {
    await page.locator("#futures button").first().click();
    const report = await atMoment(page, 100);
    await report.locator("#node-choice").selectOption({ label: "n2" });
    await report.getByRole("button", { name: "Lose the next message to it" }).click();
    const [, , third] = await runsOnPage(page, 3);
    assertMatch(third ?? "", /^n\d → n2 \w+ lost at \d\.\d{3} s: /);
  });

  await t.step("a moment after the faults is refused in a sentence, where the reader is", async () => {
    const report = await atMoment(page, 990);
    await report.locator("#node-choice").selectOption({ label: "n1" });
    await report.getByRole("button", { name: "Pause n1" }).click();
    await page.locator("#future-problem").filter({ hasText: /^Cannot change the run at .+: faults end with/ })
      .waitFor();
    assert(await page.locator("#future-problem").evaluate((told) => told.getBoundingClientRect().top < innerHeight));
  });

  await t.step("a link brings both runs into a fresh profile", async () => {
    await page.locator("#futures button").nth(1).click();
    await page.click("#share");
    await page.locator("#status").filter({ hasText: "n0 killed at" }).waitFor();
    const other = await visit({ fragment: await page.evaluate<string>("location.hash") });
    await run(other);
    await runsOnPage(other, 2);
    assertEquals(await other.locator("#hash").innerText(), hash);
    assertMatch(await other.locator("#same").innerText(), /^The same run/);
    assertStringIncludes(await other.locator("#command").innerText(), '--schedule \'[{"id":');
    await other.context().close();
  });
}

async function shrinks({ visit }: Served): Promise<void> {
  const page = await visit();
  await page.click("#network summary");
  await page.fill("#field-latency", "100");
  await page.locator("#fields input[value=partition]").check();
  assertEquals(await run(page), "Invalid");
  await page.click("#shrink");
  const [, smallest = ""] = await runsOnPage(page, 2);
  assertMatch(smallest, /^smallest of \d+ tried: 2 nodes, [1-5] operations, faults partition: invalid$/);
  await page.frameLocator("#report").locator("#verdict", { hasText: "was never seen by" }).waitFor();
  // The command line that the page shows gives the same run.
  const words = JSON.parse(
    await page.evaluate<string>(
      `JSON.stringify(document.querySelector("#command").textContent.match(/'[^']*'|\\S+/g).map((word) => word.replaceAll("'", "")))`,
    ),
  ).slice(3);
  assertEquals(await page.locator("#hash").innerText(), await hashOnCommandLine(words));
}

async function looks({ visit }: Served): Promise<void> {
  const page = await visit();
  await write(page, "const a = ;\n");
  assertEquals(await run(page), "");
  await page.locator(".cm-lint-marker").waitFor();
  assertEquals(await accessibilityProblems(page, TWO_LOOKS), []);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.click("#reset");
  assertEquals(await run(page), "Valid");
  const report = await atMoment(page, 100);
  await report.locator("#node-choice").selectOption({ label: "n1" });
  await report.getByRole("button", { name: "Pause n1" }).click();
  await runsOnPage(page, 2);
  assertEquals(await accessibilityProblems(page, EVERY_LOOK), []);
  assert(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the phone");
}
