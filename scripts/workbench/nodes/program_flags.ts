/**
 * Flags for `deno run` where this process does not take `@std` from JSR, so that a program cannot either: a clone in a
 * network without JSR uses stand-ins (scripts/offline), and the npm package brings its own bundles.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isFile } from "../files.ts";

/** Names of the settings that Deno looks for, from the program's folder upwards. */
const CONFIG_NAMES = ["deno.json", "deno.jsonc"];
/** What a comment of deno.jsonc looks like; enough to see its imports. */
const COMMENT = /^\s*\/\/.*$/gm;

/** The flags that a program at a path needs; none where `@std` comes from JSR. */
export function programFlags(path: string): readonly string[] {
  const folder = folderOfStd();
  if (folder === undefined) return [];
  const importMap = join(folder, "import_map.json");
  if (!isFile(importMap)) return packageFlags(path, dirname(folder));
  const { imports } = JSON.parse(Deno.readTextFileSync(importMap));
  const served = new Set(Object.keys(imports).map(packageName));
  // A program with imports of its own would lose them with the import map.
  return importsFor(path).every((name) => served.has(packageName(name)))
    ? ["--no-lock", `--import-map=${importMap}`]
    : [];
}

/** Deno strips types from files of the npm package only where it is told that they are no package. */
function packageFlags(path: string, folder: string): readonly string[] {
  return path.startsWith(folder) ? ["--no-lock", "--config", join(folder, "deno.json")] : [];
}

/** The folder that this process has `@std` from; undefined where it is no folder. */
function folderOfStd(): string | undefined {
  try {
    const url = import.meta.resolve("@std/streams/text-line-stream");
    return url.startsWith("file:") ? dirname(fileURLToPath(url)) : undefined;
  } catch {
    return undefined; // A package of JSR: its imports need no map.
  }
}

/** `@std/cli` of `@std/cli/parse-args`. */
function packageName(specifier: string): string {
  return specifier.split("/").slice(0, 2).join("/");
}

/** The names that the nearest deno.json above a program maps. */
function importsFor(path: string): readonly string[] {
  for (let folder = dirname(path);; folder = dirname(folder)) {
    for (const name of CONFIG_NAMES) {
      const imports = readImports(join(folder, name));
      if (imports !== undefined) return imports;
    }
    if (folder === dirname(folder)) return [];
  }
}

function readImports(path: string): readonly string[] | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
  try {
    return Object.keys(JSON.parse(text.replace(COMMENT, "")).imports ?? {});
  } catch {
    // Deno itself says what is wrong with it.
    return [];
  }
}
