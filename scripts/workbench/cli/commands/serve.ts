/**
 * `workbench serve`: shows the runs of the store in a browser, on this computer only.
 *
 * @module
 */
import { serveStore } from "../../report/serve/server.ts";
import { UsageError } from "../../usage_error.ts";
import { EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { interruptible } from "../../terminal/interrupt.ts";
import { flag, integer, text } from "../../options/option.ts";
import { parseOptions } from "../../options/parse_options.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

/** The port that the original's `serve` takes. */
const DEFAULT_PORT = 8080;
/** Where runs are kept where nothing else is said. */
const USUAL_STORE = "store";

const SERVE_OPTIONS = {
  "port": integer({
    alias: "p",
    group: "Server",
    valueName: "N",
    description: "The port on 127.0.0.1; 0 takes any free one.",
    default: DEFAULT_PORT,
    min: 0,
    max: 65_535,
  }),
  "store": text({ group: "Server", valueName: "DIR", description: "The folder with the runs.", default: USUAL_STORE }),
  "help": flag({ alias: "h", group: "Server", description: "Shows this text." }),
};

/** What `serve --help` says. */
export const SERVE_HELP: CommandHelp = {
  usage: "serve [OPTIONS]",
  description: "Serves the reports of all runs on 127.0.0.1, newest first, and compares two runs side by side. " +
    "Ctrl-C ends it.",
  options: SERVE_OPTIONS,
  examples: [["serve", "The runs in store/, at http://127.0.0.1:8080/."], ["serve --port 0", "On any free port."]],
};

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function runServe(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(SERVE_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(SERVE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  if (words.length > 0) throw new UsageError(`Cannot serve "${words[0]}": expected options only, such as --port 8080`);
  refuseMissingStore(values.store);
  return await interruptible(async (signal) => {
    const onListen = (url: string) => terminal.out(`Runs of ${values.store} at ${url} (Ctrl-C ends)\n`);
    try {
      await serveStore(values.store, { port: values.port, signal, onListen });
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      throw new UsageError(`Cannot listen on port ${values.port}: it is in use, expected a free one, such as --port 0`);
    }
    return EXIT_VALID;
  });
}

/** A store of one's own that is not there is a mistyped one; the usual one may be made later. */
function refuseMissingStore(store: string): void {
  if (store === USUAL_STORE) return;
  const what = kindOf(store);
  if (what === "folder") return;
  throw new UsageError(
    `Cannot serve the store "${store}": ${what === "file" ? "it is a file" : "there is no such folder"}, expected ` +
      "the folder that --store of a run named",
  );
}

function kindOf(path: string): "folder" | "file" | "nothing" {
  try {
    return Deno.statSync(path).isDirectory ? "folder" : "file";
  } catch {
    return "nothing";
  }
}
