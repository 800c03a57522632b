/**
 * From the path of a request to a file of the store, and to nothing else.
 *
 * @module
 */
import { join, sep } from "node:path";

/** What is at an address: a file, a folder, or nothing that may be shown. */
export type Resolved =
  | { readonly kind: "file"; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "nothing" };

const NOTHING: Resolved = { kind: "nothing" };

/**
 * Finds what a request asks for. The real path, with all links followed, must lie in the store: names cannot lead out of
 * it, nor can links in it.
 *
 * @param pathname The path of the URL, still encoded.
 */
export async function resolveFile(store: string, pathname: string): Promise<Resolved> {
  const names = namesOf(pathname);
  if (names === undefined) return NOTHING;
  try {
    const root = await Deno.realPath(store);
    const path = await Deno.realPath(join(root, ...names));
    if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) return NOTHING;
    const { isFile, isDirectory, size } = await Deno.stat(path);
    if (isFile) return { kind: "file", path, sizeBytes: size };
    return isDirectory ? { kind: "folder", path } : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** The names between the slashes, decoded once; undefined where one could mean something to a file system. */
function namesOf(pathname: string): string[] | undefined {
  const names: string[] = [];
  for (const encoded of pathname.split("/")) {
    if (encoded === "") continue;
    let name: string;
    try {
      name = decodeURIComponent(encoded);
    } catch {
      return undefined;
    }
    // "C:" and "file:stream" mean something on Windows, and no name in a store has a colon.
    if (name === "." || name === ".." || /[/\\\0:]/.test(name)) return undefined;
    names.push(name);
  }
  return names;
}
