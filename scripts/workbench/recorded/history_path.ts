/**
 * Finds the history that a path stands for: a file, or the folder of a run.
 *
 * @module
 */
import { isFolder } from "../files.ts";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HISTORY_FILE } from "../report/stored_record.ts";
import { UsageError } from "../usage_error.ts";

/** Names of a history in the folder of a run, ours or the original's; the first tells most. */
const HISTORY_NAMES = [
  HISTORY_FILE,
  ...["history.jsonl", "history.edn", "history.txt"].flatMap((name) => [name, `${name}.gz`]),
];

/** Levels of folders between a store and its runs. */
const STORE_DEPTH = 2;

/** A file, and what is to be said of its choice. */
export interface HistoryPath {
  readonly path: string;
  /** One sentence each. */
  readonly notes: readonly string[];
  /** How the run ended early, as its run.json beside the history tells; absent where it did not, or nobody knows. */
  readonly failure?: string;
}

/**
 * The history in the folder of a run, the first that is not empty; any other path is returned as it is.
 *
 * @throws {UsageError} For a folder without a history; names one that has one.
 */
export function historyPath(path: string): HistoryPath {
  const found = historyFile(path);
  const failure = failureIn(dirname(found.path));
  return failure === undefined ? found : { ...found, failure };
}

function historyFile(path: string): HistoryPath {
  if (!isFolder(path)) return { path, notes: [] };
  const [first, ...others] = historiesIn(path);
  if (first === undefined) throw new UsageError(`Cannot read ${JSON.stringify(path)}: ${noHistory(path)}`);
  const full = [first, ...others].find((file) => statSync(file).size > 0);
  if (full === undefined || full === first) return { path: first, notes: [] };
  return { path: full, notes: [`${first} is empty: ${full} is read`] };
}

/** A run that was killed leaves what it had written: logs, and no results. */
function failureIn(folder: string): string | undefined {
  const has = (name: string) => statSync(join(folder, name), NEVER_THROW) !== undefined;
  if (has("node-logs") && !["run.json", "results.json", "results.edn"].some(has)) {
    return `The run was ended before it had results: ${folder} holds node-logs and no results`;
  }
  try {
    const run: unknown = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    const { failure } = run as { readonly failure?: { readonly text?: unknown } };
    return typeof failure?.text === "string" ? failure.text : undefined;
  } catch {
    return undefined;
  }
}

function noHistory(path: string): string {
  const run = runIn(path, STORE_DEPTH);
  if (run === undefined) {
    return `the folder holds no history, expected one of ${
      HISTORY_NAMES.filter((name) => !name.endsWith(".gz")).join(", ")
    }`;
  }
  const latest = join(path, "latest");
  const last = historiesIn(latest).length > 0 ? `; the last is ${latest}` : "";
  return `the folder holds no history, expected that of one run such as ${run}${last}`;
}

/** The last folder, by name, that holds a history, so many levels down at most. */
function runIn(path: string, depth: number): string | undefined {
  if (depth === 0) return undefined;
  const folders = entriesOf(path).filter((name) => !["latest", "current"].includes(name))
    .map((name) => join(path, name)).filter(isFolder);
  const run = folders.findLast((folder) => historiesIn(folder).length > 0);
  return run ?? folders.map((folder) => runIn(folder, depth - 1)).findLast((found) => found !== undefined);
}

function historiesIn(folder: string): string[] {
  return HISTORY_NAMES.map((name) => join(folder, name)).filter((file) => statSync(file, NEVER_THROW)?.isFile());
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const NEVER_THROW = { throwIfNoEntry: false } as const;
