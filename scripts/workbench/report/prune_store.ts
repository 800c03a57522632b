/**
 * Removes the oldest runs of a store, so that it does not fill the disk.
 *
 * Only what the bench itself has made is removed: a folder `workload/start` whose name is a time and that holds a run's
 * file. Links are never followed.
 *
 * @module
 */
import { join } from "node:path";
import { HISTORY_FILE, HISTORY_LINES, JOURNAL_FILE, JOURNAL_LINES } from "./stored_record.ts";

/** What was removed. */
export interface Pruned {
  readonly runCount: number;
  readonly sizeBytes: number;
  /** Folders that could not be removed, with the reason. */
  readonly problems: readonly string[];
}

/** Names of folders of runs, as `formatStart` makes them. */
const START = /^\d{8}T\d{6}\.\d{3}(?:Z|[+-]\d{4})(?:-\d+)?$/;
/** Files of which a run has at least one. */
const RUN_FILES = [
  ...["run.json", "results.json", "node-logs", "index.html"],
  ...[HISTORY_FILE, JOURNAL_FILE, HISTORY_LINES, JOURNAL_LINES],
];

/** Removes all runs of a store but the newest. A store that does not exist has none. */
export function pruneStore(store: string, keepCount: number): Pruned {
  const old = runFolders(store).toSorted((a, b) => a.start < b.start ? 1 : -1).slice(keepCount);
  const problems: string[] = [];
  let sizeBytes = 0;
  for (const { path } of old) {
    try {
      const size = sizeOf(path);
      Deno.removeSync(path, { recursive: true });
      sizeBytes += size;
    } catch (error) {
      problems.push(`Cannot remove ${path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { runCount: old.length - problems.length, sizeBytes, problems };
}

/** Whether a folder holds what a run writes, be it whole or not. */
export function isRunFolder(path: string): boolean {
  return namesIn(path).some((name) => RUN_FILES.includes(name));
}

function runFolders(store: string): { readonly path: string; readonly start: string }[] {
  return foldersIn(store).flatMap((workload) =>
    foldersIn(join(store, workload)).filter((name) => START.test(name))
      .map((name) => ({ path: join(store, workload, name), start: name }))
      .filter(({ path }) => isRunFolder(path))
  );
}

/** Bytes of a file, or of all files in a folder. */
export function sizeOf(path: string): number {
  const info = Deno.lstatSync(path);
  if (!info.isDirectory) return info.size;
  return namesIn(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function foldersIn(path: string): string[] {
  return namesIn(path).filter((name) => Deno.lstatSync(join(path, name)).isDirectory);
}

function namesIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}

/** A size for people: `1.2 GB`. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(2))} ${units[power]}`;
}
