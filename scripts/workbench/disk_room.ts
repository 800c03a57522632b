/**
 * The room on a disk. In a file of its own, because node:fs, which tells it, takes a run some milliseconds to load.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Bytes that the disk of a folder has room for, which need not exist yet; Infinity where that cannot be told. */
export function roomIn(folder: string): number {
  const path = resolve(folder);
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return dirname(path) === path ? Infinity : roomIn(dirname(path));
  }
}
