/**
 * The files that TypeScript needs to check a challenge: lib/, and its own declarations of the language and of a browser.
 *
 * @module
 */
import { join } from "node:path";
// Named here, and not only by the loop below, so that Deno knows the package.
import esnext from "typescript/lib/lib.esnext.d.ts" with { type: "text" };
import type { LibraryFiles } from "./checker.ts";

/** Declarations to begin with; they name others. */
const DECLARATIONS = [...namedIn(esnext), "webworker"];

/** Reads them all. @param root The project's folder. */
export async function libraryFiles(root: string): Promise<LibraryFiles> {
  const files: Record<string, string> = { "/types/lib.esnext.d.ts": esnext };
  for (const { name } of Deno.readDirSync(join(root, "lib"))) {
    if (name.endsWith(".ts")) files[`/lib/${name}`] = Deno.readTextFileSync(join(root, "lib", name));
  }
  const names = new Set(DECLARATIONS);
  // A set grows while it is walked.
  for (const name of names) {
    const { default: text } = await import(`typescript/lib/lib.${name}.d.ts`, { with: { type: "text" } });
    files[`/types/lib.${name}.d.ts`] = text;
    for (const named of namedIn(text)) names.add(named);
  }
  return files;
}

/** The declarations that others name. */
function namedIn(text: string): string[] {
  return Array.from(text.matchAll(/^\/\/\/ <reference lib="([^"]+)"/gm), ([, name]) => name ?? "");
}
