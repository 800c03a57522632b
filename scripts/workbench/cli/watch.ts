/**
 * `--watch`: tells which files have changed, so that what they concern can be run again.
 *
 * @module
 */
import { dirname, join, relative, sep } from "node:path";
import type { OwnProgram, OwnSet } from "../stages/own_set.ts";

/** Editors write a file in several steps; changes this close together are one. */
const SETTLE_MS = 200;
/** Folders that programs are not written in. */
const LEFT_OUT = new Set(["node_modules", "target", "dist"]);

/** What to watch. */
export interface WatchOptions {
  readonly folder: string;
  /** Paths that the runs themselves write. */
  readonly ignored: readonly string[];
  readonly signal: AbortSignal;
}

/** Collects changes from the moment that it is made, also while runs go on. */
export class ChangeWatcher {
  readonly #options: WatchOptions;
  readonly #watcher: Deno.FsWatcher;
  #changed = new Set<string>();
  #onSettled: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#watcher = Deno.watchFs(options.folder);
    options.signal.addEventListener("abort", () => this.#close(), { once: true });
    void this.#collect();
  }

  /** Waits until files have changed, and gives their paths; undefined where the signal aborts. */
  async next(): Promise<ReadonlySet<string> | undefined> {
    while (this.#changed.size === 0 || this.#timer !== undefined) {
      if (this.#options.signal.aborted) return undefined;
      await new Promise<void>((resolve) => this.#onSettled = resolve);
    }
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  async #collect(): Promise<void> {
    for await (const { kind, paths } of this.#watcher) {
      if (kind === "access") continue;
      const { folder, ignored } = this.#options;
      const watched = paths.filter((path) => isWatched(path, folder, ignored));
      if (watched.length === 0) continue;
      for (const path of watched) this.#changed.add(path);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#onSettled?.();
      }, SETTLE_MS);
    }
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
    this.#onSettled?.();
  }
}

/** True where a change of the path may concern a program. */
export function isWatched(path: string, folder: string, ignored: readonly string[]): boolean {
  if (ignored.some((one) => isWithin(path, one))) return false;
  return !relative(folder, path).split(sep).some((part) => part.startsWith(".") && part !== ".." || LEFT_OUT.has(part));
}

/**
 * True where a change concerns a program: what it says that it is made of, or else all of the project but the folders in
 * which other programs stand alone.
 */
export function concerns(path: string, program: OwnProgram, set: OwnSet): boolean {
  if (program.watch !== undefined) return program.watch.some((one) => isWithin(path, one));
  const own = folderOf(program, set);
  if (own !== undefined && isWithin(path, own)) return true;
  return ![...set.programs.values()].some((other) => {
    const folder = folderOf(other, set);
    return folder !== undefined && folder !== own && isWithin(path, folder);
  });
}

/** The folder of a program; undefined where that is the whole project, or somewhere else. */
function folderOf({ bin }: OwnProgram, { folder }: OwnSet): string | undefined {
  const own = dirname(bin);
  return own !== folder && isWithin(own, folder) ? own : undefined;
}

/** True for a path that is another or lies below it. */
function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(join(other, sep));
}
