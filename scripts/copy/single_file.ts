/**
 * Joins the files of a program into one that a person can read: the text of each as it stands, types and comments
 * included, without the imports and exports between them.
 *
 * @module
 */
import { packageOf, type ProgramFile } from "./program_files.ts";

/** The first line of a program that can be started by its name. */
const SHEBANG = /^#!.*\n/;
/** A declaration at the top of a file, with its name. */
const DECLARATION = /^(?:export )?(?:async )?(?:const|let|function\*?|class|abstract class|interface|type) (\w+)/gm;
/** An export of a declaration; the export of the program itself stays. */
const EXPORT = /^export (?!default\b)/gm;

/**
 * Joins the files.
 *
 * @param files Each after those that it imports.
 * @param specifierOf Gives a package with its registry and version: `jsr:@std/streams@1.0.17` for `@std/streams`.
 * @throws {Error} Where two files declare the same name, which would then mean one thing.
 */
export function joinFiles(files: readonly ProgramFile[], specifierOf: (name: string) => string): string {
  refuseSharedNames(files);
  const program = files.at(-1);
  if (program === undefined) throw new Error("Cannot join files: there are none, expected at least the program's own");
  const shebang = SHEBANG.exec(program.text)?.[0] ?? "";
  const parts = files.map((file) => {
    const text = withoutImports(file).replace(SHEBANG, "").replace(EXPORT, "").trim();
    return file === program ? text : `// ${"-".repeat(20)} ${file.target} ${"-".repeat(20)}\n\n${text}`;
  });
  // The program comes first, with the header that tells its idea; functions and types may be used before they are
  // declared, but classes and constants may not, so what it needs stands above it all the same.
  const [own = "", ...needed] = parts.toReversed();
  const [header, body] = splitHeader(own);
  const sections = [
    header,
    packageImports(files, specifierOf),
    ...needed.toReversed(),
    `// ${"-".repeat(60)}\n\n${body}`,
  ];
  return `${shebang}${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function withoutImports({ text, imports }: ProgramFile): string {
  return imports.reduce((rest, { text: statement }) => rest.replace(statement, ""), text);
}

/** The comment that opens a file, and the rest. */
function splitHeader(text: string): readonly [header: string, body: string] {
  const end = text.startsWith("/**") ? text.indexOf("*/") + 2 : 0;
  return [text.slice(0, end), text.slice(end).trim()];
}

/** One import for each module of a package, with all names that any of the files takes from it. */
function packageImports(files: readonly ProgramFile[], specifierOf: (name: string) => string): string {
  const statements = new Set<string>();
  for (const { imports } of files) {
    for (const { text, specifier, source } of imports) {
      if (source !== undefined) continue;
      const name = packageOf(specifier);
      statements.add(text.trim().replace(`"${specifier}"`, `"${specifierOf(name)}${specifier.slice(name.length)}"`));
    }
  }
  return [...statements].sort().join("\n");
}

function refuseSharedNames(files: readonly ProgramFile[]): void {
  const owners = new Map<string, string>();
  for (const { text, target } of files) {
    for (const [, name = ""] of text.matchAll(DECLARATION)) {
      const owner = owners.get(name);
      if (owner !== undefined && owner !== target) {
        throw new Error(`Cannot join ${owner} and ${target}: both declare "${name}", expected names that differ`);
      }
      owners.set(name, target);
    }
  }
}
