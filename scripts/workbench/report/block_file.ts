/**
 * A file of blocks: the history or the journal of a run (record_list.ts), written during the run or after it, and read
 * again without unpacking more of it than is asked for.
 *
 * The file begins with a line that says what it is. Before each block stand, as eight-byte numbers, the bytes of its two
 * parts, both packed and unpacked, the number of its entries, and the times of the first and the last. So there is no
 * index that a run which was ended could have left unwritten: a part of a block at the end is no block.
 *
 * @module
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Block, type BlockFacts, type BlockStore, type Compression, MemoryBlocks } from "../record_list.ts";
import { UsageError } from "../usage_error.ts";
import { fileProblem, writeAll } from "../files.ts";

/** Packs as fast as a disk writes; the slower levels make columns little smaller. */
export const DEFLATE: Compression = {
  pack: (bytes) => bytes.length === 0 ? bytes : deflateRawSync(bytes, { level: 1 }),
  unpack: (bytes) => bytes.length === 0 ? bytes : inflateRawSync(bytes),
};

/** The first line of the file, and of no other. */
const FIRST_LINE = "gossip-glomers record 1\n";

/** Numbers before each block. */
const PREFIX_LENGTH = 7;
const PREFIX_BYTES = PREFIX_LENGTH * Float64Array.BYTES_PER_ELEMENT;

/** Where a block lies in the file. */
interface Place {
  /** Of its first part. */
  readonly start: number;
  readonly entriesSize: number;
  readonly listsSize: number;
}

/** Blocks in a file of their own. */
export class BlockFile implements BlockStore {
  readonly facts: BlockFacts[] = [];
  /** Packed in memory, when the disk is full. */
  readonly spare = new MemoryBlocks(DEFLATE);
  readonly #path: string;
  readonly #onProblem: (problem: string) => void;
  readonly #places: Place[] = [];
  #file: Deno.FsFile | undefined;
  #size = 0;
  #rawSize = 0;
  #isPart = false;

  /** @param onProblem Told why a block could not be added. */
  constructor(path: string, onProblem: (problem: string) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
  }

  /** Opens a file that was written before. @throws {UsageError} Where it cannot be read, or is no such file. */
  static open(path: string): BlockFile {
    const blocks = new BlockFile(path, () => {});
    try {
      blocks.#file = Deno.openSync(path, { read: true });
    } catch (error) {
      throw new UsageError(`Cannot read ${path}: ${fileProblem(error)}`);
    }
    blocks.#findBlocks();
    return blocks;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#size;
  }

  get rawSize(): number {
    return this.#rawSize;
  }

  append({ entries, lists }: Block, facts: BlockFacts): boolean {
    try {
      const file = this.#file ??= this.#make();
      const packed = [DEFLATE.pack(entries), DEFLATE.pack(lists)] as const;
      const sizes = packed.map(({ length }) => length);
      const numbers = [...sizes, entries.length, lists.length, facts.count, facts.fromNs, facts.toNs];
      const prefix = new Uint8Array(Float64Array.from(numbers).buffer);
      file.seekSync(this.#size, Deno.SeekMode.Start);
      for (const part of [prefix, ...packed]) writeAll(file, part);
      this.#add(numbers);
      return true;
    } catch (error) {
      this.#isPart = this.#file !== undefined;
      this.#onProblem(
        `Cannot write ${this.#path}: ${fileProblem(error)}${
          this.#isPart ? `; what was written before is in ${this.#path}.part` : ""
        }`,
      );
      this.#cutPartOfBlock();
      return false;
    }
  }

  read(place: number, part: keyof Block): Uint8Array {
    const { start = 0, entriesSize = 0, listsSize = 0 } = this.#places[place] ?? {};
    const bytes = part === "entries" ? this.#bytes(start, entriesSize) : this.#bytes(start + entriesSize, listsSize);
    return DEFLATE.unpack(bytes);
  }

  /** Ends the use of the file, which stays; one that holds a part only gets another name, so that nobody judges it. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
    if (this.#isPart) Deno.renameSync(this.#path, `${this.#path}.part`);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #make(): Deno.FsFile {
    const file = Deno.openSync(this.#path, { read: true, write: true, create: true, truncate: true });
    this.#file = file;
    this.#size = writeAll(file, FIRST_LINE);
    return file;
  }

  /** @param numbers What stands before the block. */
  #add(numbers: readonly number[]): void {
    const [entriesSize = 0, listsSize = 0, rawEntries = 0, rawLists = 0, count = 0, fromNs = 0, toNs = 0] = numbers;
    this.#places.push({ start: this.#size + PREFIX_BYTES, entriesSize, listsSize });
    this.facts.push({ count, fromNs, toNs });
    this.#size += PREFIX_BYTES + entriesSize + listsSize;
    this.#rawSize += rawEntries + rawLists;
  }

  #findBlocks(): void {
    const fileSize = this.#file?.statSync().size ?? 0;
    const first = this.#bytes(0, Math.min(FIRST_LINE.length, fileSize));
    if (new TextDecoder().decode(first) !== FIRST_LINE) {
      this.close();
      throw new UsageError(
        `Cannot read ${this.#path}: it does not begin with ${JSON.stringify(FIRST_LINE.trim())}, ` +
          "expected a record that this version of the bench has written",
      );
    }
    this.#size = FIRST_LINE.length;
    while (this.#size + PREFIX_BYTES <= fileSize) {
      const prefix = this.#bytes(this.#size, PREFIX_BYTES).slice();
      const numbers = [...new Float64Array(prefix.buffer)];
      const [entriesSize = 0, listsSize = 0] = numbers;
      if (this.#size + PREFIX_BYTES + entriesSize + listsSize > fileSize) return;
      this.#add(numbers);
    }
  }

  #bytes(start: number, size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    this.#file?.seekSync(start, Deno.SeekMode.Start);
    for (let count = 0; count < size;) {
      const more = this.#file?.readSync(bytes.subarray(count)) ?? null;
      if (more === null) {
        throw new UsageError(
          `Cannot read ${this.#path} back: it has ${start + count} bytes, expected the ${start + size} written`,
        );
      }
      count += more;
    }
    return bytes;
  }

  #cutPartOfBlock(): void {
    try {
      this.#file?.truncateSync(this.#size);
    } catch {
      // The reason is the one that was told.
    }
  }
}
