/**
 * Writes history and journal of a stored run in the forms that people and other tools read: lines of JSON, EDN and text as
 * the original writes them. Entries are read and written one after another, so that a run of any length takes little
 * memory.
 *
 * @module
 */
import { join } from "node:path";
import { fileProblem, writeAll } from "../files.ts";
import type { Operation } from "../history.ts";
import { eventText, type JournalEvent } from "../net/journal.ts";
import { TextBytes } from "../text/text_bytes.ts";
import { UsageError } from "../usage_error.ts";
import type { ValueKind } from "../workloads/workload.ts";
import { historyEdnLine, historyTextLine } from "./edn_files.ts";
import { HISTORY_LINES, JOURNAL_LINES, openHistory, openJournal, recordPath } from "./stored_record.ts";

/** The forms. */
export const EXPORT_FORMATS = ["json", "edn", "text"] as const;

/** One of them. */
export type ExportFormat = typeof EXPORT_FORMATS[number];

/** How to export. */
export interface ExportOptions {
  readonly formats: readonly ExportFormat[];
  readonly valueKind: ValueKind;
  /** Where the files go. */
  readonly folder: string;
  /** Compresses them, each with `.gz` after its name. */
  readonly gzip: boolean;
  /** Told how far it has come. */
  onProgress(text: string): void;
}

/** A file that was written. */
export interface ExportedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Lines are gathered up to this many bytes before they are written: half a mebibyte. */
const CHUNK_BYTES = 1 << 19;

/**
 * Writes the files.
 *
 * @param run The folder of the run.
 * @throws {UsageError} Where the run has no record, or a file cannot be written.
 */
export async function exportRun(run: string, options: ExportOptions): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  const { formats, valueKind } = options;
  const historyPath = recordPath(run, "history");
  if (historyPath === undefined) throw new UsageError(`Cannot export ${run}: it holds no history of a run`);
  {
    using history = openHistory(historyPath);
    const lines: Readonly<Record<ExportFormat, readonly [name: string, toLine: (operation: Operation) => string]>> = {
      json: [HISTORY_LINES, (operation) => JSON.stringify(operation)],
      edn: ["history.edn", (operation) => historyEdnLine(operation, valueKind)],
      text: ["history.txt", (operation) => historyTextLine(operation, valueKind)],
    };
    for (const format of formats) {
      const [name, toLine] = lines[format];
      if (historyPath === join(options.folder, name)) continue;
      files.push(await writeLines(name, { entries: history, toLine }, options));
    }
  }
  const journalPath = recordPath(run, "journal");
  if (!formats.includes("json") || journalPath === undefined || journalPath === join(options.folder, JOURNAL_LINES)) {
    return files;
  }
  using journal = openJournal(journalPath);
  const toLine = (event: JournalEvent) => eventText(event);
  return [...files, await writeLines(JOURNAL_LINES, { entries: journal, toLine }, options)];
}

async function writeLines<T>(
  name: string,
  { entries, toLine }: { readonly entries: Iterable<T> & { readonly length: number }; toLine(entry: T): string },
  { folder, gzip, onProgress }: ExportOptions,
): Promise<ExportedFile> {
  const path = join(folder, gzip ? `${name}.gz` : name);
  const chunks = function* (): Generator<Uint8Array<ArrayBuffer>> {
    const chunk = new TextBytes();
    let count = 0;
    for (const entry of entries) {
      chunk.add(`${toLine(entry)}\n`);
      count++;
      if (chunk.length < CHUNK_BYTES) continue;
      onProgress(`${name}  ${Math.floor(100 * count / entries.length)} %`);
      yield chunk.take().slice();
    }
    yield chunk.take().slice();
  };
  try {
    Deno.mkdirSync(folder, { recursive: true });
    using file = Deno.openSync(path, { write: true, create: true, truncate: true });
    const plain = ReadableStream.from(chunks());
    for await (const bytes of gzip ? plain.pipeThrough(new CompressionStream("gzip")) : plain) writeAll(file, bytes);
    return { path, sizeBytes: file.statSync().size };
  } catch (error) {
    removePart(path);
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `Cannot write ${path}: ${fileProblem(error)}, expected room for it and permission to write it`,
    );
  }
}

function removePart(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or cannot be changed: the reason is the one that is told.
  }
}
