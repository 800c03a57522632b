/**
 * No file imports itself by way of others, types included: what two files need of each other stands below both. (That no
 * room does is a rule of scripts/lint_plugin.ts.)
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { membersOfComponents, stronglyConnectedComponents } from "../scripts/workbench/checkers/graph/scc.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const IMPORT = /(?:\bfrom |\bimport |\bimport\()"(\.{1,2}\/[^"]+)"/g;

function* modulesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* modulesIn(path);
    else if (/\.(ts|js)$/.test(name)) yield path;
  }
}

/** The groups of files that import each other. */
function circlesAmong(paths: readonly string[], read: (path: string) => string): string[][] {
  const indexes = new Map(paths.map((path, index) => [path, index]));
  const targets: number[] = [];
  const offsets = [0];
  for (const path of paths) {
    for (const [, specifier = ""] of read(path).matchAll(IMPORT)) {
      const target = indexes.get(join(dirname(path), specifier));
      if (target !== undefined) targets.push(target);
    }
    offsets.push(targets.length);
  }
  const components = stronglyConnectedComponents(paths.length, Int32Array.from(offsets), Int32Array.from(targets));
  return membersOfComponents(components, 2).map((members) => [...members].map((index) => paths[index] ?? ""));
}

Deno.test("circlesAmong() finds files that import each other", () => {
  const texts: Readonly<Record<string, string>> = {
    "/a.ts": 'import type { B } from "./b.ts";',
    "/b.ts": 'export { c } from "./c.ts";',
    "/c.ts": 'const a = await import("./a.ts");',
    "/d.ts": 'import "./a.ts";',
  };
  assertEquals(circlesAmong(Object.keys(texts), (path) => texts[path] ?? ""), [["/a.ts", "/b.ts", "/c.ts"]]);
});

Deno.test("no file of challenges, lib and scripts imports itself by way of others", () => {
  const paths = ["challenges", "lib", "scripts"].flatMap((folder) => [...modulesIn(join(ROOT, folder))]).sort();
  const circles = circlesAmong(paths, Deno.readTextFileSync);
  assertEquals(circles.map((circle) => circle.map((path) => relative(ROOT, path))), []);
});
