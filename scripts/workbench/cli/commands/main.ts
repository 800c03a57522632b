/**
 * The command line of the bench: finds the command and shows mistakes as messages, not as stack traces.
 *
 * @module
 */
import { NodeStartError } from "../../nodes/node_host.ts";
import { UsageError } from "../../usage_error.ts";
import { EXIT_TOOL, EXIT_VALID } from "../../terminal/exit_status.ts";
import { PROGRAM } from "../../program.ts";
import { didYouMean } from "../../text/nearest_name.ts";
import { mayBeSimulated, type RunWorker, runWorker } from "../start_worker.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

/**
 * Runs a command with its arguments and gives the exit status.
 *
 * @param worker One for simulated runs that was started before; it is ended by the caller at the latest.
 */
type RunCommand = (args: readonly string[], terminal: Terminal, worker?: RunWorker) => Promise<number>;

interface Command {
  readonly description: string;
  /** True where it carries out runs, which are simulated most often. */
  readonly isSimulating?: boolean;
  /** Loads the command's file, which is only read when it is needed. */
  load(): Promise<RunCommand>;
}

/** One file a command, in commands/. */
const COMMANDS: Readonly<Record<string, Command>> = {
  test: {
    description: "Run one workload against a program, with Maelstrom's options",
    isSimulating: true,
    load: async () => (await import("./test.ts")).runTest,
  },
  glomers: {
    description: "Run official stages with the official options and targets",
    isSimulating: true,
    load: async () => (await import("./glomers.ts")).runGlomers,
  },
  sweep: {
    description: "Run many scenarios with drawn faults and add up the verdicts",
    load: async () => (await import("./sweep.ts")).runSweep,
  },
  shrink: {
    description: "Make a failing scenario smaller",
    load: async () => (await import("./shrink.ts")).runShrink,
  },
  explore: {
    description: "Run a tiny configuration in every order of messages and timers",
    load: async () => (await import("./explore.ts")).runExplore,
  },
  check: {
    description: "Judge recorded histories, or compare verdicts with recorded ones",
    load: async () => (await import("./check.ts")).runCheck,
  },
  demo: {
    description: "Run every official stage with the challenges of this project",
    isSimulating: true,
    load: async () => (await import("./demo.ts")).runDemo,
  },
  serve: {
    description: "Show all runs of the store in a browser, on this computer only",
    load: async () => (await import("./serve.ts")).runServe,
  },
  export: {
    description: "Write history and journal of a stored run as JSON, EDN or text",
    load: async () => (await import("./export.ts")).runExport,
  },
  clean: {
    description: "Remove old runs from the store",
    load: async () => (await import("./clean.ts")).runClean,
  },
  doc: {
    description: "Print the reference of protocol and workloads",
    load: async () => (await import("./doc.ts")).runDoc,
  },
  new: {
    description: "Write the skeleton of a challenge and its test",
    load: async () => (await import("./new.ts")).runNew,
  },
};

/** Commands of the original that have another name here. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["analyze", `"check" judges a recorded history: ${PROGRAM} check -w NAME store/latest`],
  ["test-all", `"test --test-count N" repeats a test, "glomers all" runs every official stage`],
]);

/** Words that ask for help. */
const HELP_WORDS = ["help", "--help", "-h"];

/** Runs the command line; never throws. */
export async function main(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined) {
      terminal.err(renderCommands());
      return EXIT_TOOL;
    }
    if (HELP_WORDS.includes(name)) {
      const [command] = rest;
      if (command !== undefined) return await runCommand(command, ["--help"], terminal);
      terminal.out(renderCommands());
      return EXIT_VALID;
    }
    return await runCommand(name, rest, terminal);
  } catch (error) {
    terminal.err(`${messageOf(error)}\n`);
    return EXIT_TOOL;
  }
}

async function runCommand(name: string, args: readonly string[], terminal: Terminal): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const renamed = RENAMED.get(name);
    const hint = renamed === undefined ? didYouMean(name, Object.keys(COMMANDS)) : `; here ${renamed}`;
    throw new UsageError(`Unknown command "${name}"${hint}\n\n${renderCommands()}`);
  }
  const worker = command.isSimulating === true && mayBeSimulated(args) ? runWorker() : undefined;
  try {
    worker?.prepare();
    const run = await command.load();
    return await run(args, terminal, worker);
  } finally {
    worker?.end();
  }
}

function renderCommands(): string {
  const lines = Object.entries(COMMANDS).map(([name, { description }]) => `  ${name.padEnd(12)}${description}`);
  return `Usage: ${PROGRAM} COMMAND [OPTIONS]\n\nCommands:\n${lines.join("\n")}\n\n` +
    `${PROGRAM} COMMAND --help shows the options of a command\n`;
}

/** A mistake of the person is its message alone; anything else is our error, with its trace. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof NodeStartError) return error.message;
  const trace = error instanceof Error ? error.stack ?? error.message : String(error);
  if (trace.includes("JSR package manifest")) {
    return `Cannot load @std: JSR is not reachable; "${PROGRAM}" finds the stand-ins, as every task does`;
  }
  return `The bench failed, which is an error in it, not in your program:\n${trace}`;
}
