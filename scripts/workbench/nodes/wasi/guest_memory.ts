/**
 * The memory of a program: reads and writes that never leave it.
 *
 * Numbers that a program passes are 32-bit and may come in negative. A place outside the memory ends the system call
 * with EFAULT.
 *
 * @module
 */
import { Errno, SystemCallError } from "./errno.ts";

/** Buffers that one call may read or write, as on Linux. */
const VECTORS_MAX = 1024;

/** Bytes that one call may read or write; the rest is left to the next call, as the interface allows. */
const TRANSFER_BYTES_MAX = 4 * 1024 * 1024;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** Access to the memory of one program. */
export class GuestMemory {
  #memory: WebAssembly.Memory | undefined;
  #buffer: ArrayBufferLike = new ArrayBuffer(0);
  readonly #onSize: (sizeBytes: number) => void;
  /** Throws a RangeError beyond the end. */
  view = new DataView(this.#buffer);
  #bytes = new Uint8Array(this.#buffer);

  /** @param onSize Told of the size at first and after each growth; may throw to end the program. */
  constructor(onSize: (sizeBytes: number) => void) {
    this.#onSize = onSize;
  }

  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
    this.refresh();
  }

  /** To be called at the beginning of each call and after each suspension: memory that has grown is another buffer. */
  refresh(): void {
    // Growing the memory detaches the buffer, which asks for less than the memory does.
    if (this.#bytes.length > 0) return;
    const buffer = this.#memory?.buffer;
    if (buffer === undefined || buffer === this.#buffer) return;
    this.#buffer = buffer;
    this.view = new DataView(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#onSize(buffer.byteLength);
  }

  /** The bytes at a place. @throws {SystemCallError} where some are outside. */
  span(pointer: number, length: number): Uint8Array {
    this.check(pointer, length);
    const start = pointer >>> 0;
    return this.#bytes.subarray(start, start + (length >>> 0));
  }

  /** @throws {SystemCallError} where some of the bytes are outside. */
  check(pointer: number, length: number): void {
    if ((pointer >>> 0) + (length >>> 0) > this.#bytes.length) throw new SystemCallError(Errno.FAULT);
  }

  setU8(pointer: number, value: number): void {
    this.view.setUint8(pointer >>> 0, value);
  }

  setU16(pointer: number, value: number): void {
    this.view.setUint16(pointer >>> 0, value, true);
  }

  setU32(pointer: number, value: number): void {
    this.view.setUint32(pointer >>> 0, value, true);
  }

  setU64(pointer: number, value: bigint): void {
    this.view.setBigUint64(pointer >>> 0, value, true);
  }

  /** Writes a whole number from 0 to 2^53 without making a bigint of it. */
  setWhole64(pointer: number, value: number): void {
    const place = pointer >>> 0;
    // The upper half first: where it is outside, nothing is written. What is set is cut to 32 bits.
    this.view.setUint32(place + 4, value / 2 ** 32, true);
    this.view.setUint32(place, value, true);
  }

  /** A whole number of 64 bits, rounded beyond 2^53. */
  whole64(pointer: number): number {
    return this.u32((pointer >>> 0) + 4) * 2 ** 32 + this.u32(pointer);
  }

  u32(pointer: number): number {
    return this.view.getUint32(pointer >>> 0, true);
  }

  text(pointer: number, length: number): string {
    return DECODER.decode(this.span(pointer, length));
  }

  /** The buffers that a list names, at most as many bytes as one call transfers. */
  vectors(list: number, count: number): Uint8Array[] {
    if (count >>> 0 > VECTORS_MAX) throw new SystemCallError(Errno.INVAL);
    const start = list >>> 0;
    const spans: Uint8Array[] = [];
    let left = TRANSFER_BYTES_MAX;
    for (let position = 0; position < count; position++) {
      const span = this.span(this.u32(start + 8 * position), this.u32(start + 8 * position + 4));
      if (span.length > left) {
        spans.push(span.subarray(0, left));
        break;
      }
      left -= span.length;
      spans.push(span);
    }
    return spans;
  }
}

/** Texts that a program asks for as a whole, each ended by a zero byte: its arguments, its environment. */
export class TextList {
  readonly #texts: readonly Uint8Array[];

  constructor(texts: readonly string[]) {
    this.#texts = texts.map((text) => ENCODER.encode(`${text.replaceAll("\0", "")}\0`));
  }

  /** Tells how many there are and how many bytes they take. */
  sizes(memory: GuestMemory, countPointer: number, bytesPointer: number): number {
    memory.setU32(countPointer, this.#texts.length);
    memory.setU32(bytesPointer, this.#texts.reduce((sum, text) => sum + text.length, 0));
    return Errno.SUCCESS;
  }

  /** Writes pointers to the texts, and the texts. */
  get(memory: GuestMemory, listPointer: number, textPointer: number): number {
    let [list, place] = [listPointer >>> 0, textPointer >>> 0];
    for (const text of this.#texts) {
      memory.setU32(list, place);
      memory.span(place, text.length).set(text);
      list += 4;
      place += text.length;
    }
    return Errno.SUCCESS;
  }
}
