/**
 * The pages that people read: what they name must exist, and what they ask to type must be understood.
 *
 * @module
 */
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../deno.json" with { type: "json" };
import { main } from "../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../scripts/workbench/terminal/terminal.ts";
import { FLOORS } from "../scripts/lint_plugin.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Words that a visitor reads before a decision; the other pages have room. */
const README_WORDS_MAX = 900;

const PAGES = [
  "README.md",
  "challenges/README.md",
  "lib/README.md",
  "scripts/workbench/README.md",
  ".github/ARCHITECTURE.md",
  ".github/CONTRIBUTING.md",
].map((path) => ({ path, text: Deno.readTextFileSync(join(ROOT, path)) }));

const TASKS = Object.keys(config.tasks);

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Text without its blocks of code. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *```[^]*?^ *```/gm, "");
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-")
  );
}

/** The targets of links and pictures of a page that do not lead away from the project. */
function localLinks(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^https?:/.test(target));
}

/** What stands between backticks in running text and looks like a path of this project. */
function namedPaths(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)]
    .map(([, code = ""]) => code)
    .filter((code) => /^\.?\w[\w.\-/]*(\/|\.(ts|js|md|json|yml|svg|png))$/.test(code));
}

/** Where the paths of a page may begin. */
function placesFor(path: string): string[] {
  return [ROOT, join(ROOT, dirname(path)), join(ROOT, "scripts/workbench")];
}

/** Lines of commands in blocks for the shell, and in running text between backticks. */
function commandLines(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```sh\n([^]*?)^ *```/gm)].flatMap(([, block = ""]) => block.split("\n"));
  const inline = [...withoutBlocks(text).matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replaceAll(/\s+/g, " "));
  return [...blocks, ...inline].map((line) => line.replace(/ {2,}#.*$/, "").trim());
}

Deno.test("the README has at most 900 words, counted as wc -w counts", () => {
  const words = PAGES[0]!.text.split(/\s+/).filter((word) => word !== "");
  assertLessOrEqual(words.length, README_WORDS_MAX);
});

Deno.test("lib/README.md names every export of the package, and links to nothing outside it", () => {
  const { text } = PAGES.find(({ path }) => path === "lib/README.md")!;
  const names = Object.keys(config.exports).map((path) => `\`${config.name}${path.slice(1)}\``);
  assertEquals(names.filter((name) => !text.includes(name)), []);
  assertEquals(localLinks(text).filter((target) => target.includes("..")), []);
});

Deno.test("the drawing in ARCHITECTURE.md has the floors of the lint rule, the top floor first", () => {
  const text = PAGES.find(({ path }) => path.endsWith("ARCHITECTURE.md"))!.text;
  const [, drawing = ""] = /^## The floors[^]*?^```\n([^]*?)^```/m.exec(text) ?? [];
  const rooms = [...drawing.matchAll(/^ ([\w/.]+(?: floor)?) {2}/gm)].map(([, room]) => room);
  assertEquals(rooms.toReversed(), FLOORS.map((room) => room === "" ? "ground floor" : room));
});

for (const { path, text } of PAGES) {
  Deno.test(`${path} links to files and headings that exist`, () => {
    const broken = localLinks(text).filter((target) => {
      const [file = "", anchor] = target.split("#");
      const linked = file === "" ? path : join(dirname(path), file);
      if (!exists(join(ROOT, linked))) return true;
      return anchor !== undefined && !anchorsOf(Deno.readTextFileSync(join(ROOT, linked))).includes(anchor);
    });
    assertEquals(broken, []);
  });

  Deno.test(`${path} names paths that exist`, () => {
    const missing = namedPaths(text)
      // A recipe's file with a name to choose needs its folder.
      .map((named) => named.includes("NAME") ? dirname(named) : named)
      .filter((named) => !MADE_BY_RUNS.test(named) && !placesFor(path).some((place) => exists(join(place, named))));
    assertEquals(missing, []);
  });

  Deno.test(`${path} names code that its files have`, () => {
    const missing = [...withoutBlocks(text).matchAll(/`([\w/]+\.ts)`\s+\(`([\w#]+)`/g)].filter((
      [, file = "", code = ""],
    ) =>
      !placesFor(path).some((place) =>
        exists(join(place, file)) && Deno.readTextFileSync(join(place, file)).includes(code)
      )
    );
    assertEquals(missing.map(([match]) => match), []);
  });

  Deno.test(`${path} names tasks that deno.json has`, () => {
    const named = [...text.matchAll(/\bdeno(?:@[\d.]+)? task (?:--cwd \w+ )?([a-z][\w:]*)/g)].map(([, task = ""]) =>
      task
    );
    assertEquals(named.filter((task) => !TASKS.includes(task)), []);
  });

  Deno.test(`${path} gives commands of the bench that it understands`, async () => {
    for (const line of commandLines(text)) {
      const [, words] = /^deno task workbench (.*)$/.exec(line) ?? [];
      if (words === undefined || /\.\.\.|help/.test(words)) continue;
      const terminal = new RecordedTerminal();
      const status = await main([...splitLikeShell(words), "--help"], terminal);
      assertEquals({ line, status, stderr: terminal.stderr }, { line, status: 0, stderr: "" });
    }
  });
}

/** Files that runs and builds write, and what a reader calls programs of his own. */
const MADE_BY_RUNS =
  /^(store|dist|bin)\/|^my_node|^my-node|^(index|results|history|journal|schedule)\.\w+$|^(timeline\.html|glomers\.json)$/;

/** Words of a line without variables; quotes keep blanks together. */
function splitLikeShell(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) =>
    double ?? single ?? plain!
  );
}
