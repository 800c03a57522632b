/**
 * What the package consists of: the files that deno.json publishes.
 *
 * @module
 */
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A file of the package. */
export interface PackageFile {
  /** Below the package's folder, with slashes. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An import that a module makes of something that is no file of the package. */
const BARE_IMPORT = /(\bfrom |\bimport |\bimport\()"((?!\.|node:|jsr:|npm:|https?:)[^"]+)"/g;

/** Reads all files of the package, in the order of their names. */
export function packageFiles(): readonly PackageFile[] {
  const paths = config.publish.include.flatMap((path) => [...filesAt(join(ROOT, path))]);
  return paths.map((path) => ({ path, name: relative(ROOT, path).replaceAll("\\", "/") }))
    .filter(({ name }) => !config.publish.exclude.some((folder) => name.startsWith(folder)))
    .map(({ path, name }) => ({ name, bytes: Deno.readFileSync(path) }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

/** The specifiers of packages that a module imports: `@std/streams/text-line-stream`, `valibot`. */
export function bareImports(text: string): readonly string[] {
  return [...text.matchAll(BARE_IMPORT)].map(([, , specifier = ""]) => specifier);
}

/** The text of a module whose imports of packages lead elsewhere. */
export function withImports(text: string, targetOf: (specifier: string) => string | undefined): string {
  return text.replaceAll(
    BARE_IMPORT,
    (_statement, start: string, specifier: string) => `${start}"${targetOf(specifier) ?? specifier}"`,
  );
}

/** Where the import map of deno.json leads: `jsr:@std/streams@1.0.0/text-line-stream`; undefined for what it lacks. */
export function mapped(specifier: string): string | undefined {
  const imports: Readonly<Record<string, string>> = config.imports;
  const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  const target = imports[name];
  return target === undefined ? undefined : `${target}${specifier.slice(name.length)}`;
}

function* filesAt(path: string): Generator<string> {
  if (Deno.statSync(path).isFile) {
    yield path;
    return;
  }
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    if (isDirectory) yield* filesAt(join(path, name));
    else yield join(path, name);
  }
}
