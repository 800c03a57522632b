/**
 * Flags for `deno run` where JSR cannot be reached: this process then runs with stand-ins for `@std` (scripts/offline),
 * and a program that imports nothing else needs them too.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Names of the settings that Deno looks for, from the program's folder upwards. */
const CONFIG_NAMES = ["deno.json", "deno.jsonc"];
/** What a comment of deno.jsonc looks like; enough to see its imports. */
const COMMENT = /^\s*\/\/.*$/gm;

/** The stand-ins, and the packages that they serve. */
interface StandIns {
  readonly importMap: string;
  readonly packages: ReadonlySet<string>;
}

/** The flags that a program at a path needs; none where the real `@std` is in use, or the program has imports of its own. */
export function standInFlags(path: string): readonly string[] {
  const standIns = findStandIns();
  if (standIns === undefined) return [];
  const own = importsFor(path);
  if (own.some((name) => !standIns.packages.has(name))) return [];
  return ["--no-lock", `--import-map=${standIns.importMap}`];
}

/** The stand-ins that this process runs with. */
function findStandIns(): StandIns | undefined {
  const resolved = resolveStreams();
  if (!resolved?.startsWith("file:")) return undefined;
  const importMap = join(dirname(fileURLToPath(resolved)), "import_map.json");
  const { imports } = JSON.parse(Deno.readTextFileSync(importMap));
  return { importMap, packages: new Set(Object.keys(imports).map((name) => name.split("/").slice(0, 2).join("/"))) };
}

/** Where `@std/streams` comes from; undefined in a package or a bundle, whose imports need no map. */
function resolveStreams(): string | undefined {
  try {
    return import.meta.resolve("@std/streams");
  } catch {
    return undefined;
  }
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
