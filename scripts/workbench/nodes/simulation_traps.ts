/**
 * What in a program makes its simulation unlike separate processes: state in the variables of the module, which all
 * simulated nodes share.
 *
 * Found by its looks in the program's own file: a variable or an empty collection at the beginning of a line. Files that
 * it imports are not looked at.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Declarations outside of functions that can only be there to change. */
const SHARED =
  /^(?:export )?(?:(?:let|var) \w|const \w+[^=]*= *(?:new (?:Map|Set|WeakMap|Array)(?:<.*>)?\(\)|\[\]|\{\})(?: as .*)?;?\s*$)/;

/** A line that will behave otherwise as a process. */
export interface SimulationTrap {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** What was found, by address: a thread runs a module as it was when it was loaded. Module state, as modules are. */
const FOUND = new Map<string, readonly SimulationTrap[]>();

/** The same as `findTraps`, which looks only once in a thread. */
export function trapsOf(url: string): readonly SimulationTrap[] {
  const known = FOUND.get(url);
  if (known !== undefined) return known;
  const traps = findTraps(url);
  FOUND.set(url, traps);
  return traps;
}

/** Looks through the file of a module; finds nothing where the module is no file that can be read. */
export function findTraps(url: string): SimulationTrap[] {
  if (typeof Deno === "undefined" || !url.startsWith("file:")) return [];
  const path = fileURLToPath(url);
  const file = path.split(/[/\\]/).at(-1) ?? path;
  try {
    return Deno.readTextFileSync(path).split("\n").flatMap((text, position) =>
      SHARED.test(text) ? [{ file, line: position + 1, text: text.trim() }] : []
    );
  } catch {
    return []; // Loading it says what is wrong.
  }
}
