/**
 * From a challenge's TypeScript to a module that a browser can load.
 *
 * Types are stripped by sucrase (wrapped here alone), line by line, so that line numbers in error messages stay right.
 * Imports of lib/ and @std lead to one file that holds both, as built beside the page.
 *
 * @module
 */
import { transform } from "sucrase";
import { UsageError } from "../workbench/usage_error.ts";

/** An import or export of another module, over one line or several. */
const IMPORT = /^((?:import|export)\b[^;"']*?\bfrom\s*)(["'])([^"']+)\2/gm;

/** What a challenge may import: files of lib, and @std. */
const ALLOWED = /^((?:\.\.\/){1,2}lib\/[a-z_]+\.ts|@std\/[a-z-]+(\/[a-z-]+)?)$/;

/**
 * Makes a module.
 *
 * @param libUrl Where the file with lib/ and @std is.
 * @throws {UsageError} When the source is no TypeScript, or imports something else.
 */
export function toModule(source: string, libUrl: string): string {
  return stripTypes(source).replaceAll(IMPORT, (_, start: string, _quote: string, specifier: string) => {
    if (!ALLOWED.test(specifier)) {
      throw new UsageError(`Cannot import "${specifier}" in the playground: expected "../lib/NAME.ts" or "@std/NAME"`);
    }
    return `${start}${JSON.stringify(libUrl)}`;
  });
}

/** A program that is no TypeScript, with the place where reading it ended. */
export class SyntaxProblem extends UsageError {
  constructor(message: string, readonly place: { readonly line: number; readonly column: number }) {
    super(message);
  }
}

function stripTypes(source: string): string {
  try {
    return transform(source, { transforms: ["typescript"], disableESTransforms: true }).code;
  } catch (error) {
    // Sucrase names the place as "(line:column)", after the text or before a further sentence.
    const reason = error instanceof Error ? error.message : String(error);
    const place = /^(.*?) ?\((\d+):(\d+)\)/.exec(reason);
    if (place === null) throw new UsageError(`Cannot read the source: ${reason}`);
    const [, text, line, column] = place;
    throw new SyntaxProblem(`Cannot read the source, line ${line}, column ${column}: ${text}`, {
      line: Number(line),
      column: Number(column),
    });
  }
}

/** Where in a module an error arose, as its stack says; undefined where it does not say. */
export function placeOf(error: unknown, moduleUrl: string): SyntaxProblem["place"] | undefined {
  const stack = error instanceof Error ? error.stack ?? "" : "";
  const place = /^:(\d+):(\d+)/.exec(stack.split(moduleUrl)[1] ?? "");
  return place === null ? undefined : { line: Number(place[1]), column: Number(place[2]) };
}
