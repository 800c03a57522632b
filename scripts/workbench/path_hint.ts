/**
 * Paths that are meant from another folder than that of the bench.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { isFile } from "./is_file.ts";

/** Where a person called `deno task`, which itself changes to the folder of the project. */
const CALLED_IN = "INIT_CWD";

/** The end of a message on a file that does not exist here, but where `deno task` was called; else empty. */
export function pathHint(path: string, calledIn = Deno.env.get(CALLED_IN)): string {
  if (calledIn === undefined) return "";
  const meant = resolve(calledIn, path);
  return isFile(meant) ? `; deno task runs in ${Deno.cwd()}, from where it is ${relative(Deno.cwd(), meant)}` : "";
}
