/**
 * The bytes of a WebAssembly module: what kind of file it is, and the limit of its memory.
 *
 * @module
 */

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;

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
 * @param maxBytes A smaller limit of the module's own holds.
 */
export function limitMemory(bytes: Uint8Array, maxBytes: number): LimitedModule {
  const unread = { bytes, memory: undefined };
  const section = findSection(bytes, MEMORY_SECTION);
  if (section === undefined) return unread;
  const reader = new Reader(bytes, section.start);
  const count = reader.number();
  const flags = reader.number();
  const minPages = reader.number();
  if (count !== 1 || flags === undefined || minPages === undefined || flags > 7) return unread;
  const own = (flags & HAS_MAX) !== 0 ? reader.number() : undefined;
  const memory = {
    minBytes: minPages * PAGE_BYTES,
    isShared: (flags & IS_SHARED) !== 0,
    has64Bits: (flags & HAS_64_BITS) !== 0,
  };
  const maxPages = Math.max(minPages, Math.min(own ?? Infinity, Math.floor(maxBytes / PAGE_BYTES)));
  if (memory.has64Bits || memory.isShared || own === maxPages) return { bytes, memory };
  const content = [1, flags | HAS_MAX, ...encode(minPages), ...encode(maxPages)];
  const replacement = [MEMORY_SECTION, ...encode(content.length), ...content];
  const limited = new Uint8Array(bytes.length - (section.end - section.head) + replacement.length);
  limited.set(bytes.subarray(0, section.head));
  limited.set(replacement, section.head);
  limited.set(bytes.subarray(section.end), section.head + replacement.length);
  return { bytes: limited, memory };
}

interface Section {
  /** Position of the section's number, of its content, and after it. */
  readonly head: number;
  readonly start: number;
  readonly end: number;
}

function findSection(bytes: Uint8Array, wanted: number): Section | undefined {
  const reader = new Reader(bytes, HEADER_BYTES);
  while (reader.position < bytes.length) {
    const head = reader.position;
    const id = reader.byte();
    const size = reader.number();
    if (size === undefined) return undefined;
    const start = reader.position;
    const end = start + size;
    if (end > bytes.length) return undefined;
    if (id === wanted) return { head, start, end };
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
