/**
 * `workbench export`: writes the record of a stored run as JSON, EDN or text.
 *
 * @module
 */
import { join } from "node:path";
import { asCalled, isFolder } from "../../files.ts";
import { fieldAt, parseJson } from "../../json.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { flag, list, text } from "../../options/option.ts";
import { parseOptions } from "../../options/parse_options.ts";
import { EXPORT_FORMATS, exportRun } from "../../report/export_run.ts";
import { sizeText } from "../../report/prune_store.ts";
import { EXIT_VALID } from "../../terminal/exit_status.ts";
import { ProgressLine } from "../../terminal/progress.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";
import { UsageError } from "../../usage_error.ts";
import { WORKLOADS } from "../../workloads/registry.ts";

const GROUP = "What is written";

const EXPORT_OPTIONS = {
  "format": list({
    group: GROUP,
    valueName: "FORMATS",
    description: "Forms, with commas between: json writes history.jsonl and journal.jsonl, edn history.edn, and text " +
      "history.txt, the last two as Maelstrom does.",
    default: EXPORT_FORMATS,
    choices: EXPORT_FORMATS,
  }),
  "out": text({ group: GROUP, valueName: "DIR", description: "The folder for the files. Default: that of the run." }),
  "gzip": flag({
    group: GROUP,
    description: "Compresses each file, which then ends with .gz; check reads it as well.",
  }),
  "help": flag({ alias: "h", group: GROUP, description: "Shows this text." }),
};

/** What `export --help` says. */
export const EXPORT_HELP: CommandHelp = {
  usage: "export [RUN] [OPTIONS]",
  description:
    "Writes history and journal of a stored run as JSON, EDN or text. RUN is its folder, store/latest where " +
    "none is named. A run itself keeps them packed, in history.record and journal.record.",
  options: EXPORT_OPTIONS,
  examples: [
    ["export", "All forms, into the folder of the last run."],
    ["export store/broadcast/20261127T172812.557Z --format edn --out /tmp/run", "What tools of Jepsen read."],
    ["export --format json --gzip", "All operations and all messages, a line each, compressed."],
  ],
};

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments, or in the run. */
export async function runExport(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words } = parseOptions(EXPORT_OPTIONS, args);
  if (values.help) {
    terminal.out(renderHelp(EXPORT_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const [named = "store/latest", ...others] = words;
  if (others.length > 0) throw new UsageError(`Cannot export "${others[0]}" as well: expected one run`);
  const run = asCalled(named);
  if (!isFolder(run)) throw new UsageError(`Cannot export "${named}": there is no such folder, expected that of a run`);
  const progress = new ProgressLine(terminal);
  const files = await exportRun(run, {
    formats: EXPORT_FORMATS.filter((format) => values.format.includes(format)),
    valueKind: valueKindOf(run),
    folder: values.out ?? run,
    gzip: values.gzip,
    onProgress: (line) => progress.show(() => `Writing ${line}`),
  }).finally(() => progress.clear());
  for (const { path, sizeBytes } of files) terminal.out(`${path}  ${sizeText(sizeBytes)}\n`);
  return EXIT_VALID;
}

/** What kind of values the run's workload has, which EDN writes in different ways. */
function valueKindOf(run: string) {
  const path = join(run, "run.json");
  let name: unknown;
  try {
    name = fieldAt(parseJson(Deno.readTextFileSync(path)), "workload");
  } catch {
    // Said below.
  }
  const workload = WORKLOADS.get(String(name));
  if (workload !== undefined) return workload.valueKind;
  throw new UsageError(`Cannot export ${run}: ${path} names no workload, expected the folder of a run of this bench`);
}
