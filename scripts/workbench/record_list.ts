/**
 * A list that only grows: the history or the journal of a run.
 *
 * With a file behind it the list keeps its last entries in memory only, so that the memory of the bench does not grow
 * with the length of a run. A file that cannot be written costs memory, not entries: they stay here from then on.
 *
 * @module
 */
import { parseJson } from "./json.ts";

/** Entries in their order; an array is one. */
export interface Entries<T> extends Iterable<T> {
  readonly length: number;
}

/** Lines that are kept elsewhere. */
export interface LineStore {
  /** Adds lines, each with its line end, all or none of which count; returns false where that failed. */
  append(lines: string): boolean;
  /**
   * Gives the lines that were added, in order.
   *
   * @throws {UsageError} Where the file is not what was written.
   */
  lines(): Iterable<string>;
  /** Length of all lines that were added, in characters. */
  readonly size: number;
}

/** Entries that go to the file together. */
const BATCH_LENGTH = 256;

/** Collects entries of one kind, which JSON can hold. */
export class RecordList<T> implements Entries<T> {
  readonly #store: LineStore | undefined;
  readonly #toText: (entry: T) => string;
  /** Entries that are not in the file. */
  #recent: T[] = [];
  #storedCount = 0;
  #isBroken = false;

  /**
   * @param store Where entries go; without it they stay in memory.
   * @param toText Gives an entry as JSON. Default: JSON.stringify.
   */
  constructor(store?: LineStore, toText: (entry: T) => string = JSON.stringify) {
    this.#store = store;
    this.#toText = toText;
  }

  get length(): number {
    return this.#storedCount + this.#recent.length;
  }

  /** Characters of the entries in the file. */
  get storedSize(): number {
    return this.#store?.size ?? 0;
  }

  push(entry: T): void {
    this.#recent.push(entry);
    if (this.#store !== undefined && this.#recent.length >= BATCH_LENGTH) this.flush();
  }

  /** Sends to the file what is not there yet. */
  flush(): void {
    if (this.#store === undefined || this.#isBroken || this.#recent.length === 0) return;
    this.#isBroken = !this.#store.append(this.#recent.map((entry) => `${this.#toText(entry)}\n`).join(""));
    if (this.#isBroken) return;
    this.#storedCount += this.#recent.length;
    this.#recent = [];
  }

  *[Symbol.iterator](): Iterator<T> {
    if (this.#storedCount > 0) {
      for (const line of this.#store?.lines() ?? []) yield parseJson(line) as T;
    }
    yield* this.#recent;
  }

  /** All entries as an array, from the file as well. */
  toArray(): readonly T[] {
    return this.#storedCount === 0 ? this.#recent : [...this];
  }
}
