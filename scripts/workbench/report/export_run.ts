/**
 * Writes history and journal of a stored run in the forms that people and other tools read: lines of JSON, EDN and text as
 * the original writes them. Entries are read and written one after another, so that a run of any length takes little
 * memory.
 *
 * A file has its name from the moment it is whole. Before that, and where the bench was ended, `.part` stands behind it.
 *
 * @module
 */
import { join } from "node:path";
import { NS_PER_S } from "../clock.ts";
import { fileProblem, isFile, writeAll } from "../files.ts";
import type { Operation } from "../history.ts";
import { eventText, type JournalEvent } from "../net/journal.ts";
import { entriesBetween, type Timed } from "../record_list.ts";
import { joined, splitTextOf } from "../shared_list.ts";
import { TextBytes } from "../text/text_bytes.ts";
import { UsageError } from "../usage_error.ts";
import type { ValueKind } from "../workloads/workload.ts";
import { historyEdnLine, historyTextLine } from "./edn_files.ts";
import { estimateSize, eventSize, operationSize, type TimeWindow } from "./export_size.ts";
import {
  HISTORY_FILE,
  HISTORY_LINES,
  JOURNAL_LINES,
  openHistory,
  openJournal,
  recordPath,
  type StoredEntries,
} from "./stored_record.ts";

/** The forms. */
export const EXPORT_FORMATS = ["json", "edn", "text"] as const;

/** One of them. */
export type ExportFormat = typeof EXPORT_FORMATS[number];

/** What to export. */
export interface ExportOptions {
  readonly formats: readonly ExportFormat[];
  readonly valueKind: ValueKind;
  /** Where the files go. */
  readonly folder: string;
  /** Compresses them, each with `.gz` after its name. */
  readonly gzip: boolean;
  /** Seconds of the run, both included. Default: all of it. A part of a run stands in files of other names. */
  readonly fromS?: number | undefined;
  readonly toS?: number | undefined;
}

/** A file that can be written. */
export interface ExportFile {
  /** Without its folder. */
  readonly name: string;
  readonly path: string;
  /** About how many bytes of text it will hold, before they are compressed. */
  readonly textBytes: number;
  /**
   * Writes it; returns its size in bytes.
   *
   * @param onProgress Told how many bytes of text are done.
   * @throws {UsageError} Where it cannot be written.
   */
  write(onProgress: (bytes: number) => void): Promise<number>;
}

/** How entries of one kind become lines. */
interface LineForm<T> {
  open(): StoredEntries<T>;
  toLine(entry: T): string;
  /** The length of the line, without making what is long in it. */
  sizeOf(entry: T): number;
}

/** Lines are gathered up to this many bytes before they are written: half a mebibyte. */
const CHUNK_BYTES = 1 << 19;

/**
 * The files that an export of a run consists of, none of which is written yet.
 *
 * @param run The folder of the run.
 * @throws {UsageError} Where the run has no record.
 */
export function exportFiles(run: string, options: ExportOptions): ExportFile[] {
  const { formats, valueKind } = options;
  const [historyPath, journalPath] = [recordPath(run, "history"), recordPath(run, "journal")];
  if (historyPath === undefined) {
    throw new UsageError(`Cannot export ${run}: it holds no history of a run${cutHint(run)}`);
  }
  const lines: Readonly<Record<ExportFormat, readonly [name: string, toLine: (operation: Operation) => string]>> = {
    json: [HISTORY_LINES, operationText],
    edn: ["history.edn", (operation) => historyEdnLine(operation, valueKind)],
    text: ["history.txt", (operation) => historyTextLine(operation, valueKind)],
  };
  const files = formats.map((format) => {
    const [name, toLine] = lines[format];
    const sizeOf = (operation: Operation) => operationSize(operation, toLine);
    return exportFile(name, { open: () => openHistory(historyPath), toLine, sizeOf }, options);
  });
  if (formats.includes("json") && journalPath !== undefined) {
    const form: LineForm<JournalEvent> = { open: () => openJournal(journalPath), toLine: eventText, sizeOf: eventSize };
    files.push(exportFile(JOURNAL_LINES, form, options));
  }
  // What an older bench left is already there.
  return files.filter(({ path }) => path !== historyPath && path !== journalPath);
}

function cutHint(run: string): string {
  const path = join(run, `${HISTORY_FILE}.part`);
  return isFile(path) ? `, only ${path}, a part of one` : "";
}

function operationText(operation: Operation): string {
  const split = splitTextOf(operation);
  return split === undefined ? JSON.stringify(operation) : joined(split);
}

function exportFile<T extends Timed>(wholeName: string, form: LineForm<T>, options: ExportOptions): ExportFile {
  const { folder, gzip, fromS = -Infinity, toS = Infinity } = options;
  const name = `${nameOfPart(wholeName, options)}${gzip ? ".gz" : ""}`;
  const path = join(folder, name);
  const window: TimeWindow = { fromNs: fromS * NS_PER_S, toNs: toS * NS_PER_S };
  using entries = form.open();
  return {
    name,
    path,
    textBytes: estimateSize(entries, window, (entry) => form.sizeOf(entry) + 1),
    write: async (onProgress) => {
      using file = new PartFile(path);
      try {
        Deno.mkdirSync(folder, { recursive: true });
        using entries = form.open();
        const plain = ReadableStream.from(chunksOf(entries, window, { toLine: form.toLine, onProgress }));
        for await (const bytes of gzip ? plain.pipeThrough(new CompressionStream("gzip")) : plain) file.write(bytes);
        return file.finish();
      } catch (error) {
        if (error instanceof UsageError) throw error;
        throw new UsageError(
          `Cannot write ${path}: ${fileProblem(error)}, expected room for it and permission to write it`,
        );
      }
    },
  };
}

/** `history.300-301s.jsonl`: a part of a history must not be taken for all of it. */
function nameOfPart(name: string, { fromS, toS }: ExportOptions): string {
  if (fromS === undefined && toS === undefined) return name;
  return name.replace(/(?=\.)/, `.${fromS ?? ""}-${toS ?? ""}s`);
}

function* chunksOf<T extends Timed>(
  entries: StoredEntries<T>,
  { fromNs, toNs }: TimeWindow,
  { toLine, onProgress }: { toLine(entry: T): string; onProgress(bytes: number): void },
): Generator<Uint8Array<ArrayBuffer>> {
  const chunk = new TextBytes();
  let bytes = 0;
  for (const entry of entriesBetween(entries, fromNs, toNs)) {
    chunk.add(`${toLine(entry)}\n`);
    if (chunk.length < CHUNK_BYTES) continue;
    bytes += chunk.length;
    onProgress(bytes);
    yield chunk.take().slice();
  }
  yield chunk.take().slice();
}

/** A file under another name until it is whole; one that does not become it is removed. */
class PartFile implements Disposable {
  readonly #path: string;
  readonly #partPath: string;
  #file: Deno.FsFile | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#partPath = `${path}.part`;
  }

  write(bytes: Uint8Array): void {
    this.#file ??= Deno.openSync(this.#partPath, { write: true, create: true, truncate: true });
    writeAll(this.#file, bytes);
  }

  /** Gives the file its name; returns its size in bytes. */
  finish(): number {
    const sizeBytes = this.#file?.statSync().size ?? 0;
    this.#close();
    Deno.renameSync(this.#partPath, this.#path);
    return sizeBytes;
  }

  [Symbol.dispose](): void {
    this.#close();
    try {
      Deno.removeSync(this.#partPath);
    } catch {
      // It has its name, was never made, or cannot be changed, and then the reason is the one that is told.
    }
  }

  #close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
