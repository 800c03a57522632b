/**
 * The bytes of a WebAssembly module: what kind of file it is, and the limit of its memory.
 *
 * @module
 */

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const HEADER_BYTES = 8;
const CUSTOM_SECTION = 0;
const MEMORY_SECTION = 5;

/** What Go writes into each module. */
const GO_SECTION = "go:buildid";

/** Go wants its heap at a multiple of so many pages. */
const GO_HEAP_PAGES = 64;

/** Pages that Go 1.23 takes before it asks for its heap. */
const GO_EARLY_PAGES = 5;

/** Bytes of a page of memory. */
const PAGE_BYTES = 65_536;

const HAS_MAX = 1;
const IS_SHARED = 2;
const HAS_64_BITS = 4;

/** What a file is, as its first bytes say. */
export type FileKind = "module" | "component" | "empty" | "text" | "native" | "other";

/** Looks at the first bytes. */
export function kindOf(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return "empty";
  if (MAGIC.every((byte, position) => bytes[position] === byte)) {
    // A component has the version 13 and, after it, the layer 1.
    return bytes[6] === 1 ? "component" : "module";
  }
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start === "\x7fELF" || start.startsWith("MZ") || /^(\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(start)) {
    return "native";
  }
  if (start.startsWith("(") || start.startsWith(";;")) return "text";
  return "other";
}

/** A memory that a module declares. */
export interface DeclaredMemory {
  readonly minBytes: number;
  readonly isShared: boolean;
  readonly has64Bits: boolean;
}

/** A module whose memory has a limit. */
export interface LimitedModule {
  readonly bytes: Uint8Array;
  readonly memory: DeclaredMemory | undefined;
}

/**
 * Limits the memory of a module; what cannot be read is left as it is, and compiling it says what is wrong.
 *
 * A module of Go begins with so much memory that its heap comes to lie at a multiple of 4 MB at once. Otherwise Go takes
 * 4 MB more to choose from, and writes zeros where it needs nothing: real memory for each node, and the time to get it.
 * Where another version of Go takes another number of pages before, nothing is won and nothing lost.
 *
 * @param maxBytes A smaller limit of the module's own holds.
 */
export function limitMemory(bytes: Uint8Array, maxBytes: number): LimitedModule {
  const unread = { bytes, memory: undefined };
  const section = findSection(bytes, ({ id }) => id === MEMORY_SECTION);
  if (section === undefined) return unread;
  const reader = new Reader(bytes, section.start);
  const count = reader.number();
  const flags = reader.number();
  const declaredPages = reader.number();
  if (count !== 1 || flags === undefined || declaredPages === undefined || flags > 7) return unread;
  const own = (flags & HAS_MAX) !== 0 ? reader.number() : undefined;
  const most = Math.min(own ?? Infinity, Math.floor(maxBytes / PAGE_BYTES));
  const minPages = isGo(bytes) ? Math.max(declaredPages, Math.min(goPages(declaredPages), most)) : declaredPages;
  const memory = {
    minBytes: minPages * PAGE_BYTES,
    isShared: (flags & IS_SHARED) !== 0,
    has64Bits: (flags & HAS_64_BITS) !== 0,
  };
  const maxPages = Math.max(minPages, most);
  const isSame = own === maxPages && minPages === declaredPages;
  if (memory.has64Bits || memory.isShared || isSame) return { bytes, memory };
  const content = [1, flags | HAS_MAX, ...encode(minPages), ...encode(maxPages)];
  const replacement = [MEMORY_SECTION, ...encode(content.length), ...content];
  const limited = new Uint8Array(bytes.length - (section.end - section.head) + replacement.length);
  limited.set(bytes.subarray(0, section.head));
  limited.set(replacement, section.head);
  limited.set(bytes.subarray(section.end), section.head + replacement.length);
  return { bytes: limited, memory };
}

/** Tells whether Go has made a module. */
export function isGo(bytes: Uint8Array): boolean {
  const found = findSection(bytes, ({ id, start, end }) => {
    if (id !== CUSTOM_SECTION) return false;
    const reader = new Reader(bytes, start);
    const length = reader.number() ?? 0;
    const name = bytes.subarray(reader.position, Math.min(reader.position + length, end));
    return new TextDecoder().decode(name) === GO_SECTION;
  });
  return found !== undefined;
}

function goPages(declaredPages: number): number {
  return Math.ceil((declaredPages + GO_EARLY_PAGES) / GO_HEAP_PAGES) * GO_HEAP_PAGES - GO_EARLY_PAGES;
}

interface Section {
  readonly id: number;
  /** Position of the section's number, of its content, and after it. */
  readonly head: number;
  readonly start: number;
  readonly end: number;
}

function findSection(bytes: Uint8Array, isWanted: (section: Section) => boolean): Section | undefined {
  const reader = new Reader(bytes, HEADER_BYTES);
  while (reader.position < bytes.length) {
    const head = reader.position;
    const id = reader.byte();
    const size = reader.number();
    if (id === undefined || size === undefined) return undefined;
    const start = reader.position;
    const end = start + size;
    if (end > bytes.length) return undefined;
    const section = { id, head, start, end };
    if (isWanted(section)) return section;
    reader.position = end;
  }
  return undefined;
}

/** Reads bytes and numbers in LEB128. */
class Reader {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  byte(): number | undefined {
    return this.#bytes[this.position++];
  }

  /** An unsigned number of 32 bits; undefined where there is none. */
  number(): number | undefined {
    let number = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      if (byte === undefined) return undefined;
      number += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return number;
    }
    return undefined;
  }
}

function encode(number: number): number[] {
  const bytes: number[] = [];
  let rest = number;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}
