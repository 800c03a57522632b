/**
 * `deno task copy STAGE DIR`: a challenge in a folder of one's own, with all that it needs and nothing else.
 *
 * @module
 */
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { copiedText, packagesOf, type ProgramFile, programFiles } from "./copy/program_files.ts";
import { joinFiles } from "./copy/single_file.ts";
import { callersFolder, fileProblem, makeExecutable } from "./workbench/files.ts";
import { type CommandHelp, renderHelp } from "./workbench/options/help.ts";
import { flag } from "./workbench/options/option.ts";
import { parseOptions } from "./workbench/options/parse_options.ts";
import { shellCommand } from "./workbench/text/shell.ts";
import { challengePath, selectStages } from "./workbench/stages/stage_selection.ts";
import { EXIT_VALID } from "./workbench/terminal/exit_status.ts";
import { runScript } from "./workbench/terminal/run_script.ts";
import { systemTerminal, type Terminal } from "./workbench/terminal/terminal.ts";
import { UsageError } from "./workbench/usage_error.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const GROUP = "Options";
const COPY_OPTIONS = {
  "bundle": flag({
    group: GROUP,
    description: "Writes one readable TypeScript file with lib in it, which needs no deno.json.",
  }),
  "force": flag({ group: GROUP, description: "Replaces files that are there already." }),
  "help": flag({ alias: "h", group: GROUP, description: "Shows this text." }),
};

const COPY_HELP: CommandHelp = {
  program: "deno task",
  usage: "copy STAGE... DIR [OPTIONS]",
  description:
    "Copies challenges into a folder of your own: the script, the files of lib that it reaches, a deno.json " +
    "and a README. STAGE is a stage as in glomers; DIR is made where it is missing.",
  options: COPY_OPTIONS,
  examples: [
    ["copy 3d ../my-node", "../my-node/3d_broadcast_low_latency.ts, ready to run and to change."],
    ["copy 5c ../my-node --bundle", "The same as a single file."],
  ],
};

/** A file to write. */
interface Copied {
  readonly path: string;
  readonly text: string;
  readonly isProgram: boolean;
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments, and existing files. */
export function copy(
  args: readonly string[],
  terminal: Terminal = systemTerminal(),
  calledIn = callersFolder(),
): Promise<number> {
  const { values, words } = parseOptions(COPY_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(COPY_HELP, terminal.columns));
    return Promise.resolve(EXIT_VALID);
  }
  const folderName = words.at(-1);
  const stageWords = words.slice(0, -1);
  if (folderName === undefined || stageWords.length === 0) {
    throw new UsageError(
      `Cannot copy${words.length === 0 ? "" : ` "${words.join(" ")}"`}: expected a stage and a folder, such as: ` +
        "deno task copy 3d ../my-node",
    );
  }
  const folder = resolve(calledIn, folderName);
  if (`${folder}/`.startsWith(ROOT)) {
    throw new UsageError(
      `Cannot copy to ${folderName}: it is in this project (${folder}), expected a folder outside it`,
    );
  }
  const paths = [...new Set(selectStages(stageWords).map(challengePath))];
  const files = paths.flatMap((path) => values.bundle ? [bundled(path)] : filesOf(programFiles(path)));
  const programs = [...new Map(files.map((file) => [file.path, file])).values()].filter(({ isProgram }) => isProgram);
  if (!values.bundle) files.push(...settingsFor(paths, programs));
  write(new Map(files.map((file) => [join(folder, file.path), file])), values.force);
  terminal.out(
    report({ folder, names: programs.map(({ path }) => path), count: new Set(files.map(({ path }) => path)).size }),
  );
  return Promise.resolve(EXIT_VALID);
}

function filesOf(files: readonly ProgramFile[]): Copied[] {
  return files.map((file) => ({ path: file.target, text: copiedText(file), isProgram: file === files.at(-1) }));
}

function bundled(path: string): Copied {
  const versions = importMap();
  return {
    path: basename(path),
    text: joinFiles(programFiles(path), (name) => versions[name] ?? name),
    isProgram: true,
  };
}

/** The deno.json and the README of a copy. */
function settingsFor(paths: readonly string[], programs: readonly Copied[]): Copied[] {
  const versions = importMap();
  const packages = new Set(paths.flatMap((path) => packagesOf(programFiles(path))));
  const imports = Object.fromEntries([...packages].sort().map((name) => [name, versions[name]]));
  const names = programs.map(({ path }) => `\`${path}\``).join(", ");
  return [
    { path: "deno.json", text: `${JSON.stringify({ imports }, null, 2)}\n`, isProgram: false },
    {
      path: "README.md",
      text: `# My node\n\nCopied from Gossip Glomers on Deno: ${names}, with the files of its library in \`lib/\`.\n` +
        `It reads messages from stdin and writes them to stdout: \`deno run ${programs[0]?.path}\`.\n` +
        `As a binary, for Maelstrom or the bench: \`deno compile ${programs[0]?.path}\`.\n`,
      isProgram: false,
    },
  ];
}

function importMap(): Readonly<Record<string, string>> {
  return JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).imports;
}

/** Writes all files, or none where one is there already. */
function write(files: ReadonlyMap<string, Copied>, isForced: boolean): void {
  const present = [...files.keys()].filter((path) => exists(path));
  if (present.length > 0 && !isForced) {
    throw new UsageError(
      `Cannot copy: ${present.join(", ")} ${
        present.length === 1 ? "is" : "are"
      } there already, expected a folder without; ` +
        "--force replaces them",
    );
  }
  for (const [path, { text, isProgram }] of files) {
    try {
      Deno.mkdirSync(join(path, ".."), { recursive: true });
      Deno.writeTextFileSync(path, text);
      if (isProgram) makeExecutable(path);
    } catch (cause) {
      throw new UsageError(`Cannot write ${path}: ${fileProblem(cause)}`, { cause });
    }
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function report({ folder, names, count }: { folder: string; names: readonly string[]; count: number }): string {
  const stages = (name: string) => selectStages([name]).slice(0, 1).map(({ stage }) => stage);
  const lines = names.flatMap((name) => {
    const path = relative(ROOT, join(folder, name));
    const [stage = "1"] = stages(name);
    return [
      `Try     deno task workbench glomers ${stage} --mode sim --bin ${shellCommand([path])}\n`,
      `Compile deno compile ${shellCommand([join(folder, name)])}\n`,
    ];
  });
  return `Wrote ${count} ${count === 1 ? "file" : "files"} to ${folder}\n${lines.join("")}`;
}

if (import.meta.main) await runScript(copy);
