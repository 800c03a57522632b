/**
 * The runs of a store, as the overview needs them. Nothing in a store is trusted: what cannot be read is shown as such.
 *
 * @module
 */
import { join, resolve } from "node:path";
import type { Json } from "../../history.ts";
import { parseJson } from "../../json.ts";
import { isRunFolder } from "../prune_store.ts";

/** Runs beyond this many, the newest first, are not listed. */
export const RUNS_MAX = 2000;

/** Larger files are not read for the overview: 64 MiB. */
const FILE_BYTES_MAX = 64 * 2 ** 20;

/** A run's folder and what its files say. */
export interface StoredRun {
  /** `workload/time`, also its address below the server's root. */
  readonly path: string;
  readonly workload: string;
  /** Name of the folder, which is the start of the run. */
  readonly time: string;
  /** results.json; null where it is missing or damaged. */
  readonly results: Json;
  /** run.json; null where it is missing or damaged. */
  readonly run: Json;
  /** Names of files that are there and cannot be read. */
  readonly damaged: readonly string[];
  readonly hasReport: boolean;
}

/** What a store holds. */
export interface StoredRuns {
  /** The folder, as an absolute path. */
  readonly store: string;
  /** False where there is no such folder. */
  readonly isThere: boolean;
  /** Newest first. */
  readonly runs: readonly StoredRun[];
  /** Older runs that were not read. */
  readonly leftOutCount: number;
}

/** Lists the runs of a store, newest first. A store that does not exist has none. */
export async function listRuns(store: string): Promise<StoredRuns> {
  const paths: { workload: string; time: string }[] = [];
  for (const workload of await foldersIn(store)) {
    for (const time of await foldersIn(join(store, workload))) {
      if (holdsRun(join(store, workload, time))) paths.push({ workload, time });
    }
  }
  paths.sort((a, b) => compare(b.time, a.time) || compare(a.workload, b.workload));
  const runs: StoredRun[] = [];
  for (const { workload, time } of paths.slice(0, RUNS_MAX)) runs.push(await readRun(store, workload, time));
  return {
    store: resolve(store),
    isThere: await isFolder(store),
    runs,
    leftOutCount: Math.max(0, paths.length - RUNS_MAX),
  };
}

/** Reads one run; `results` and `run` are null where its files cannot be read. */
export async function readRun(store: string, workload: string, time: string): Promise<StoredRun> {
  const folder = join(store, workload, time);
  const [results, run] = [await readJson(folder, "results.json"), await readJson(folder, "run.json")];
  return {
    path: `${workload}/${time}`,
    workload,
    time,
    results: results.value,
    run: run.value,
    damaged: [results, run].flatMap(({ damaged }) => damaged ?? []),
    hasReport: await isFile(join(folder, "index.html")),
  };
}

/** The findings of a run, as explanations.json holds them; none where it is missing or damaged. */
export async function readExplanations(store: string, { workload, time }: StoredRun): Promise<Json> {
  return (await readJson(join(store, workload, time), "explanations.json")).value;
}

/** A folder that cannot be read is listed: its run is there, and damaged. */
function holdsRun(folder: string): boolean {
  try {
    return isRunFolder(folder);
  } catch {
    return true;
  }
}

/** Names of real folders; links such as `latest` would list a run twice. */
async function foldersIn(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(path)) if (entry.isDirectory) names.push(entry.name);
  } catch {
    // No store yet, or a folder that went away or cannot be read: no runs in it.
  }
  return names;
}

/** The JSON of a file; null where it is missing, and its name where it is there but cannot be read. */
async function readJson(folder: string, name: string): Promise<{ readonly value: Json; readonly damaged?: string }> {
  const path = join(folder, name);
  try {
    const { isFile, size } = await Deno.lstat(path);
    if (!isFile || size > FILE_BYTES_MAX) return { value: null, damaged: name };
    return { value: parseJson(await Deno.readTextFile(path)) };
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? { value: null } : { value: null, damaged: name };
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(path)).isFile;
  } catch {
    return false;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
