/**
 * `deno task compile`: makes a standalone binary of each challenge, named as its file, without any permission; and of the
 * bench, where it is asked for by that name.
 *
 * `deno compile` downloads its runtime once from Deno's own host. Where that cannot be reached, each binary becomes one
 * bundled script instead: the same behaviour, but it needs Deno on the machine that runs it.
 *
 * @module
 */
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runScript } from "./workbench/terminal/run_script.ts";
import { EXIT_VALID } from "./workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "./workbench/options/help.ts";
import { flag, repeated, text } from "./workbench/options/option.ts";
import { parseOptions } from "./workbench/options/parse_options.ts";
import { challengePath, selectStages } from "./workbench/stages/stage_selection.ts";
import type { Stage } from "./workbench/stages/stages.ts";
import { systemTerminal, type Terminal } from "./workbench/terminal/terminal.ts";
import { fileProblem, makeExecutable } from "./workbench/files.ts";
import { UsageError } from "./workbench/usage_error.ts";
import { flagsInUse } from "./std.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** What `deno compile --target` takes. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-pc-windows-msvc",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
] as const;

const GROUP = "Options";

const COMPILE_OPTIONS = {
  "target": repeated({
    group: GROUP,
    valueName: "TRIPLE",
    description: "The system to compile for. Default: this one. Several targets get a folder each.",
    choices: TARGETS,
  }),
  "out": text({ group: GROUP, valueName: "DIR", description: "The folder for the binaries.", default: "bin" }),
  "bundle": flag({ group: GROUP, description: "Writes bundled scripts, and does not try to compile." }),
  "help": flag({ alias: "h", group: GROUP, description: "Shows this text." }),
};

const COMPILE_HELP: CommandHelp = {
  program: "deno task",
  usage: "compile [STAGE...|bench] [OPTIONS]",
  description: "Makes a standalone binary of each challenge in bin/, named as its file; STAGE as in glomers, " +
    "default: all; bench is the test bench itself. Where Deno's runtime cannot be downloaded, bundled scripts take the place of binaries.",
  options: COMPILE_OPTIONS,
  examples: [["compile 3c 3d", "bin/3c_broadcast_fault_tolerant and bin/3d_broadcast_low_latency."]],
};

/** What `bundleHead` begins with, and how much of a file is enough to see it. */
const BUNDLE_HEAD = /^#!.*\n":" \/\/;|^#!.* deno run /;
const HEAD_BYTES_MAX = 64;

/** How a deno command ended. */
interface CommandOutcome {
  readonly success: boolean;
  readonly stderr: string;
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function compile(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(COMPILE_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(COMPILE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const stages = words.filter((word) => word !== BENCH_WORD);
  const named = stages.length === 0 && words.length > 0 ? [] : selectStages(words.length === 0 ? ["all"] : stages);
  const programs = [...new Map(named.map((stage) => [stage.challenge, challengeProgram(stage)])).values()];
  if (words.includes(BENCH_WORD)) programs.push(BENCH);
  const targets = values.target.length === 0 ? [undefined] : values.target;
  const flags = flagsInUse();
  let compiles = !values.bundle;
  for (const target of targets) {
    const folder = targets.length > 1 && target !== undefined ? join(values.out, target) : values.out;
    makeFolder(resolve(ROOT, folder));
    for (const program of programs) {
      const job = { ...program, path: join(folder, program.name), target, flags };
      if (compiles && !await compileOne(job)) {
        compiles = false;
        terminal.err(
          "Deno's runtime cannot be downloaded from dl.deno.land: writing bundled scripts, which need Deno to run\n",
        );
      }
      if (!compiles && program === BENCH) {
        terminal.err(
          `Left out ${job.path}: the bench is many files and no script; deno task package makes its npm package\n`,
        );
        continue;
      }
      if (!compiles) await bundleOne(job);
      terminal.out(`${compiles ? binaryPath(job) : job.path}\n`);
    }
  }
  return EXIT_VALID;
}

/** The word for the bench, among those for stages. */
const BENCH_WORD = "bench";

/** What can be compiled. */
interface Program {
  readonly name: string;
  /** Its main file, below the project's root. */
  readonly source: string;
  /** Flags of its own: permissions, and files that it loads while it runs. */
  readonly own: readonly string[];
}

/** The bench loads challenges and starts workers by their addresses, which the compiler does not see. */
const BENCH: Program = {
  name: "glomers",
  source: join("scripts", "workbench.ts"),
  own: ["-A", ...["scripts/workbench", "challenges", "lib"].flatMap((path) => ["--include", path])],
};

function challengeProgram(stage: Stage): Program {
  return { name: stage.challenge, source: relative(ROOT, challengePath(stage)), own: [] };
}

/** Makes a folder that can be written to. @throws {UsageError} Where that is not possible. */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
    // Deno says less well why it cannot write a binary.
    Deno.removeSync(Deno.makeTempFileSync({ dir: path }));
  } catch (cause) {
    throw new UsageError(`Cannot write to ${path}: ${fileProblem(cause)}; --out names another folder`, { cause });
  }
}

interface Job extends Program {
  /** Below the project's root, without `.exe`. */
  readonly path: string;
  readonly target: string | undefined;
  /** Flags that let deno find `@std`. */
  readonly flags: readonly string[];
}

/** Compiles one challenge. @returns False where the runtime cannot be downloaded. @throws {UsageError} On other errors. */
async function compileOne(job: Job): Promise<boolean> {
  removeBundle(resolve(ROOT, job.path));
  const target = job.target === undefined ? [] : ["--target", job.target];
  const args = [
    "compile",
    "--quiet",
    "--no-check",
    ...job.flags,
    ...job.own,
    ...target,
    "--output",
    job.path,
    job.source,
  ];
  const { success, stderr } = await deno(args);
  if (success) return true;
  if (/dl\.deno\.land|denort/.test(stderr)) return false;
  throw new UsageError(`Cannot compile ${job.source}:\n${stderr.trim()}`);
}

/** Makes way for a binary: deno replaces binaries of its own, but no script that an earlier run of this left. */
export function removeBundle(path: string): void {
  const start = new Uint8Array(HEAD_BYTES_MAX);
  try {
    using file = Deno.openSync(path);
    file.readSync(start);
    if (BUNDLE_HEAD.test(new TextDecoder().decode(start))) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Bundles one challenge into an executable script. */
async function bundleOne(job: Job): Promise<void> {
  const args = ["bundle", "--quiet", "--platform", "deno", ...job.flags, "--output", job.path, job.source];
  const { success, stderr } = await deno(args);
  if (!success) throw new UsageError(`Cannot bundle ${job.source}:\n${stderr.trim()}`);
  const path = resolve(ROOT, job.path);
  const bundled = Deno.readTextFileSync(path).replace(/^#!.*\n/, "");
  Deno.writeTextFileSync(path, bundleHead(Deno.execPath()) + bundled);
  makeExecutable(path);
}

/**
 * The head of a bundled script: starts Deno, the one in PATH or else the one that bundled it, and says what is missing
 * where there is neither. For a shell the second line is a command, for JavaScript a text and a comment.
 *
 * `--ext=js` because the file has no ending, `--no-config` because a bundle needs none of the settings that may lie around
 * it. On Windows the bench reads the first line, and nothing else starts such a file.
 */
export function bundleHead(denoPath: string, isWindows = Deno.build.os === "windows"): string {
  const run = "run --quiet --no-config --ext=js";
  if (isWindows) return `#!/usr/bin/env -S deno ${run}\n`;
  const path = `'${denoPath.replaceAll("'", "'\\''")}'`;
  return `#!/bin/sh
":" //; for deno in deno ${path}; do command -v "$deno" >/dev/null && exec "$deno" ${run} "$0" "$@"; done; ${COMPLAINT}
`;
}

const COMPLAINT = `echo "Cannot run $0: it needs Deno, which is not in PATH; see https://deno.com" >&2; exit 127`;

async function deno(args: readonly string[]): Promise<CommandOutcome> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd: ROOT, stdout: "null", stderr: "piped" });
  const { success, stderr } = await command.output();
  return { success, stderr: new TextDecoder().decode(stderr) };
}

function binaryPath({ path, target }: Job): string {
  const isWindows = target === undefined ? Deno.build.os === "windows" : target.includes("windows");
  return isWindows ? `${path}.exe` : path;
}

if (import.meta.main) await runScript(compile);
