/**
 * State in the variables of a module, which simulated nodes share: they are instances of one module, in one process.
 *
 * Found by its looks: a variable or an empty collection at the beginning of a line of the program's own file. State in
 * files that it imports is not found.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Declarations outside of functions that can only be there to change. */
const DECLARATION =
  /^(?:export )?(?:(?:let|var) \w|const \w+[^=]*= *(?:new (?:Map|Set|WeakMap|Array)(?:<.*>)?\(\)|\[\]|\{\})(?: as .*)?;?\s*$)/;

/** A declaration that nodes share. */
export interface SharedState {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** Looks through the file of a module; finds nothing where the module is no file that can be read. */
export function findSharedState(url: string): SharedState[] {
  if (typeof Deno === "undefined" || !url.startsWith("file:")) return [];
  const path = fileURLToPath(url);
  try {
    return Deno.readTextFileSync(path).split("\n").flatMap((text, position) =>
      DECLARATION.test(text)
        ? [{ file: path.split(/[/\\]/).at(-1) ?? path, line: position + 1, text: text.trim() }]
        : []
    );
  } catch {
    return []; // Loading it says what is wrong.
  }
}
