/**
 * The record of a run in its folder: history and journal, as this version of the bench keeps them, or as lines of JSON,
 * as older ones did and `export` writes them.
 *
 * Whoever wants a window of a journal asks `entriesBetween` (record_list.ts), which unpacks only the blocks of that time;
 * `BlockList.facts` tells how many events lie where without unpacking any.
 *
 * @module
 */
import { join } from "node:path";
import { fileProblem, isFile } from "../files.ts";
import type { Operation } from "../history.ts";
import { parseJson } from "../json.ts";
import { EVENT_FORM } from "../net/event_form.ts";
import type { JournalEvent } from "../net/journal.ts";
import { OPERATION_FORM } from "../operation_form.ts";
import { type BlockForm, BlockList, type Entries, type Timed } from "../record_list.ts";
import { UsageError } from "../usage_error.ts";
import { BlockFile } from "./block_file.ts";

/** Names of the files that a run leaves. */
export const HISTORY_FILE = "history.record";
export const JOURNAL_FILE = "journal.record";

/** Names that they have as lines of JSON. */
export const HISTORY_LINES = "history.jsonl";
export const JOURNAL_LINES = "journal.jsonl";

/** Entries that are read from a file until they are disposed of. */
export type StoredEntries<T> = Entries<T> & Disposable;

/** The history or the journal of the run in a folder, in either form; undefined where it has none. */
export function recordPath(folder: string, kind: "history" | "journal"): string | undefined {
  const names = kind === "history" ? [HISTORY_FILE, HISTORY_LINES] : [JOURNAL_FILE, JOURNAL_LINES];
  return names.map((name) => join(folder, name)).find(isFile);
}

/** Opens a history, in either form. @throws {UsageError} Where it cannot be read. */
export function openHistory(path: string): StoredEntries<Operation> {
  return openEntries(path, OPERATION_FORM);
}

/** Opens a journal, in either form. @throws {UsageError} Where it cannot be read. */
export function openJournal(path: string): StoredEntries<JournalEvent> {
  return openEntries(path, EVENT_FORM);
}

function openEntries<T extends Timed>(path: string, form: BlockForm<T>): StoredEntries<T> {
  if (path.endsWith(".jsonl")) return Object.assign(readLines<T>(path), { [Symbol.dispose]: () => {} });
  const file = BlockFile.open(path);
  return Object.assign(new BlockList(form, file), { [Symbol.dispose]: () => file.close() });
}

function readLines<T>(path: string): T[] {
  try {
    const lines = Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
    return lines.map((line) => parseJson(line) as T);
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${fileProblem(error)}`);
  }
}
