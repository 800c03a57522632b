/**
 * Builds the playground and serves it: `deno task playground [--out DIR] [--port N] [--build]`.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { buildPlayground } from "./playground/build.ts";
import { folderServer } from "./playground/folder_server.ts";
import { flag, integer, text } from "./workbench/options/option.ts";
import { parseOptions } from "./workbench/options/parse_options.ts";
import { EXIT_TOOL, EXIT_VALID } from "./workbench/terminal/exit_status.ts";
import { systemTerminal, type Terminal } from "./workbench/terminal/terminal.ts";
import { UsageError } from "./workbench/usage_error.ts";

const GROUP = "Playground";

const OPTIONS = {
  "out": text({
    group: GROUP,
    valueName: "DIR",
    description: "Folder to build into.",
    default: join("dist", "playground"),
  }),
  "port": integer({
    group: GROUP,
    valueName: "N",
    description: "Port on 127.0.0.1.",
    default: 8081,
    min: 0,
    max: 65_535,
  }),
  "build": flag({ group: GROUP, description: "Only build, do not serve." }),
  "help": flag({ alias: "h", group: GROUP, description: "Shows this text." }),
};

const HELP = `Usage: deno task playground [OPTIONS]
Builds the playground, a folder of static files for any web host, and serves it on 127.0.0.1.

  --out DIR     The folder to build into. Default: ${OPTIONS.out.defaultText}.
  --port N      The port on 127.0.0.1; 0 takes any free one. Default: ${OPTIONS.port.defaultText}.
  --build       Builds, and does not serve.
  -h, --help    Shows this text.
`;

/** Runs the task; returns the exit status. */
export async function runPlayground(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseOptions(OPTIONS, args);
  if (values.help) {
    terminal.out(HELP);
    return EXIT_VALID;
  }
  const folder = resolve(values.out);
  const files = await buildPlayground(folder);
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  terminal.out(`Built ${folder}: ${files.length} files, ${Math.round(sizeBytes / 1000)} kB\n`);
  if (values.build) return EXIT_VALID;
  const server = folderServer(folder, values.port, (url) => terminal.out(`Playground at ${url} (Ctrl-C ends)\n`));
  await server.finished;
  return EXIT_VALID;
}

if (import.meta.main) {
  const terminal = systemTerminal();
  try {
    Deno.exit(await runPlayground(Deno.args, terminal));
  } catch (error) {
    terminal.err(`${error instanceof UsageError ? error.message : error instanceof Error ? error.message : error}\n`);
    Deno.exit(EXIT_TOOL);
  }
}
