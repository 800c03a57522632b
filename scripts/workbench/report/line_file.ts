/**
 * A file of lines that is written during a run and read back after it.
 *
 * @module
 */
import { UsageError } from "../usage_error.ts";
import type { LineStore } from "../record_list.ts";
import { fileProblem } from "../files.ts";
import { writeAll } from "../files.ts";

/** Bytes that are read at a time: 1 MiB. */
const READ_BYTES = 1 << 20;

/** Lines in a file of their own. */
export class LineFile implements LineStore {
  readonly #path: string;
  readonly #onProblem: (problem: string) => void;
  readonly #file: Deno.FsFile;
  #bytes = 0;
  #isPart = false;
  #size = 0;

  /**
   * Makes the file, empty.
   *
   * @param onProblem Told why lines could not be added.
   */
  constructor(path: string, onProblem: (problem: string) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
    this.#file = Deno.openSync(path, { read: true, write: true, create: true, truncate: true });
  }

  get size(): number {
    return this.#size;
  }

  append(lines: string): boolean {
    try {
      this.#file.seekSync(this.#bytes, Deno.SeekMode.Start);
      this.#bytes += writeAll(this.#file, lines);
      this.#size += lines.length;
      return true;
    } catch (error) {
      this.#onProblem(
        `Cannot write ${this.#path}: ${fileProblem(error)}; what was written before is in ${this.#path}.part`,
      );
      this.#isPart = true;
      this.#cutPartOfLine();
      return false;
    }
  }

  *lines(): Iterable<string> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(READ_BYTES);
    let rest = "";
    for (let place = 0; place < this.#bytes;) {
      // Two may read at the same time, and share the place in the file.
      this.#file.seekSync(place, Deno.SeekMode.Start);
      const count = this.#file.readSync(buffer.subarray(0, Math.min(READ_BYTES, this.#bytes - place)));
      if (count === null) {
        throw new UsageError(
          `Cannot read ${this.#path} back: it has ${place} bytes, expected the ${this.#bytes} written`,
        );
      }
      place += count;
      const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  }

  #cutPartOfLine(): void {
    try {
      this.#file.truncateSync(this.#bytes);
    } catch {
      // The reason is the one that was told.
    }
  }

  /** Ends the use of the file, which stays; one that holds a part only gets another name, so that nobody judges it. */
  close(): void {
    this.#file.close();
    if (this.#isPart) Deno.renameSync(this.#path, `${this.#path}.part`);
  }
}
