/**
 * Finds the program that `--bin` names and how to start it.
 *
 * A path is taken as the original does: relative to the working directory, symbolic links followed. A bare name that is
 * no file here is looked up in PATH. What the system would refuse only with a bare error number is found out before: no
 * such file, a directory, no run bit, a `#!` line whose interpreter is not there. A TypeScript file, and a script whose
 * `#!` line asks for a deno that is not in PATH, runs under the Deno that runs the bench.
 *
 * @module
 */
import { quote } from "../text/shell.ts";
import { basename, delimiter, extname, isAbsolute, join, resolve } from "node:path";
import { isAddress, pathHint } from "../files.ts";
import { NodeStartError } from "./node_host.ts";
import { readShebang, type Shebang } from "./shebang.ts";
import { programFlags } from "./program_flags.ts";

/** A program that can be started. */
export interface ResolvedProgram {
  /** The program as the user named it. */
  readonly bin: string;
  /** Absolute path of the executable to start. */
  readonly command: string;
  /** Arguments that come before the user's. */
  readonly commandArgs: readonly string[];
  /** What to know where the program misbehaves, for example that it has no `#!` line. */
  readonly hint?: string;
}

/** Where and how to look. Everything has a default. */
export interface ResolveOptions {
  /** Folder that relative paths start from; default: the working directory. */
  readonly folder?: string;
  /** Value of PATH; default: that of the environment. */
  readonly searchPath?: string;
  /** Flags for `deno run`, before those of the `#!` line; default: what the program needs where JSR cannot be reached. */
  readonly denoFlags?: readonly string[];
  /** Default: Deno.execPath(); empty where the bench is a binary of its own, which runs no scripts. */
  readonly denoPath?: string;
  readonly isWindows?: boolean;
}

type Search = Required<Omit<ResolveOptions, "denoFlags">> & Pick<ResolveOptions, "denoFlags">;

/** Extensions of scripts that Deno runs whether or not they have a `#!` line and a run bit. */
const DENO_EXTENSIONS = new Set([".ts", ".mts", ".tsx"]);
/** Any run bit: owner, group or others. */
const RUN_BITS = 0o111;

/**
 * Finds a program.
 *
 * @throws {NodeStartError} when there is no such program or the system could not start it.
 */
export function resolveProgram(bin: string, options: ResolveOptions = {}): ResolvedProgram {
  const search: Search = {
    folder: Deno.cwd(),
    searchPath: Deno.env.get("PATH") ?? "",
    denoPath: Deno.build.standalone ? "" : Deno.execPath(),
    isWindows: Deno.build.os === "windows",
    ...options,
  };
  if (bin === "") throw new NodeStartError('Cannot run a program named "": expected a path, such as --bin ./my-node');
  if (isAddress(bin)) return { bin, command: denoCommand(bin, search), commandArgs: ["run", "--quiet", bin] };
  const path = findFile(bin, search);
  const start = readStart(bin, path);
  const shebang = readShebang(start);
  if (DENO_EXTENSIONS.has(extname(path).toLowerCase())) return withDeno(bin, path, shebang, search);
  if (search.isWindows) return resolveOnWindows(bin, path, shebang, search);
  checkRunBit(bin, path, shebang);
  if (shebang === undefined) return { bin, command: path, commandArgs: [], ...hintFor(path, start) };
  return resolveScript(bin, path, shebang, search);
}

function findFile(bin: string, search: Search): string {
  const given = resolve(search.folder, bin);
  // Whoever compiles my-node gets my-node.exe there.
  const path = search.isWindows && stat(given) === undefined && stat(`${given}.exe`)?.isFile ? `${given}.exe` : given;
  const found = stat(path);
  if (found?.isFile) return Deno.realPathSync(path);
  const isBareName = !/[/\\]/.test(bin) && !isAbsolute(bin);
  const inPath = isBareName ? findInPath(bin, search) : undefined;
  // Not the target of a link: programs such as busybox or rustup's go by the name that they are called by.
  if (inPath !== undefined) return inPath;
  if (found !== undefined) {
    throw new NodeStartError(
      `Cannot run "${bin}": ${path} is a ${found.isDirectory ? "directory" : "special file"}, expected a program; ` +
        "name the file in it",
    );
  }
  throw new NodeStartError(
    `Cannot run "${bin}": ${path} does not exist${isBareName ? " and PATH has no program of this name" : ""}, ` +
      `expected an executable file; check --bin, and build the program first where it is compiled${
        argumentHint(bin, search)
      }${pathHint(bin)}`,
  );
}

/** Whoever writes a whole command line after --bin learns where its arguments go. */
function argumentHint(bin: string, search: Search): string {
  const [program = "", ...args] = bin.trim().split(/\s+/);
  if (args.length === 0) return "";
  const isProgram = stat(resolve(search.folder, program))?.isFile || findInPath(program, search) !== undefined;
  return isProgram ? `; arguments go after --: --bin ${program} ... -- ${args.join(" ")}` : "";
}

function findInPath(name: string, { searchPath, isWindows }: Search): string | undefined {
  const endings = isWindows ? ["", ".exe", ".com"] : [""];
  for (const folder of searchPath.split(delimiter)) {
    if (folder === "") continue;
    for (const ending of endings) {
      const path = join(folder, name + ending);
      const found = stat(path);
      if (found?.isFile && (isWindows || ((found.mode ?? 0) & RUN_BITS) !== 0)) return resolve(path);
    }
  }
  return undefined;
}

function stat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** The first bytes of the file, enough for the `#!` line. */
function readStart(bin: string, path: string): Uint8Array {
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(512);
    return bytes.subarray(0, file.readSync(bytes) ?? 0);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.PermissionDenied)) throw cause;
    // A program may be run without being readable; the system will tell.
    if (((stat(path)?.mode ?? 0) & RUN_BITS) !== 0) return new Uint8Array();
    throw new NodeStartError(`Cannot run "${bin}": ${path} may not be read, expected read and run permission`, {
      cause,
    });
  }
}

function checkRunBit(bin: string, path: string, shebang: Shebang | undefined): void {
  if (((stat(path)?.mode ?? 0) & RUN_BITS) !== 0) return;
  const extension = extname(path);
  const build = shebang === undefined ? BUILDS.get(extension) : undefined;
  if (build !== undefined) {
    const program = basename(path, extension);
    throw new NodeStartError(
      `Cannot run "${bin}": ${path} is source code, expected the program built from it; run something like: ` +
        `${build(quote(path), quote(program))}, then use --bin ./${program}`,
    );
  }
  const interpreter = INTERPRETERS.get(extension);
  const isRunThroughInterpreter = shebang === undefined && interpreter !== undefined;
  throw new NodeStartError(
    `Cannot run "${bin}": ${path} has no run bit, expected an executable file; run: chmod +x ${quote(path)}` +
      (isRunThroughInterpreter
        ? `, and begin it with "#!/usr/bin/env ${interpreter}" (or use --bin ${interpreter} and give the script after --)`
        : ""),
  );
}

/** How source code usually becomes a program, for hints. */
const BUILDS: ReadonlyMap<string, (source: string, program: string) => string> = new Map([
  [".go", (source, program) => `go build -o ${program} ${source}`],
  [".rs", (source, program) => `rustc -O -o ${program} ${source}`],
  [".c", (source, program) => `cc -O2 -o ${program} ${source}`],
  [".cpp", (source, program) => `c++ -O2 -o ${program} ${source}`],
]);

/** What usually runs a script, for hints. */
const INTERPRETERS = new Map([[".py", "python3"], [".rb", "ruby"], [".js", "node"], [".mjs", "node"], [".sh", "sh"]]);

/** Text without a `#!` line is handed to the shell by the system; text has no zero bytes, which every binary has. */
function hintFor(path: string, start: Uint8Array): { hint?: string } {
  const interpreter = INTERPRETERS.get(extname(path));
  if (interpreter === "sh") return {};
  if (start.includes(0)) return isForeignBinary(start) ? { hint: `${path} was not built for ${PLATFORM}` } : {};
  if (start.length === 0 && isEmpty(path)) return { hint: `${path} is empty` };
  return {
    hint: `${path} is no binary and has no "#!" line, so the shell runs it; where it is a script, begin it with ` +
      `"#!/usr/bin/env ${interpreter ?? "python3"}" or the like, otherwise build it again`,
  };
}

const PLATFORM = `${Deno.build.os} on ${Deno.build.arch}`;
/** The machines of ELF headers, at their byte 18. */
const ELF_MACHINES: Readonly<Record<string, number>> = { x86_64: 0x3e, aarch64: 0xb7 };

/** True for a binary that Linux hands to the shell, because it is of another system or processor. */
function isForeignBinary(start: Uint8Array): boolean {
  if (Deno.build.os !== "linux") return false;
  const isElf = String.fromCharCode(...start.subarray(1, 4)) === "ELF";
  return !isElf || start[18] !== ELF_MACHINES[Deno.build.arch];
}

function isEmpty(path: string): boolean {
  return stat(path)?.size === 0;
}

function resolveScript(
  bin: string,
  path: string,
  shebang: Shebang,
  search: Search,
): ResolvedProgram {
  if (shebang.endsWithCarriageReturn) {
    throw new NodeStartError(
      `Cannot run "${bin}": the "#!" line of ${path} ends with a carriage return, expected Unix line ends; ` +
        `run: sed -i 's/\\r$//' ${quote(path)}`,
    );
  }
  const { interpreter, program } = shebang;
  if (stat(interpreter)?.isFile && (program === undefined || isThere(program, search))) {
    return { bin, command: path, commandArgs: [] };
  }
  if (isDeno(program ?? interpreter)) return withDeno(bin, path, shebang, search);
  const missing = program === undefined ? `"${interpreter}" does not exist` : `PATH has no program "${program}"`;
  throw new NodeStartError(
    `Cannot run "${bin}": ${missing}, which the "#!" line of ${path} asks for; ` +
      "install it or correct the line",
  );
}

function isThere(program: string, search: Search): boolean {
  return program.includes("/") ? stat(program)?.isFile === true : findInPath(program, search) !== undefined;
}

function isDeno(program: string): boolean {
  return /^deno(\.exe)?$/.test(basename(program));
}

function withDeno(
  bin: string,
  path: string,
  shebang: Shebang | undefined,
  search: Search,
): ResolvedProgram {
  const command = denoCommand(bin, search);
  const flags = search.denoFlags ?? programFlags(path);
  return { bin, command, commandArgs: ["run", ...flags, ...denoFlagsOf(shebang), path] };
}

function denoCommand(bin: string, search: Search): string {
  const command = search.denoPath === "" ? findInPath("deno", search) : search.denoPath;
  if (command !== undefined) return command;
  throw new NodeStartError(
    `Cannot run "${bin}": it needs Deno, and PATH has no program "deno", expected one; see https://deno.com`,
  );
}

/** The flags of a `#!` line such as `/usr/bin/env -S deno run --quiet`; `--quiet` where there are none to take over. */
function denoFlagsOf(shebang: Shebang | undefined): readonly string[] {
  if (shebang === undefined || !isDeno(shebang.program ?? shebang.interpreter)) return ["--quiet"];
  return shebang.args[0] === "run" ? shebang.args.slice(1) : shebang.args;
}

/** Windows knows neither run bits nor `#!` lines: the bench reads the line itself. */
function resolveOnWindows(
  bin: string,
  path: string,
  shebang: Shebang | undefined,
  search: Search,
): ResolvedProgram {
  if (shebang === undefined) return { bin, command: path, commandArgs: [] };
  const name = basename(shebang.program ?? shebang.interpreter);
  if (isDeno(name)) return withDeno(bin, path, shebang, search);
  const command = findInPath(name, search);
  if (command === undefined) {
    throw new NodeStartError(
      `Cannot run "${bin}": PATH has no program "${name}", which the "#!" line of ${path} asks for; install it`,
    );
  }
  return { bin, command, commandArgs: [...shebang.args, path] };
}
