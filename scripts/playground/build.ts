/**
 * Builds the playground: a folder of static files that any web host can serve.
 *
 * The bench and the challenges' libraries are bundled by `deno bundle`; what only processes need of Node's library is
 * replaced by absent.ts through an import map.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { challengeFile, STAGES } from "../workbench/stages/stages.ts";
import { DENO_TOOLS } from "../workbench/report/pack.ts";
import { chosenPaletteCss, paletteCss } from "../workbench/report/plots/palette.ts";
import { CLIENT_SCRIPT, THEME_SCRIPT } from "../workbench/report/script.ts";
import { flagsInUse } from "../std.ts";
import denoJson from "../../deno.json" with { type: "json" };
import offlineMap from "../offline/import_map.json" with { type: "json" };
import pageCss from "../workbench/report/client/page.css" with { type: "text" };
import courseCss from "./course/course.css" with { type: "text" };
import playgroundCss from "./page.css" with { type: "text" };
import playgroundHtml from "./page.html" with { type: "text" };
import { buildCourse } from "./course/build_course.ts";
import { FILES } from "./protocol.ts";
import { libraryFiles } from "./types/library_files.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Modules that the bench imports for processes only. */
const ABSENT_MODULES = [
  "node:path",
  "node:url",
  new URL("../workbench/nodes/process_node.ts", import.meta.url).href,
  new URL("../workbench/nodes/program_source.ts", import.meta.url).href,
  new URL("../workbench/nodes/resolve_program.ts", import.meta.url).href,
];

/** Files that the bundler makes. */
const BUNDLED = [FILES.lib, FILES.script, FILES.worker, FILES.types, FILES.typesModule];

/** In the place of TypeScript: it knows nothing. */
const NO_TYPES = "export const answer = () => undefined;";

/** What was built. */
export interface BuiltFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * Builds into a folder, which is made where it does not exist.
 *
 * @param withoutTypes Leaves TypeScript out, for tests: then the page checks no types.
 * @throws {Error} When a bundle cannot be made; the message holds what the bundler said.
 */
export async function buildPlayground(folder: string, { withoutTypes = false } = {}): Promise<BuiltFile[]> {
  const workshop = Deno.makeTempDirSync();
  try {
    const mapPath = join(workshop, "import_map.json");
    Deno.writeTextFileSync(mapPath, JSON.stringify({ imports: importMap() }));
    const libPath = join(workshop, "lib.ts");
    Deno.writeTextFileSync(libPath, libEntry());
    const source = (name: string) => join(ROOT, "scripts/playground", name);
    // The first bundle on a machine fetches the bundler's program; several at once would write it at the same time.
    const made = (name: string) => join(workshop, name);
    await bundle(libPath, made(FILES.lib), mapPath);
    await Promise.all([
      bundle(source("page.ts"), made(FILES.script), mapPath),
      bundle(source("worker.ts"), made(FILES.worker), mapPath),
      bundle(source("types/worker.ts"), made(FILES.types), mapPath),
      withoutTypes ? writeDeflated(made(FILES.typesModule), NO_TYPES) : makeTypesModule(workshop, mapPath),
    ]);
    // The folder is only touched when all is made.
    Deno.mkdirSync(folder, { recursive: true });
    for (const name of BUNDLED) Deno.copyFileSync(made(name), join(folder, name));
  } finally {
    Deno.removeSync(workshop, { recursive: true });
  }
  const style = paletteCss(":root") + chosenPaletteCss() + pageCss + playgroundCss + courseCss;
  Deno.writeTextFileSync(join(folder, FILES.style), style);
  Deno.writeTextFileSync(join(folder, FILES.page), playgroundHtml.replace("{{policy}}", policy()));
  Deno.writeTextFileSync(join(folder, FILES.challenges), JSON.stringify(challengeSources()));
  Deno.writeTextFileSync(join(folder, FILES.course), JSON.stringify(buildCourse()));
  return Object.values(FILES).map((name) => ({ name, sizeBytes: Deno.statSync(join(folder, name)).size }));
}

/** Only the playground's own files and the scripts of reports may run; nothing may be fetched from elsewhere. */
function policy(): string {
  const scripts = [THEME_SCRIPT, CLIENT_SCRIPT].map((text) => `'sha256-${DENO_TOOLS.sha256?.(text)}'`).join(" ");
  return `default-src 'none'; script-src 'self' ${scripts}; worker-src 'self'; connect-src 'self'; ` +
    "style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
}

/** The imports in use, with absolute addresses, and without what a browser has not. */
function importMap(): Record<string, string> {
  const absent = new URL("absent.ts", import.meta.url).href;
  const isOffline = flagsInUse().length > 0;
  const base: Record<string, string> = isOffline ? offlineMap.imports : withSubpaths(denoJson.imports);
  const folder = pathToFileURL(join(ROOT, "scripts/offline/")).href;
  const absolute = Object.entries(base).map(([name, target]) => [
    name,
    target.startsWith("./") ? new URL(target, folder).href : target,
  ]);
  return Object.fromEntries([...absolute, ...ABSENT_MODULES.map((name) => [name, absent])]);
}

/** An import map knows no subpaths of its own, unlike deno.json. */
function withSubpaths(imports: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(imports).flatMap(([name, target]) => [
      [name, target],
      [`${name}/`, `${target.replace(/^(jsr|npm):/, "$1:/")}/`],
    ]),
  );
}

/** A module with all that a challenge may import, so that every part of lib exists once. */
function libEntry(): string {
  const lib = [...Deno.readDirSync(join(ROOT, "lib"))].map(({ name }) => name)
    .filter((name) => name.endsWith(".ts") && !name.startsWith("_")).sort()
    .map((name) => `export * from ${JSON.stringify(pathToFileURL(join(ROOT, "lib", name)).href)};`);
  const std = new Set(
    Object.values(challengeSources()).flatMap((source) =>
      [...source.matchAll(/from "(@std\/[^"]+)"/g)].map(([, name]) => `export * from "${name}";`)
    ),
  );
  return [...lib, ...[...std].sort()].join("\n");
}

/** TypeScript with all that it reads, as one module, deflated. */
async function makeTypesModule(workshop: string, mapPath: string): Promise<void> {
  const path = (name: string) => join(workshop, name);
  Deno.writeTextFileSync(path("files.json"), JSON.stringify(await libraryFiles(ROOT)));
  const module = JSON.stringify(new URL("types/module.ts", import.meta.url).href);
  Deno.writeTextFileSync(
    path("types.ts"),
    `import { answerer } from ${module};\nimport files from "./files.json" with { type: "json" };\n` +
      "export const answer = answerer(files);\n",
  );
  await bundle(path("types.ts"), path("types.bundle.js"), mapPath);
  writeDeflated(path(FILES.typesModule), Deno.readTextFileSync(path("types.bundle.js")));
}

function writeDeflated(path: string, text: string): void {
  Deno.writeFileSync(path, deflateRawSync(text, { level: 9 }));
}

/** Sources of the challenges that the stages name and that exist, by name. */
function challengeSources(): Record<string, string> {
  const sources: Record<string, string> = {};
  for (const stage of STAGES) {
    try {
      sources[stage.challenge] = Deno.readTextFileSync(join(ROOT, challengeFile(stage)));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return sources;
}

async function bundle(entry: string, output: string, mapPath: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--no-lock",
      `--import-map=${mapPath}`,
      "--platform=browser",
      "--minify",
      "-o",
      output,
      entry,
    ],
    cwd: dirname(entry),
    stdout: "null",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`Cannot bundle ${entry}: ${said.trim()}`);
  const external = /\bfrom\s*"(node:[^"]+)"/.exec(Deno.readTextFileSync(output))?.[1];
  if (external !== undefined) {
    throw new Error(`Cannot bundle ${entry}: it needs ${external}, which no browser has; add it to ABSENT_MODULES`);
  }
}
