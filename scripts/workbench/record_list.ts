/**
 * A list that only grows: the history or the journal of a run.
 *
 * What is long goes into blocks: columns in place of objects, in a file or, packed, in memory. Only the last entries are
 * objects, so that the memory of the bench does not grow with the length of a run. Going through the list unpacks one
 * block after another; `between` unpacks only those of a time, by the index of blocks, and is how to read a window of a
 * long run. Each block stands for itself, apart from the lists that entries share (list_table.ts).
 *
 * A file that cannot be written costs memory, not entries: blocks stay here from then on.
 *
 * @module
 */
import { countBefore } from "./halving.ts";
import { ListTable } from "./list_table.ts";

/** Entries in their order; an array is one. */
export interface Entries<T> extends Iterable<T> {
  readonly length: number;
}

/** What is known of a block without reading it. */
export interface BlockFacts {
  /** Entries in it. */
  readonly count: number;
  /** Times of its first and last entry. */
  readonly fromNs: number;
  readonly toNs: number;
}

/** A block: its entries, and what was added to the lists that they share. */
export interface Block {
  readonly entries: Uint8Array;
  readonly lists: Uint8Array;
}

/** Where blocks are kept. */
export interface BlockStore {
  /** Of all blocks, in order. */
  readonly facts: readonly BlockFacts[];
  /** Bytes of all blocks before they were compressed, which is about what their entries take in memory. */
  readonly rawSize: number;
  /** Where further blocks go once one could not be added. Default: to the memory as they are. */
  readonly spare?: BlockStore;
  /** Adds a block, all or nothing; returns false where that failed. */
  append(block: Block, facts: BlockFacts): boolean;
  /** Gives a part of a block. @throws {UsageError} Where the file is not what was written. */
  read(place: number, part: keyof Block): Uint8Array;
}

/** How entries of one kind become a block, and are read from one. */
export interface BlockForm<T> {
  pack(entries: readonly T[], lists: ListTable): Uint8Array;
  unpack(bytes: Uint8Array, lists: ListTable): readonly T[];
}

/** An entry happens at a time, in nanoseconds; entries are in the order of their times. */
export interface Timed {
  readonly time: number;
}

/** The entries of a time, both ends included, in order. */
export function entriesBetween<T extends Timed>(entries: Entries<T>, fromNs: number, toNs: number): Iterable<T> {
  if (Array.isArray(entries)) {
    const all: readonly T[] = entries;
    const timeAt = (place: number) => all[place]?.time ?? Infinity;
    return all.slice(
      countBefore(all.length, (place) => timeAt(place) < fromNs),
      countBefore(all.length, (place) => timeAt(place) <= toNs),
    );
  }
  if (entries instanceof RecordList || entries instanceof BlockList) return entries.between(fromNs, toNs);
  return Iterator.from(entries).filter(({ time }) => time >= fromNs && time <= toNs);
}

/** Entries of a block, at most. */
export const BLOCK_LENGTH = 1 << 15;

/** Makes bytes fewer, and back. */
export interface Compression {
  pack(bytes: Uint8Array): Uint8Array;
  unpack(bytes: Uint8Array): Uint8Array;
}

const NO_COMPRESSION: Compression = { pack: (bytes) => bytes, unpack: (bytes) => bytes };

/** Blocks in memory. */
export class MemoryBlocks implements BlockStore {
  readonly facts: BlockFacts[] = [];
  readonly #compression: Compression;
  readonly #blocks: Block[] = [];
  #rawSize = 0;

  /** @param compression Default: none. */
  constructor(compression = NO_COMPRESSION) {
    this.#compression = compression;
  }

  get rawSize(): number {
    return this.#rawSize;
  }

  append({ entries, lists }: Block, facts: BlockFacts): boolean {
    const { pack } = this.#compression;
    this.#blocks.push({ entries: pack(entries), lists: pack(lists) });
    this.facts.push(facts);
    this.#rawSize += entries.length + lists.length;
    return true;
  }

  read(place: number, part: keyof Block): Uint8Array {
    return this.#compression.unpack(this.#blocks[place]?.[part] ?? new Uint8Array());
  }
}

/** Entries in the blocks of a store, for reading. */
export class BlockList<T extends Timed> implements Entries<T> {
  readonly #form: BlockForm<T>;
  readonly #store: BlockStore;
  readonly #lists: ListTable;
  readonly #onRead: () => void;
  /** Blocks whose additions to lists are known. */
  #listedCount: number;

  /** @param lists The lists of who writes the blocks. Default: as they are in the blocks. */
  constructor(form: BlockForm<T>, store: BlockStore, lists?: ListTable, onRead = () => {}) {
    this.#form = form;
    this.#onRead = onRead;
    this.#store = store;
    this.#lists = lists ?? new ListTable();
    this.#listedCount = lists === undefined ? 0 : Infinity;
  }

  /** What is known of the blocks, in order. */
  get facts(): readonly BlockFacts[] {
    return this.#store.facts;
  }

  get length(): number {
    return this.facts.reduce((sum, { count }) => sum + count, 0);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let place = 0; place < this.facts.length; place++) yield* this.block(place);
  }

  /** The entries of one block, by its place. */
  block(place: number): readonly T[] {
    this.#onRead();
    for (; this.#listedCount <= place; this.#listedCount++) {
      this.#lists.unpack(this.#store.read(this.#listedCount, "lists"));
    }
    return this.#form.unpack(this.#store.read(place, "entries"), this.#lists);
  }

  /** The entries of a time, both ends included, in order. */
  *between(fromNs: number, toNs: number): Iterable<T> {
    for (const [place, facts] of this.facts.entries()) {
      if (facts.toNs < fromNs || facts.fromNs > toNs) continue;
      for (const entry of this.block(place)) if (entry.time >= fromNs && entry.time <= toNs) yield entry;
    }
  }
}

/** How to keep a list. */
export interface RecordListOptions<T> {
  readonly form: BlockForm<T>;
  /** Default: blocks in memory. */
  readonly store?: BlockStore | undefined;
  /** Entries up to which the list stays as it is, all objects. Default: one block. */
  readonly heldMax?: number | undefined;
  /** Entries of a block. Default: BLOCK_LENGTH. */
  readonly blockLength?: number | undefined;
  /** Called before a block is read, whose entries are garbage a moment later. */
  readonly onRead?: (() => void) | undefined;
}

/** Collects entries of one kind. */
export class RecordList<T extends Timed> implements Entries<T> {
  readonly #form: BlockForm<T>;
  readonly #lists = new ListTable();
  readonly #store: BlockStore;
  readonly #spare: BlockStore;
  readonly #blocks: readonly BlockList<T>[];
  readonly #blockLength: number;
  /** Entries that are in no block. */
  #recent: T[] = [];
  #recentMax: number;
  #blockedCount = 0;
  #isBroken = false;

  constructor({ form, store, heldMax = 0, blockLength = BLOCK_LENGTH, onRead }: RecordListOptions<T>) {
    this.#blockLength = blockLength;
    this.#form = form;
    this.#store = store ?? new MemoryBlocks();
    this.#spare = store?.spare ?? new MemoryBlocks();
    this.#recentMax = Math.max(heldMax, blockLength);
    this.#blocks = [this.#store, this.#spare].map((one) => new BlockList(form, one, this.#lists, onRead));
  }

  get length(): number {
    return this.#blockedCount + this.#recent.length;
  }

  /** Bytes of the entries in blocks, before they were compressed. */
  get blockedSize(): number {
    return this.#store.rawSize + this.#spare.rawSize;
  }

  push(entry: T): void {
    this.#recent.push(entry);
    if (this.#recent.length < this.#recentMax) return;
    this.flush();
    this.#recentMax = this.#blockLength;
  }

  /** Makes blocks of all entries that are in none. */
  flush(): void {
    for (let start = 0; start < this.#recent.length; start += this.#blockLength) {
      this.#append(this.#recent.slice(start, start + this.#blockLength));
    }
    this.#blockedCount += this.#recent.length;
    this.#recent = [];
  }

  #append(entries: readonly T[]): void {
    const facts = { count: entries.length, fromNs: entries[0]?.time ?? 0, toNs: entries.at(-1)?.time ?? 0 };
    const block = { entries: this.#form.pack(entries, this.#lists), lists: this.#lists.pack() };
    this.#isBroken ||= !this.#store.append(block, facts);
    if (this.#isBroken) this.#spare.append(block, facts);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const blocks of this.#blocks) yield* blocks;
    yield* this.#recent;
  }

  /** The entries of a time, both ends included, in order. */
  *between(fromNs: number, toNs: number): Iterable<T> {
    for (const blocks of this.#blocks) yield* blocks.between(fromNs, toNs);
    for (const entry of this.#recent) if (entry.time >= fromNs && entry.time <= toNs) yield entry;
  }

  /** True where no entry is in a block. */
  get isHeld(): boolean {
    return this.#blockedCount === 0;
  }

  /** All entries as an array, those in blocks as well. */
  toArray(): readonly T[] {
    return this.isHeld ? this.#recent : [...this];
  }
}
