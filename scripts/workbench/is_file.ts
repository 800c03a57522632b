/**
 * What stands at a path.
 *
 * @module
 */

/** Tells whether there is a file, a link to one included; false where that cannot be told. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
