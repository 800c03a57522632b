/**
 * The text of a program as the editor shows it: one file that imports `../lib/`, without what would give its mistake
 * away.
 *
 * @module
 */
import { dirname, join } from "node:path";
import type { Replacement } from "./lesson.ts";

const SHEBANG = /^#!.*\n/;
/** The comment with which every file of this project opens. */
const MODULE_COMMENT = /^\/\*\*[^]*?\*\/\n/;
const MODULE_TAG = / @module \*\/$/m;
const LIB_IMPORT = /(["'])(?:\.\.\/)+lib\//g;
/** An import of a file beside the program. */
const NEIGHBOUR_IMPORT = /^import [^;]*? from "(\.\/[^"]+)";\n/gm;
const IMPORT = /^import [^;]*? from "([^"]+)";\n/gm;
const EXPORT = /^export (?!default\b)/gm;

/** The program of a step. Its first line says in a sentence what it does. */
export function stepText(path: string): string {
  return Deno.readTextFileSync(path).replace(MODULE_TAG, " */").replaceAll(LIB_IMPORT, "$1../lib/");
}

/** The program of a puzzle: what it imports from the files beside it stands above it, and no comment tells the mistake. */
export function puzzleText(path: string): string {
  const own = withoutHeader(Deno.readTextFileSync(path));
  const helpers = [...own.matchAll(NEIGHBOUR_IMPORT)]
    .map(([, name = ""]) => withoutHeader(Deno.readTextFileSync(join(dirname(path), name))).replaceAll(EXPORT, ""));
  const texts = [...helpers, own.replaceAll(NEIGHBOUR_IMPORT, "")];
  const body = texts.map((text) => text.replaceAll(IMPORT, "").trim()).join("\n\n");
  return `${joinImports(texts)}\n${body}\n`.replaceAll(LIB_IMPORT, "$1../lib/");
}

/** Carries out replacements. @throws {Error} Where a text does not occur exactly once. */
export function replaced(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((result, { find, replace }) => {
    const count = result.split(find).length - 1;
    if (count !== 1) throw new Error(`Cannot replace ${JSON.stringify(find)}: it occurs ${count} times, expected once`);
    return result.replace(find, () => replace);
  }, text);
}

/**
 * Cuts out the declaration or call that begins with `start`: from the first line that does to the one that closes it, with
 * the same indentation. Their common indentation is taken away.
 *
 * @throws {Error} Where no line begins so.
 */
export function excerptOf(text: string, start: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.trimStart().startsWith(start));
  if (first < 0) throw new Error(`Cannot cut out ${JSON.stringify(start)}: no line of the program begins so`);
  const indentation = /^ */.exec(lines[first] ?? "")?.[0].length ?? 0;
  const isWhole = /[;,]$/.test(lines[first] ?? "") && !/[({[]$/.test(lines[first] ?? "");
  const closing = lines.findIndex((line, index) =>
    index > first && /^ *[)}\]]/.test(line) && depthOf(line) === indentation
  );
  const last = isWhole || closing < 0 ? first : closing;
  return lines.slice(first, last + 1).map((line) => line.slice(indentation)).join("\n");
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length;
}

function withoutHeader(text: string): string {
  return text.replace(SHEBANG, "").replace(MODULE_COMMENT, "");
}

/** One import for each module, with all names that any of the texts takes from it. */
function joinImports(texts: readonly string[]): string {
  const names = new Map<string, Set<string>>();
  for (const [, list = "", specifier = ""] of texts.join("\n").matchAll(/^import \{([^}]*)\} from "([^"]+)";\n/gm)) {
    const found = names.get(specifier) ?? new Set();
    names.set(specifier, found);
    for (const name of list.split(",").map((part) => part.trim())) if (name !== "") found.add(name);
  }
  return [...names].map(([specifier, found]) => `import { ${[...found].sort().join(", ")} } from "${specifier}";\n`)
    .join("");
}
