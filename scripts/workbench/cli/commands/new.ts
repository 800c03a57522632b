/**
 * `workbench new`: writes the skeleton of a challenge and its test.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { callersFolder, fileProblem, makeExecutable } from "../../files.ts";
import { UsageError } from "../../usage_error.ts";
import { goMainText, goModText } from "../go_template.ts";
import { cargoText, rustMainText } from "../rust_template.ts";
import { challengeTestText, challengeText } from "../challenge_template.ts";
import { EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { PROGRAM } from "../../program.ts";
import { flag, text } from "../../options/option.ts";
import { parseOptions } from "../../options/parse_options.ts";
import { shellCommand } from "../../text/shell.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

const NEW_OPTIONS = {
  "go": flag({ group: "Output", description: "A node in Go, in a folder NAME of its own, in place of a challenge." }),
  "rust": flag({ group: "Output", description: "A node in Rust, in a folder NAME of its own." }),
  "folder": text({
    group: "Output",
    valueName: "DIR",
    description: "The folder of the project, with challenges/ and tests/ in it; for Go and Rust, any folder.",
    default: ".",
  }),
  "help": flag({ alias: "h", group: "Output", description: "Shows this text." }),
};

/** What `new --help` says. */
export const NEW_HELP: CommandHelp = {
  usage: "new NAME",
  description: "Writes challenges/NAME.ts, a commented skeleton that passes the echo workload as it is, and " +
    "tests/challenges/NAME_test.ts; with --go or --rust such a skeleton in that language. It never overwrites a file.",
  options: NEW_OPTIONS,
  examples: [
    ["new my_challenge", "Also as: deno task new my_challenge"],
    ["new --go my_node", "my_node/go.mod and main.go, for virtual time and for processes."],
  ],
};

/** Runs the command; returns the exit status. @throws {UsageError} When the name does not fit or a file exists. */
export function runNew(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(NEW_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(NEW_HELP, terminal.columns));
    return Promise.resolve(EXIT_VALID);
  }
  const [given, ...more] = words;
  const name = given?.replace(/\.ts$/, "").replaceAll("-", "_");
  if (name === undefined || more.length > 0 || !/^(\d+[a-z]?_)?[a-z][a-z\d]*(_[a-z\d]+)*$/.test(name)) {
    throw new UsageError(
      `Cannot make a challenge${
        given === undefined ? "" : ` named "${words.join(" ")}"`
      }: expected one name in lower ` +
        "case such as my_challenge",
    );
  }
  if (values.go && values.rust) {
    throw new UsageError("Cannot make a node in two languages: expected --go or --rust");
  }
  if (values.go || values.rust) return Promise.resolve(writeProject(name, { values, terminal }));
  const challenge = join(values.folder, "challenges", `${name}.ts`);
  const test = join(values.folder, "tests", "challenges", `${name}_test.ts`);
  writeNew(challenge, challengeText(name));
  makeExecutable(challenge);
  writeNew(test, challengeTestText(name));
  terminal.out(
    `Wrote ${challenge} and ${test}\n` +
      `Try   ${PROGRAM} test -w echo --bin ${shellCommand([challenge])} --mode sim --node-count 3 --time-limit 10\n` +
      `Test  ${PROGRAM.startsWith("deno task") ? "deno task test:file" : "deno test -A"} ${shellCommand([test])}\n`,
  );
  return Promise.resolve(EXIT_VALID);
}

/** Writes a folder with a node in another language. */
function writeProject(
  name: string,
  { values: { go, folder }, terminal }: { values: { go: boolean; folder: string }; terminal: Terminal },
): number {
  const place = join(folder, name);
  const path = /^[/.]/.test(place) ? place : `./${place}`;
  const test = `${PROGRAM} test -w echo --bin ${shellCommand([path])} --node-count 3 --time-limit 10`;
  const commands = [
    `virtual time: ${test} --seed 1`,
    `real time:    ${test} --mode process`,
    `scenarios:    ${PROGRAM} sweep ${shellCommand([path])} --like 1`,
  ];
  const files = go
    ? { "go.mod": goModText(name), "main.go": goMainText(name, commands) }
    : { "Cargo.toml": cargoText(name), "src/main.rs": rustMainText(name, commands) };
  // A node in another language is no part of this project: it goes where the person is.
  const home = resolve(callersFolder(), place);
  for (const [file, content] of Object.entries(files)) writeNew(join(home, file), content);
  const written = Object.keys(files).map((file) => join(place, file)).join(" and ");
  terminal.out(`Wrote ${written}\n${commands.map((command) => `${command}\n`).join("")}`);
  return EXIT_VALID;
}

function writeNew(path: string, content: string): void {
  try {
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, content, { createNew: true });
  } catch (cause) {
    throw new UsageError(`Cannot write ${path}: ${fileProblem(cause)}`, { cause });
  }
}
