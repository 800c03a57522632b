/**
 * `workbench export`: writes the record of a stored run as JSON, EDN or text.
 *
 * @module
 */
import { join } from "node:path";
import { roomIn } from "../../disk_room.ts";
import { asCalled, isFolder } from "../../files.ts";
import { fieldAt, parseJson } from "../../json.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { flag, list, number, text } from "../../options/option.ts";
import { parseOptions } from "../../options/parse_options.ts";
import { EXPORT_FORMATS, type ExportFile, exportFiles } from "../../report/export_run.ts";
import { sizeText } from "../../report/prune_store.ts";
import { EXIT_VALID } from "../../terminal/exit_status.ts";
import { ProgressLine } from "../../terminal/progress.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";
import { UsageError } from "../../usage_error.ts";
import { WORKLOADS } from "../../workloads/registry.ts";

const GROUP = "What is written";

const GIGABYTE = 1e9;

/** More than this is not written unasked, in GB: it takes minutes, and no editor opens it. */
const UNASKED_MAX_GB = 10;

/** From this size on it is said how much there will be: writing it takes several seconds. */
const TOLD_MIN_BYTES = GIGABYTE / 2;

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
  "from": number({
    group: GROUP,
    valueName: "S",
    description:
      "Leaves out what was before this second of the run. Files of a part of a run are named after it, such " +
      "as history.300-301s.jsonl: nobody can judge a part.",
  }),
  "to": number({ group: GROUP, valueName: "S", description: "Leaves out what was after this second of the run." }),
  "max-gb": number({
    group: GROUP,
    valueName: "GB",
    description: "Writes nothing where all files together would become larger than this, before they are compressed. " +
      `Default: ${UNASKED_MAX_GB}, or what the disk has room for where that is less.`,
    min: 0,
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
    ["export --format json --from 300 --to 301", "One second of a long run."],
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
  const { from, to, gzip, out = run } = values;
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(
      `Cannot use --from and --to: ${from} is after ${to}, expected a time that begins before it ends`,
    );
  }
  const files = exportFiles(run, {
    formats: EXPORT_FORMATS.filter((format) => values.format.includes(format)),
    valueKind: valueKindOf(run),
    folder: out,
    gzip,
    fromS: from,
    toS: to,
  });
  refuseTooMuch(files, { run: named, out, gzip, maxGb: values["max-gb"] });
  if (sizeOfAll(files) >= TOLD_MIN_BYTES) terminal.err(`Writing ${aboutText(files)}\n`);
  const progress = new ProgressLine(terminal);
  for (const { path, name, textBytes, write } of files) {
    const sizeBytes = await write((bytes) =>
      progress.show(() => `Writing ${name}  ${sizeText(bytes)} of about ${sizeText(textBytes)}`)
    ).finally(() => progress.clear());
    terminal.out(`${path}  ${sizeText(sizeBytes)}\n`);
  }
  return EXIT_VALID;
}

/** @throws {UsageError} Where the files would become larger than is wanted, or than there is room for. */
function refuseTooMuch(
  files: readonly ExportFile[],
  { run, out, gzip, maxGb }: {
    readonly run: string;
    readonly out: string;
    readonly gzip: boolean;
    readonly maxGb: number | undefined;
  },
): void {
  // Nobody knows how much smaller they become; a full disk is told as well.
  const roomBytes = gzip ? Infinity : roomIn(out);
  const maxBytes = GIGABYTE * (maxGb ?? UNASKED_MAX_GB);
  const isCramped = maxGb === undefined && roomBytes < maxBytes;
  if (sizeOfAll(files) <= (isCramped ? roomBytes : maxBytes)) return;
  const expected = isCramped ? `${sizeText(roomBytes)}, which ${out} has room for` : sizeText(maxBytes);
  throw new UsageError(
    `Cannot export ${run}: it would take ${
      aboutText(files)
    }, expected at most ${expected}; --format names fewer forms, ` +
      "--from and --to seconds of the run, and --max-gb another limit",
  );
}

function sizeOfAll(files: readonly ExportFile[]): number {
  return files.reduce((sum, { textBytes }) => sum + textBytes, 0);
}

/** `about 5 GB of text: history.jsonl 2 GB, journal.jsonl 3 GB`. */
function aboutText(files: readonly ExportFile[]): string {
  const each = files.map(({ name, textBytes }) => `${name} ${sizeText(textBytes)}`).join(", ");
  return `about ${sizeText(sizeOfAll(files))} of text: ${each}`;
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
