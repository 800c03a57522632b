/**
 * The runs of a store, as the overview needs them. Nothing in a store is trusted: what cannot be read is shown as such.
 *
 * @module
 */
import { join } from "node:path";
import type { Json } from "../../history.ts";
import { parseJson } from "../../json.ts";

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
  /** results.json; null where it is missing or no JSON. */
  readonly results: Json;
  /** run.json; null where it is missing or no JSON. */
  readonly run: Json;
  readonly hasReport: boolean;
}

/** Lists the runs of a store, newest first. A store that does not exist has none. */
export async function listRuns(store: string): Promise<StoredRun[]> {
  const paths: { workload: string; time: string }[] = [];
  for (const workload of await foldersIn(store)) {
    for (const time of await foldersIn(join(store, workload))) paths.push({ workload, time });
  }
  paths.sort((a, b) => compare(b.time, a.time) || compare(a.workload, b.workload));
  const runs: StoredRun[] = [];
  for (const { workload, time } of paths.slice(0, RUNS_MAX)) runs.push(await readRun(store, workload, time));
  return runs.filter(({ results, run, hasReport }) => results !== null || run !== null || hasReport);
}

/** Reads one run; `results` and `run` are null where its files cannot be read. */
export async function readRun(store: string, workload: string, time: string): Promise<StoredRun> {
  const folder = join(store, workload, time);
  return {
    path: `${workload}/${time}`,
    workload,
    time,
    results: await readJson(join(folder, "results.json")),
    run: await readJson(join(folder, "run.json")),
    hasReport: await isFile(join(folder, "index.html")),
  };
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

async function readJson(path: string): Promise<Json> {
  try {
    const { isFile, size } = await Deno.lstat(path);
    return isFile && size <= FILE_BYTES_MAX ? parseJson(await Deno.readTextFile(path)) : null;
  } catch {
    return null;
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
