/**
 * What stands at the path of a program: something to run as it is, or a project in Go or Rust to be built first.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename, dirname, extname, join, resolve } from "node:path";
import { isAddress, isFile, isFolder } from "../files.ts";

/** Modules that this process can load. */
export const MODULE_ENDING = /\.m?[jt]s$/;

/** What a project is built for: virtual time, or processes on this machine. */
export type BuildTarget = "wasm" | "native";

/** A project that a compiler makes a program of. */
export interface Project {
  readonly language: "go" | "rust";
  /** Where the compiler is to run. */
  readonly folder: string;
  /** What to build there: `.` or a file for Go; the name of a program, or undefined for the only one, for Rust. */
  readonly part: string | undefined;
  /** What the program is called. */
  readonly name: string;
}

/** What a path means. */
export type ProgramSource =
  | { readonly kind: "script" }
  | { readonly kind: "wasm"; readonly path: string }
  | { readonly kind: "project"; readonly project: Project }
  | { readonly kind: "other" };

const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

/** Looks at what is there. */
export function sourceOf(program: string): ProgramSource {
  if (isAddress(program) || MODULE_ENDING.test(program)) return { kind: "script" };
  const path = resolve(program);
  const project = projectAt(path);
  if (project !== undefined) return { kind: "project", project };
  return /\.wasm$/i.test(path) || isWasm(path) ? { kind: "wasm", path } : { kind: "other" };
}

/** What a program is called: the last part of its path, also where that is "." for a folder. */
export function programName(program: string): string {
  return basename(isAddress(program) ? program : resolve(program));
}

/** The mode in which a program of the user's runs where no option says so: virtual time, for what can only have that. */
export function defaultModeOf(program: string): "sim" | "process" {
  const { kind } = sourceOf(program);
  return kind === "wasm" || kind === "project" ? "sim" : "process";
}

/** Where a project's program is once it is built; the same for the same place, so that a worker finds it. */
export function builtPath(
  { language, folder, part, name }: Project,
  target: BuildTarget,
  cache: string = cacheFolder(),
): string {
  const key = createHash("sha256").update(JSON.stringify([language, folder, part])).digest("hex").slice(0, 16);
  const ending = target === "wasm" ? ".wasm" : Deno.build.os === "windows" ? ".exe" : "";
  return join(cache, `${name}-${key}`, target, `${name}${ending}`);
}

/** The user's folder for what can be made again. */
function cacheFolder(): string {
  const get = (name: string) => Deno.env.get(name) || undefined;
  const home = get("HOME") ?? get("USERPROFILE") ?? ".";
  const system = Deno.build.os === "windows"
    ? get("LOCALAPPDATA")
    : Deno.build.os === "darwin"
    ? join(home, "Library", "Caches")
    : undefined;
  return resolve(get("XDG_CACHE_HOME") ?? system ?? join(home, ".cache"), "gossip-glomers", "programs");
}

function projectAt(path: string): Project | undefined {
  const ending = extname(path);
  const name = basename(path, ending);
  if (ending === ".go" && isFile(path)) return { language: "go", folder: dirname(path), part: basename(path), name };
  if (ending === ".rs" && isFile(path)) {
    const folder = folderAbove(path, "Cargo.toml");
    if (folder === undefined) return undefined;
    const isMain = path === join(folder, "src", "main.rs");
    return { language: "rust", folder, part: isMain ? undefined : name, name: isMain ? basename(folder) : name };
  }
  if (!isFolder(path)) return undefined;
  const project = { folder: path, name: basename(path) };
  if (isFile(join(path, "Cargo.toml"))) return { ...project, language: "rust", part: undefined };
  const isGo = isFile(join(path, "go.mod")) || (hasGoFiles(path) && folderAbove(path, "go.mod") !== undefined);
  return isGo ? { ...project, language: "go", part: "." } : undefined;
}

/** The nearest folder above a path that has a file. */
function folderAbove(path: string, file: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (isFile(join(folder, file))) return folder;
  }
  return undefined;
}

/** Tells whether a folder has sources of Go, tests aside. */
export function hasGoFiles(folder: string): boolean {
  try {
    return [...Deno.readDirSync(folder)].some(({ name }) => name.endsWith(".go") && !name.endsWith("_test.go"));
  } catch {
    return false;
  }
}

function isWasm(path: string): boolean {
  try {
    using file = Deno.openSync(path);
    const start = new Uint8Array(WASM_MAGIC.length);
    return file.readSync(start) === start.length && WASM_MAGIC.every((byte, position) => start[position] === byte);
  } catch {
    return false;
  }
}
