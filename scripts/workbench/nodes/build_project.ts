/**
 * Builds a project in Go or Rust with the user's own compiler: for virtual time as a program for WASI preview 1, for
 * processes as one of this machine. The program goes into the user's folder for caches, the project stays as it is.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { UsageError } from "../usage_error.ts";
import { quote } from "../text/shell.ts";
import { type BuildTarget, builtPath, hasGoFiles, type Project } from "./program_source.ts";

/** How to build. */
export interface BuildOptions {
  readonly target: BuildTarget;
  /** Told what is done, as a line that a person can type, and what the compiler says. */
  onCommand(line: string): void;
  onOutput(text: string): void;
  /** Where the program goes; default: the user's folder for caches. */
  readonly cache?: string;
  /** Variables for the compilers in place of those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command with what it needs in its environment. */
interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The oldest Go that knows WASI. */
const GO_MINOR_MIN = 21;

/** Names of the target in Rust, the new one first. */
const RUST_TARGETS = ["wasm32-wasip1", "wasm32-wasi"];

/**
 * Builds a project; compilers see for themselves what has changed.
 *
 * @returns The path of the program.
 * @throws {UsageError} where the compiler is missing or too old, or refuses.
 */
export async function buildProject(project: Project, options: BuildOptions): Promise<string> {
  const output = builtPath(project, options.target, options.cache);
  Deno.mkdirSync(dirname(output), { recursive: true });
  if (project.language === "go") await buildGo(project, output, options);
  else await buildRust(project, output, options);
  return output;
}

async function buildGo(project: Project, output: string, options: BuildOptions): Promise<void> {
  const { folder, part = "." } = project;
  if (part === "." && !hasGoFiles(folder)) {
    const found = mainPackages(folder);
    throw new UsageError(
      `Cannot build ${folder}: it has no Go file, expected the folder of a main package` +
        (found.length === 0 ? "" : `, such as ${found.slice(0, 5).join(", ")}`),
    );
  }
  const said = await capture({ program: "go", args: ["version"], folder }, GO_MISSING, options);
  const minor = Number(/go1\.(\d+)/.exec(said)?.[1] ?? Infinity);
  if (options.target === "wasm" && minor < GO_MINOR_MIN) {
    throw new UsageError(
      `Cannot build ${folder} for virtual time: found ${said.trim()}, expected Go 1.${GO_MINOR_MIN} or newer`,
    );
  }
  const environment = options.target === "wasm" ? { GOOS: "wasip1", GOARCH: "wasm" } : undefined;
  await run({
    program: "go",
    args: ["build", "-o", output, part],
    folder,
    ...(environment === undefined ? {} : { environment }),
  }, options);
}

const GO_MISSING = `PATH has no program "go", expected Go 1.${GO_MINOR_MIN} or newer (https://go.dev/dl); ` +
  "or build it elsewhere with GOOS=wasip1 GOARCH=wasm go build, and use --bin on the .wasm file";

/** Folders below with a `package main`, as paths from here. */
function mainPackages(folder: string, below = ""): string[] {
  const found: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
    if (!isDirectory || name.startsWith(".") || name === "vendor" || found.length > 5) continue;
    const inner = join(below, name);
    if (hasGoFiles(join(folder, inner))) found.push(join(folder, inner));
    else if (inner.split(/[/\\]/).length < 4) found.push(...mainPackages(folder, inner));
  }
  return found;
}

async function buildRust(project: Project, output: string, options: BuildOptions): Promise<void> {
  const { folder, part } = project;
  await capture({ program: "cargo", args: ["--version"], folder }, RUST_MISSING, options);
  const target = options.target === "wasm" ? await rustTarget(folder, options) : undefined;
  const built = await run({
    program: "cargo",
    args: [
      ...["build", "--release", "--message-format", "json-render-diagnostics"],
      ...["--target-dir", targetFolder(project, options)],
      ...(target === undefined ? [] : ["--target", target]),
      ...(part === undefined ? [] : ["--bin", part]),
    ],
    folder,
  }, options);
  const programs = executablesIn(built);
  const [program] = programs;
  if (program === undefined) {
    throw new UsageError(`Cannot use ${folder}: cargo built no program there, expected a crate with a src/main.rs`);
  }
  if (programs.length > 1) {
    const names = programs.map((path) => basename(path).replace(/\.(wasm|exe)$/, ""));
    throw new UsageError(
      `Cannot choose a program of ${folder}: found ${names.join(", ")}, expected one; name its source, such as ` +
        `--bin ${join(folder, "src", "bin", `${names[0]}.rs`)}`,
    );
  }
  Deno.copyFileSync(program, output);
}

/** Where cargo builds; the programs of a folder share what they depend on. */
function targetFolder({ language, folder }: Project, { target, cache }: BuildOptions): string {
  const whole: Project = { language, folder, part: undefined, name: basename(folder) };
  return join(dirname(dirname(builtPath(whole, target, cache))), "target");
}

const RUST_MISSING = 'PATH has no program "cargo", expected Rust (https://rustup.rs) with the target wasm32-wasip1; ' +
  "or build it elsewhere, and use --bin on the .wasm file";

/** The name under which the installed compiler can build for WASI. */
async function rustTarget(folder: string, options: BuildOptions): Promise<string> {
  const program = (options.environment ?? Deno.env.toObject()).RUSTC ?? "rustc";
  for (const target of RUST_TARGETS) {
    const command = { program, args: ["--print", "target-libdir", "--target", target], folder };
    const { success, stdout } = await output(command, options);
    if (success && isFolderWithFiles(stdout.trim())) return target;
  }
  throw new UsageError(
    `Cannot build ${folder} for virtual time: ${program} has no library for ${RUST_TARGETS[0]}; ` +
      `run: rustup target add ${
        RUST_TARGETS[0]
      } (with the Rust of Debian or Ubuntu: apt install libstd-rust-dev-wasm32)`,
  );
}

function isFolderWithFiles(path: string): boolean {
  try {
    return !Deno.readDirSync(path)[Symbol.iterator]().next().done;
  } catch {
    return false;
  }
}

/** The programs that cargo's messages name. */
function executablesIn(messages: string): string[] {
  return messages.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const message: { reason?: unknown; executable?: unknown; target?: { kind?: unknown; name?: unknown } } = JSON.parse(
      line,
    );
    const kinds = message.target?.kind;
    if (message.reason !== "compiler-artifact" || !Array.isArray(kinds) || !kinds.includes("bin")) return [];
    if (typeof message.executable === "string") return [message.executable];
    return [];
  });
}

/** Runs a compiler and shows what it says. @returns Its stdout. @throws {UsageError} where it fails. */
async function run(command: Command, options: BuildOptions): Promise<string> {
  options.onCommand(describe(command));
  const { success, code, stdout, stderr } = await output(command, options);
  if (stderr !== "") options.onOutput(stderr);
  if (success) return stdout;
  throw new UsageError(
    `Cannot build ${command.folder}: ${command.program} ended with status ${code}; what it said is above`,
  );
}

/** Asks a compiler something. @throws {UsageError} with `missing` where there is none. */
async function capture(command: Command, missing: string, options: BuildOptions): Promise<string> {
  const { success, code, stdout, stderr } = await output(command, options, missing);
  if (success) return stdout;
  throw new UsageError(
    `Cannot build ${command.folder}: ${describe(command)} ended with status ${code}: ${stderr.trim()}`,
  );
}

interface Output {
  readonly success: boolean;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function output(
  { program, args, folder, environment }: Command,
  { environment: given }: BuildOptions,
  missing?: string,
): Promise<Output> {
  try {
    const { success, code, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      cwd: folder,
      stdin: "null",
      env: { ...given, ...environment },
      clearEnv: given !== undefined,
    }).output();
    const decoder = new TextDecoder();
    return { success, code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new UsageError(`Cannot build ${folder}: ${missing ?? `PATH has no program "${program}"`}`, { cause });
  }
}

function describe({ program, args, folder, environment = {} }: Command): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value} `).join("");
  return `cd ${quote(folder)} && ${variables}${program} ${args.map(quote).join(" ")}`;
}
