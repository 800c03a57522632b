/**
 * The folder of a run: `store/<workload>/<start>/` with results.json, history.record, journal.record, node-logs/ and
 * whatever else is written there, and the links `latest` and `current`, all named as in the original.
 *
 * A folder that cannot be written must not cost anybody a verdict: problems are collected as texts, nothing is thrown.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { fileProblem } from "../files.ts";
import { TextBytes } from "../text/text_bytes.ts";
import { writeAll } from "../files.ts";
import { type BlockForm, type Entries, RecordList, type Timed } from "../record_list.ts";
import { BlockFile } from "./block_file.ts";
import { LogNames } from "./log_name.ts";
import { sizeOf } from "./prune_store.ts";

/** A node's log is cut off here, so that a chatty node cannot fill the disk: 64 MiB. */
const LOG_BYTES_MAX = 64 * 2 ** 20;

/** Lines are gathered up to this many bytes before they are written: half a mebibyte. */
const CHUNK_BYTES = 1 << 19;

/** Runs that start in the same millisecond get `-2`, `-3` ... after their time. */
const SAME_TIME_MAX = 100;

interface NodeLog {
  readonly file: Deno.FsFile;
  sizeBytes: number;
  /** Lines of the present event, which share one write. */
  pending: string;
}

/** Files of one run. */
export class RunFolder {
  /** Absolute path; undefined where the folder could not be made. */
  readonly path: string | undefined;
  readonly #root: string;
  readonly #workload: string;
  readonly #logs = new Map<string, NodeLog>();
  readonly #logNames = new LogNames();
  readonly #blockFiles = new Map<string, BlockFile>();
  readonly #problems: string[] = [];
  #toldCount = 0;

  /**
   * Makes the folder and links `current` to it.
   *
   * @param root The store, for example `store`; made where it does not exist.
   */
  constructor(root: string, workload: string, start: Date) {
    this.#root = resolve(root);
    this.#workload = workload;
    this.path = this.#attempt(`make a folder for the run in ${this.#root}`, () => this.#makeFolder(start));
    this.#link("current");
  }

  /** What could not be written, one sentence each; empty where all went well. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Gives the problems that were not given before. */
  newProblems(): readonly string[] {
    const problems = this.#problems.slice(this.#toldCount);
    this.#toldCount = this.#problems.length;
    return problems;
  }

  /** Adds a problem that whoever fills the folder met. */
  addProblem(problem: string): void {
    if (!this.#problems.includes(problem)) this.#problems.push(problem);
  }

  /** Makes a node's log, so that it is there to be followed before the node says anything. */
  openLog(node: string): void {
    const folder = this.path;
    if (folder === undefined || this.#logs.has(node)) return;
    this.#attempt(`write the log of ${node}`, () => {
      Deno.mkdirSync(join(folder, "node-logs"), { recursive: true });
      const file = Deno.openSync(join(folder, "node-logs", this.#logNames.of(node)), { write: true, create: true });
      this.#logs.set(node, { file, sizeBytes: 0, pending: "" });
    });
  }

  /** Adds a line to a node's log. */
  log(node: string, line: string): void {
    this.openLog(node);
    const log = this.#logs.get(node);
    if (log === undefined || log.sizeBytes > LOG_BYTES_MAX) return;
    if (log.pending === "") queueMicrotask(() => this.#writeLog(node));
    log.pending += `${line}\n`;
  }

  #writeLog(node: string): void {
    const log = this.#logs.get(node);
    if (log === undefined || log.pending === "") return;
    this.#attempt(`write the log of ${node}`, () => {
      log.sizeBytes += writeAll(log.file, log.pending);
      if (log.sizeBytes > LOG_BYTES_MAX) writeAll(log.file, "[workbench] the log is cut off here, at 64 MiB\n");
    });
    log.pending = "";
  }

  /** A file of blocks that may be filled during the run, and read until `close`; undefined without a folder. */
  openBlocks(name: string): BlockFile | undefined {
    const folder = this.path;
    if (folder === undefined) return undefined;
    const file = new BlockFile(join(folder, name), (problem) => this.addProblem(problem));
    this.#blockFiles.set(name, file);
    return file;
  }

  /** Writes a file. */
  write(name: string, content: string | Uint8Array): void {
    this.#writeWith(name, (file) => writeAll(file, content));
  }

  /** Writes an object as JSON, indented. */
  writeJson(name: string, value: unknown): void {
    this.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Writes one line an entry. */
  writeLines<T>(name: string, entries: Iterable<T>, toLine: (entry: T) => string): void {
    this.#writeWith(name, (file) => {
      const chunk = new TextBytes();
      for (const entry of entries) {
        chunk.add(`${toLine(entry)}\n`);
        if (chunk.length >= CHUNK_BYTES) writeAll(file, chunk.take());
      }
      writeAll(file, chunk.take());
    });
  }

  /** Writes entries as blocks, unless that was begun during the run. */
  writeBlocks<T extends Timed>(name: string, entries: Entries<T>, form: BlockForm<T>): void {
    const store = this.#blockFiles.get(name) ?? this.openBlocks(name);
    if (store === undefined || store.facts.length > 0) return;
    const list = new RecordList({ form, store });
    for (const entry of entries) list.push(entry);
    list.flush();
  }

  /** Bytes of all files so far. */
  get sizeBytes(): number {
    return this.path === undefined ? 0 : sizeOf(this.path);
  }

  /** Ends the logs and links `latest` to the folder, in the store and in the workload's folder. */
  close(): void {
    for (const [node, { file }] of this.#logs) {
      this.#writeLog(node);
      this.#attempt("close a log", () => file.close());
    }
    this.#logs.clear();
    for (const file of this.#blockFiles.values()) this.#attempt("close a file", () => file.close());
    this.#blockFiles.clear();
    this.#link("latest");
    this.#link(join(this.#workload, "latest"));
  }

  #writeWith(name: string, fill: (file: Deno.FsFile) => void): void {
    const folder = this.path;
    if (folder === undefined) return;
    this.#attempt(`write ${join(folder, name)}`, () => {
      const path = join(folder, name);
      Deno.mkdirSync(dirname(path), { recursive: true });
      using file = Deno.openSync(path, { write: true, create: true, truncate: true });
      try {
        fill(file);
      } catch (error) {
        // A part of a page or of JSON only misleads.
        Deno.removeSync(path);
        throw error;
      }
    });
  }

  #makeFolder(start: Date): string {
    const parent = join(this.#root, this.#workload);
    Deno.mkdirSync(parent, { recursive: true });
    const name = formatStart(start);
    for (let attempt = 1; attempt < SAME_TIME_MAX; attempt++) {
      const path = join(parent, attempt === 1 ? name : `${name}-${attempt}`);
      try {
        Deno.mkdirSync(path);
        return path;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
    throw new Error(`${SAME_TIME_MAX} runs of this time exist`);
  }

  #link(name: string): void {
    const folder = this.path;
    if (folder === undefined) return;
    const link = join(this.#root, name);
    this.#attempt(`link ${link}`, () => pointAt(link, folder));
  }

  #attempt<T>(what: string, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.addProblem(`Cannot ${what}: ${fileProblem(error)}`);
      return undefined;
    }
  }
}

/**
 * Links `latest` to the last of some runs, in the store and in the folders of their workloads. They have linked
 * themselves, but at the same time. A link that cannot be made was told of by its run.
 */
export function linkLatest(
  root: string,
  runs: readonly { readonly workload: string; readonly folder: string }[],
): void {
  const links = new Map(
    runs.flatMap(({ workload, folder }) => ["latest", join(workload, "latest")].map((name) => [name, folder] as const)),
  );
  for (const [name, folder] of links) {
    try {
      pointAt(join(resolve(root), name), folder);
    } catch {
      // Told by the run.
    }
  }
}

/** Local time as the original writes it: `20261122T175709.671Z`, or `-0600` in place of the Z. */
export function formatStart(start: Date): string {
  const pad = (value: number, width = 2) => String(value).padStart(width, "0");
  const date = `${pad(start.getFullYear(), 4)}${pad(start.getMonth() + 1)}${pad(start.getDate())}`;
  const time = `${pad(start.getHours())}${pad(start.getMinutes())}${pad(start.getSeconds())}`;
  const eastMinutes = -start.getTimezoneOffset();
  const distance = Math.abs(eastMinutes);
  const zone = eastMinutes === 0
    ? "Z"
    : `${eastMinutes < 0 ? "-" : "+"}${pad(Math.floor(distance / 60))}${pad(distance % 60)}`;
  return `${date}T${time}.${pad(start.getMilliseconds(), 3)}${zone}`;
}

/** Points a link at a folder; where links are not possible a text file of that name plus ".txt" holds the path. */
function pointAt(link: string, folder: string): void {
  const target = relative(dirname(link), folder);
  try {
    replaceLink(link, target);
  } catch {
    Deno.writeTextFileSync(`${link}.txt`, `${target}\n`);
  }
}

/** A new link takes the place of the old one in one step, so that no reader finds none. */
function replaceLink(link: string, target: string): void {
  const fresh = `${link}.${Deno.pid}`;
  if (Deno.build.os !== "windows") {
    Deno.symlinkSync(target, fresh);
    try {
      Deno.renameSync(fresh, link);
    } catch (error) {
      Deno.removeSync(fresh);
      throw error;
    }
    return;
  }
  const old = statLink(link);
  if (old?.isSymlink) Deno.removeSync(link);
  Deno.symlinkSync(resolve(dirname(link), target), link, { type: "junction" });
}

function statLink(link: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(link);
  } catch {
    return undefined;
  }
}
