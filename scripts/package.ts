/**
 * `deno task package`: what a release consists of, in dist/: the npm package as a tarball, and the bench as a binary.
 *
 * @module
 */
import { join, relative } from "node:path";
import { writeNpmPackage } from "./package/npm_package.ts";
import { ROOT } from "./package/package_files.ts";
import { compile, makeFolder } from "./compile.ts";
import { type CommandHelp, renderHelp } from "./workbench/options/help.ts";
import { flag } from "./workbench/options/option.ts";
import { parseOptions } from "./workbench/options/parse_options.ts";
import { EXIT_VALID } from "./workbench/terminal/exit_status.ts";
import { runScript } from "./workbench/terminal/run_script.ts";
import { systemTerminal, type Terminal } from "./workbench/terminal/terminal.ts";
import { UsageError } from "./workbench/usage_error.ts";

const GROUP = "Options";

const PACKAGE_OPTIONS = {
  "no-binary": flag({ group: GROUP, description: "Leaves the binary out, for which Deno downloads its runtime." }),
  "help": flag({ alias: "h", group: GROUP, description: "Shows this text." }),
};

const PACKAGE_HELP: CommandHelp = {
  program: "deno task",
  usage: "package [OPTIONS]",
  description:
    "Writes the npm package to dist/npm, its tarball (which needs npm), and the bench as a standalone binary.",
  options: PACKAGE_OPTIONS,
};

/** Runs the command; returns the exit status. @throws {UsageError} Where a part cannot be made. */
export async function makePackages(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(PACKAGE_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(PACKAGE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  if (words.length > 0) throw new UsageError(`Cannot package "${words.join(" ")}": expected options only`);
  const dist = join(ROOT, "dist");
  makeFolder(dist);
  const folder = join(dist, "npm");
  await writeNpmPackage(folder);
  const tarball = await pack(folder, dist);
  terminal.out(`${relative(ROOT, tarball)}  ${kilobytes(Deno.statSync(tarball).size)}\n`);
  return values["no-binary"] ? EXIT_VALID : await compile(["bench", "--out", "dist"], terminal);
}

/** Lets npm make the tarball. */
async function pack(folder: string, dist: string): Promise<string> {
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(npm, { args: ["pack", "--json", "--pack-destination", dist, folder] }).output();
  } catch (cause) {
    throw new UsageError(`Cannot pack ${folder}: npm is not in PATH, expected it there; see https://nodejs.org`, {
      cause,
    });
  }
  const { success, stdout, stderr } = output;
  if (!success) throw new UsageError(`Cannot pack ${folder}:\n${new TextDecoder().decode(stderr).trim()}`);
  const [{ filename }] = JSON.parse(new TextDecoder().decode(stdout));
  return join(dist, filename);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
}

if (import.meta.main) await runScript(makePackages);
