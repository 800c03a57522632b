/**
 * `workbench clean`: removes old runs from the store.
 *
 * @module
 */
import { UsageError } from "../../usage_error.ts";
import { EXIT_TOOL, EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { flag, integer, text } from "../../options/option.ts";
import { parseOptions } from "../../options/parse_options.ts";
import { pruneStore, sizeText } from "../../report/prune_store.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

const CLEAN_OPTIONS = {
  "keep": integer({
    group: "Store",
    valueName: "N",
    description: "How many of the newest runs stay.",
    default: 0,
    min: 0,
  }),
  "store": text({ group: "Store", valueName: "DIR", description: "The folder with the runs.", default: "store" }),
  "help": flag({ alias: "h", group: "Store", description: "Shows this text." }),
};

/** What `clean --help` says. */
export const CLEAN_HELP: CommandHelp = {
  usage: "clean [OPTIONS]",
  description:
    "Removes the runs of the store: history, journal, logs and report of each. Nothing else in the folder is " +
    "touched.",
  options: CLEAN_OPTIONS,
  examples: [["clean", "All of them."], ["clean --keep 10", "All but the ten newest."]],
};

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export function runClean(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(CLEAN_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(CLEAN_HELP, terminal.columns));
    return Promise.resolve(EXIT_VALID);
  }
  if (words.length > 0) throw new UsageError(`Cannot clean "${words[0]}": expected options only, such as --store DIR`);
  const { runCount, sizeBytes, problems } = pruneStore(values.store, values.keep);
  for (const problem of problems) terminal.err(`${problem}\n`);
  const runs = `${runCount} ${runCount === 1 ? "run" : "runs"}`;
  terminal.out(`Removed ${runs} of ${values.store}${runCount === 0 ? "" : `, ${sizeText(sizeBytes)}`}\n`);
  return Promise.resolve(problems.length > 0 ? EXIT_TOOL : EXIT_VALID);
}
