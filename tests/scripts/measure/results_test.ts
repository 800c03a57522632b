/**
 * What the README shows of the results is what the tasks wrote.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { GOALS } from "../../../scripts/measure/goals.ts";

const ROOT = new URL("../../../", import.meta.url);
const README = read("README.md");

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

Deno.test("the README's table of challenges has the figures of records.md", () => {
  const [, , ...records] = rows(read("scripts/measure/results/records.md"));
  const table = rows(README);
  for (const [, program = "", condition = "", figure = "", , worst = ""] of records) {
    const name = condition.startsWith("-- --window-ms") ? "the same with" : `\`${program}\``;
    const row = table.find((cells) => cells[1]?.startsWith(name));
    assert(row !== undefined, `The README has no row for ${program}`);
    if (!figure.includes("fraction") && figure !== "sends answered") {
      assert(row[3]?.includes(worst), `README, ${program}: "${row[3]}", expected ${figure} ${worst}`);
    }
  }
});

Deno.test("the README's table of the frontier is that of frontier.md", () => {
  const table = read("scripts/measure/results/frontier.md").split("\n").filter((line) => line.startsWith("|"));
  assert(README.includes(table.join("\n")));
});
