/**
 * The files that a challenge is made of: its own and those of lib that it reaches, as text.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";

/** A file that a program needs. */
export interface ProgramFile {
  /** Where it stands in this project. */
  readonly source: string;
  /** Where it stands in a copy, below its folder: `3d_broadcast_low_latency.ts`, `lib/node.ts`. */
  readonly target: string;
  readonly text: string;
  readonly imports: readonly ImportStatement[];
}

/** An import, or an export from another file. */
export interface ImportStatement {
  /** The whole statement. */
  readonly text: string;
  readonly specifier: string;
  /** The file in this project; absent for packages. */
  readonly source?: string;
}

/** Statements of this project begin a line and name their file in double quotes; `deno fmt` sees to it. */
const IMPORT = /^(?:import|export)\b(?:[^"';]*\bfrom)? "([^"]+)";\n/gm;

/**
 * Finds the files of a program: each after those that it imports, the program's own last.
 *
 * @param path Of the challenge.
 */
export function programFiles(path: string): readonly ProgramFile[] {
  const files = new Map<string, ProgramFile>();
  const visit = (source: string, target: string) => {
    if (files.has(source)) return;
    const text = Deno.readTextFileSync(source);
    const imports = importsOf(text, source);
    for (const { source: needed } of imports) {
      if (needed !== undefined) visit(needed, `lib/${basename(needed)}`);
    }
    files.set(source, { source, target, text, imports });
  };
  visit(path, basename(path));
  return [...files.values()];
}

function importsOf(text: string, source: string): ImportStatement[] {
  return [...text.matchAll(IMPORT)].map(([statement, specifier = ""]) => ({
    text: statement,
    specifier,
    ...(specifier.startsWith(".") ? { source: join(dirname(source), specifier) } : {}),
  }));
}

/** The packages that the files import, as a deno.json names them: `@std/streams`. */
export function packagesOf(files: readonly ProgramFile[]): readonly string[] {
  const packages = files.flatMap(({ imports }) => imports.filter(({ source }) => source === undefined))
    .map(({ specifier }) => packageOf(specifier));
  return [...new Set(packages)].sort();
}

/** The package of a specifier: `@std/streams` of `@std/streams/text-line-stream`. */
export function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, 2).join("/");
}

/** The text of a file in a copy, whose imports lead to where the files stand there. */
export function copiedText({ text, target, imports }: ProgramFile): string {
  return imports.reduce((copied, { text: statement, specifier, source }) => {
    if (source === undefined) return copied;
    const name = basename(source);
    const path = target.includes("/") ? `./${name}` : `./lib/${name}`;
    return copied.replace(statement, statement.replace(`"${specifier}"`, `"${path}"`));
  }, text);
}
