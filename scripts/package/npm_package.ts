/**
 * The npm package: the files of the package as they are, with all that they import beside them, so that nothing is
 * downloaded but the package and npm's deno.
 *
 * @module
 */
import { dirname, join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { TESTED } from "../workbench/deno_version.ts";
import { makeExecutable } from "../workbench/files.ts";
import { UsageError } from "../workbench/usage_error.ts";
import { flagsInUse } from "../std.ts";
import { bareImports, packageFiles, ROOT } from "./package_files.ts";

const NAME = "gossip-glomers";
/** Where bundled packages stand. */
const VENDOR = "vendor";

/** Writes the package into a folder, which is emptied first. */
export async function writeNpmPackage(folder: string): Promise<void> {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const files = packageFiles().filter(({ name }) => name !== "deno.json");
  for (const { name, bytes } of files) write(join(folder, name), bytes);
  const modules = files.filter(({ name }) => name.endsWith(".ts"));
  const specifiers = new Set(modules.flatMap(({ bytes }) => bareImports(new TextDecoder().decode(bytes))));
  const imports = await bundlePackages([...specifiers].filter(isPackage).sort(), folder);
  write(join(folder, "deno.json"), JSON.stringify({ imports, nodeModulesDir: "none" }, null, 2));
  write(join(folder, "package.json"), JSON.stringify(packageJson(), null, 2));
  write(join(folder, "README.md"), Deno.readFileSync(join(ROOT, "scripts", "package", "README.md")));
  write(join(folder, "launcher.mjs"), Deno.readFileSync(join(ROOT, "scripts", "package", "launcher.mjs")));
  makeExecutable(join(folder, "launcher.mjs"));
}

function packageJson() {
  return {
    name: NAME,
    version: config.version,
    description:
      "Test bench for Fly.io's Gossip Glomers, compatible with Maelstrom: virtual time, seeds, explained failures",
    license: config.license,
    type: "module",
    bin: { [NAME]: "launcher.mjs" },
    engines: { node: ">=18" },
    dependencies: { deno: TESTED },
  };
}

/** True for what the import map has; texts of templates may look like imports too. */
function isPackage(specifier: string): boolean {
  const names = Object.keys(config.imports);
  return names.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/** Bundles each package that is imported into one file; returns the import map. */
async function bundlePackages(specifiers: readonly string[], folder: string): Promise<Record<string, string>> {
  const entries = Deno.makeTempDirSync();
  try {
    const imports: Record<string, string> = {};
    for (const specifier of specifiers) {
      const name = `${specifier.replaceAll(/[^\w.-]+/g, "_")}.js`;
      const entry = join(entries, name);
      Deno.writeTextFileSync(entry, await reExport(specifier));
      imports[specifier] = `./${VENDOR}/${name}`;
      await bundle(entry, join(folder, VENDOR, name));
    }
    return imports;
  } finally {
    Deno.removeSync(entries, { recursive: true });
  }
}

/** A module with the exports of another, one by one: a bundle of CommonJS would not know what `*` means. */
async function reExport(specifier: string): Promise<string> {
  const names = Object.keys(await import(specifier)).filter((name) => /^[\w$]+$/.test(name));
  return `export { ${names.join(", ")} } from ${JSON.stringify(specifier)};\n`;
}

async function bundle(entry: string, output: string): Promise<void> {
  const flags = flagsInUse();
  const map = flags.length === 0 ? ["--config", join(ROOT, "deno.json")] : flags;
  const args = ["bundle", "--quiet", "--platform", "deno", ...map, "--output", output, entry];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdout: "null" }).output();
  if (!success) throw new UsageError(`Cannot bundle for ${output}:\n${new TextDecoder().decode(stderr).trim()}`);
}

function write(path: string, content: string | Uint8Array): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  if (typeof content === "string") Deno.writeTextFileSync(path, `${content}\n`);
  else Deno.writeFileSync(path, content);
}
