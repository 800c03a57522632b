/**
 * Files and paths: what stands at a path, why a file cannot be read or written in words for the end of a message, and
 * writing without asynchrony.
 *
 * @module
 */
import { isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Errors of the system that Deno has no class for, by their numbers on Linux and Windows. */
const SYSTEM_PROBLEMS = [
  [/os error (28|112|122)\b/, "the disk is full"],
  [/os error 30\b/, "the file system is read-only"],
] as const;

/** Where a person called `deno task`, which itself changes to the folder of the project. */
const CALLED_IN = "INIT_CWD";

/** Read and executed by everybody, written by the owner. */
const EXECUTABLE = 0o755;

/** The folder of the person who called: `deno task` itself changes to that of the project. */
export function callersFolder(): string {
  return Deno.env.get(CALLED_IN) ?? Deno.cwd();
}

/** Lets a file be started by its name; Windows has nothing of the kind. */
export function makeExecutable(path: string): void {
  if (Deno.build.os !== "windows") Deno.chmodSync(path, EXECUTABLE);
}

/** Says what went wrong with a file, without capital and full stop. */
export function fileProblem(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "the permission is missing";
  if (error instanceof Deno.errors.AlreadyExists) return "the file exists already";
  if (error instanceof Deno.errors.NotADirectory) return "a file is in the way";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder, expected a file";
  const text = error instanceof Error ? error.message : String(error);
  return SYSTEM_PROBLEMS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}

/** Tells whether there is a file, a link to one included; false where that cannot be told. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Tells whether there is a folder, or a link to one; false where that cannot be told. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Tells an address (https:, jsr:, npm:) from a path; `C:` of Windows is none. */
export function isAddress(program: string): boolean {
  return /^(https?|jsr|npm|data|file):/.test(program);
}

/** The path that a URL of a file names; other addresses as they are. */
export function pathOrAddress(url: URL): string {
  return url.protocol === "file:" ? fileURLToPath(url) : url.href;
}

/**
 * A path as the person meant it who called `deno task`, which changes to the folder of the project: from their own folder
 * where something of that name is there, else from this one. Addresses and names of other things stay as they are.
 */
export function asCalled(path: string, calledIn = Deno.env.get(CALLED_IN)): string {
  if (calledIn === undefined || path === "" || isAddress(path) || isAbsolute(path)) return path;
  const meant = resolve(calledIn, path);
  return meant !== resolve(path) && exists(meant) ? meant : path;
}

/** Tells whether there is anything; false where that cannot be told. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The end of a message on a file that does not exist here, but where `deno task` was called; else empty. */
export function pathHint(path: string, calledIn = Deno.env.get(CALLED_IN)): string {
  if (calledIn === undefined) return "";
  const meant = resolve(calledIn, path);
  return exists(meant) ? `; deno task runs in ${Deno.cwd()}, from where it is ${relative(Deno.cwd(), meant)}` : "";
}

/** Writes all of the content at the file's place; returns the number of bytes. */
export function writeAll(file: Deno.FsFile, content: string | Uint8Array): number {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  let written = 0;
  while (written < bytes.length) written += file.writeSync(bytes.subarray(written));
  return written;
}
