/**
 * What the pages show of the results is what the tasks wrote.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { byMessages, shortResult } from "../../../scripts/workbench/stages/challenge.ts";
import { CHALLENGES } from "../../../scripts/workbench/stages/challenges.ts";
import { GOALS } from "../../../scripts/measure/goals.ts";

const ROOT = new URL("../../../", import.meta.url);
const FIGURES = read("challenges/README.md");

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

function rows(markdown: string): string[][] {
  return markdown.split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("records.md has a row for each claim, and each is met", () => {
  const [, , ...records] = rows(read("scripts/measure/results/records.md"));
  assertEquals(records.length, GOALS.flatMap(({ claims }) => claims).length);
  assertEquals(records.filter((cells) => cells.at(-1) !== "yes"), []);
});

for (const [file, column] of [["records.md", 3], ["records_process.md", 4]] as const) {
  Deno.test(`the table of challenges/README.md has the figures of ${file}`, () => {
    const [, , ...records] = rows(read(`scripts/measure/results/${file}`));
    const table = rows(FIGURES);
    for (const [, program = "", condition = "", figure = "", , worst = ""] of records) {
      if (figure.includes("fraction") || figure === "sends answered") continue;
      const name = condition.startsWith("--") ? `the same with \`${condition.split(",")[0]}\`` : `\`${program}\``;
      const shown = table.find((cells) => cells[1]?.startsWith(name))?.[column];
      assert(shown?.includes(worst), `challenges/README.md, ${program}: "${shown}", expected ${figure} ${worst}`);
    }
  });
}

Deno.test("the table of delays in challenges/README.md is that of delays.md", () => {
  const table = read("scripts/measure/results/delays.md").split("\n").filter((line) => line.startsWith("|"));
  assert(FIGURES.includes(table.join("\n")));
});

Deno.test("the table of the frontier in challenges/README.md is that of frontier.md", () => {
  const table = read("scripts/measure/results/frontier.md").split("\n").filter((line) => line.startsWith("|"));
  assert(FIGURES.includes(table.join("\n")));
});

Deno.test("the README's table of challenges has the messages and latencies of records.md", () => {
  const [, , ...records] = rows(read("scripts/measure/results/records.md"));
  const table = rows(read("README.md"));
  const shownFigures = ["msgs/op", "median stable latency", "max stable latency"];
  for (const [, program = "", condition = "", figure = "", , worst = ""] of records) {
    if (!shownFigures.includes(figure) || condition.startsWith("--")) continue;
    const shown = table.find((cells) => cells[0]?.includes(`\`${program}\``))?.[2];
    if (shown === undefined) continue;
    const numbers = shown.match(/[\d.]+/g);
    assert(numbers?.includes(worst.replace(" ms", "")), `README, ${program}: "${shown}", expected ${figure} ${worst}`);
  }
});

Deno.test("the README's table names as best public the one with the fewest messages, claimed or measured", () => {
  const [, , ...shown] = rows(read("README.md")).filter((cells) => cells.length === 4);
  for (const [file = "", , , best = ""] of shown) {
    const [, name] = /`(.*)`/.exec(file) ?? [];
    const record = CHALLENGES.find((challenge) => challenge.name === name);
    assert(record !== undefined, `no record for ${file}`);
    const [fewest] = byMessages(record.published ?? []);
    assertEquals(best, fewest === undefined ? "" : shortResult(fewest), `README, ${name}`);
  }
});
