/**
 * The command `check`: judges recorded histories without running anything.
 *
 * With `--cases` the files hold cases with the verdicts of the genuine checkers, and the answer is where ours differ.
 * Without it a file holds one history, and the answer is the verdict.
 *
 * @module
 */
import { CHECKERS } from "../../workloads/registry.ts";
import { UsageError } from "../../usage_error.ts";
import { checkCases } from "../../recorded/check_cases.ts";
import { checkHistory } from "../../recorded/check_history.ts";
import { EXIT_INVALID, EXIT_TOOL, EXIT_VALID } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { flag, text } from "../../options/option.ts";
import { RUN_OPTIONS } from "../../options/options.ts";
import { parseOptions } from "../../options/parse_options.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

const WHAT_GROUP = "What is checked";

/** Options of `check`. */
export const CHECK_OPTIONS = {
  "cases": flag({
    group: WHAT_GROUP,
    description:
      "The files hold recorded cases with expected verdicts, one JSON object per line, plain or gzipped. Prints " +
      "each field in which our verdict differs.",
  }),
  "workload": text({
    alias: "w",
    group: WHAT_GROUP,
    valueName: "NAME",
    description:
      "Each file holds one history of this workload (history.record, history.jsonl, history.edn or history.txt, the " +
      "last three plain or gzipped, or the folder of a run). Prints the verdict on each.",
    choices: [...CHECKERS.keys()],
  }),
  "availability": RUN_OPTIONS.availability,
  "consistency-models": RUN_OPTIONS["consistency-models"],
  "help": flag({ alias: "h", group: "Output", description: "Shows this text." }),
};

/** What `check --help` shows. */
export const CHECK_HELP: CommandHelp = {
  usage: "check (--cases | -w NAME) FILE...",
  description:
    "Judges recorded histories. Exit status: 0 all agree or are valid, 1 some disagree or are invalid, 2 some " +
    "are unknown, 3 a file cannot be read.",
  options: CHECK_OPTIONS,
  examples: [
    ["check --cases tests/fixtures/golden/*.jsonl.gz", "Compares our verdicts with those of the original's checkers."],
    ["check -w broadcast store/latest", "Judges the history of the last run again."],
  ],
};

/** Runs `check` with the arguments after the command's name and returns the exit status. */
export async function runCheck(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  try {
    return await runChecked(args, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`${error.message}\n`);
    return EXIT_TOOL;
  }
}

async function runChecked(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, words, rest, notes } = parseOptions(CHECK_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(CHECK_HELP, terminal.columns));
    return EXIT_VALID;
  }
  for (const note of notes) terminal.err(`${note}\n`);
  const files = [...words, ...rest];
  if (files.length === 0) throw new UsageError("Cannot check: no file given, expected --cases FILE... or -w NAME FILE");
  if (values.cases) return await compareCases(files, terminal);
  if (values.workload === undefined) {
    throw new UsageError("Cannot check: expected --cases for recorded cases or -w NAME for a history");
  }
  return await checkHistory(files, values.workload, values, terminal);
}

/** Prints one line per disagreement, then the counts. A file that cannot be read does not stop the others. */
async function compareCases(files: readonly string[], terminal: Terminal): Promise<number> {
  let passed = 0;
  let failed = 0;
  const unreadable: string[] = [];
  for (const file of files) {
    try {
      for await (const { disagreements } of checkCases(file)) {
        if (disagreements.length === 0) passed++;
        else failed++;
        for (const line of disagreements) terminal.out(`${line}\n`);
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      unreadable.push(error.message);
    }
  }
  terminal.out(`${passed} passed, ${failed} failed\n`);
  for (const message of unreadable) terminal.err(`${message}\n`);
  if (unreadable.length > 0) return EXIT_TOOL;
  if (passed + failed === 0) throw new UsageError("Cannot check: the files hold no case");
  return failed === 0 ? EXIT_VALID : EXIT_INVALID;
}
