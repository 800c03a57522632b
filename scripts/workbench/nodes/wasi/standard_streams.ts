/**
 * Standard input, output and error of a program: bytes on its side, lines on the bench's.
 *
 * @module
 */
import { LineSplitter } from "../line_splitter.ts";
import { ProgramEnd } from "../machine.ts";

/** Longest line on stdout, as for processes. */
const OUTPUT_LINE_BYTES_MAX = 64 * 1024 * 1024;

/** A longer line on stderr is passed on in pieces, as for processes. */
const LOG_LINE_BYTES_MAX = 1024 * 1024;

const ENCODER = new TextEncoder();
const LINE_FEED = 0x0a;

/** Bytes that a character takes at most. */
const CHARACTER_BYTES_MAX = 3;

/** At first, and what is kept once all is read. */
const INPUT_BYTES = 4096;

/** Lines that wait to be read. */
export class InputStream {
  /** From `#start` to `#end`, what is not read yet. */
  #bytes = new Uint8Array(INPUT_BYTES);
  #start = 0;
  #end = 0;
  #onChange: (() => void) | undefined;

  push(line: string): void {
    this.#reserve((line.length + 1) * CHARACTER_BYTES_MAX);
    const free = this.#end === 0 ? this.#bytes : this.#bytes.subarray(this.#end);
    this.#end += ENCODER.encodeInto(line, free).written;
    this.#bytes[this.#end++] = LINE_FEED;
    this.#wake();
  }

  /** Tells whether a read would give bytes. The input has no end. */
  get isReadable(): boolean {
    return this.#start < this.#end;
  }

  /** Bytes that a read would give, with room for them. */
  get availableBytes(): number {
    return this.#end - this.#start;
  }

  /** Calls back once, when there is something to read. */
  onReadable(callback: (() => void) | undefined): void {
    this.#onChange = callback;
  }

  /** Moves bytes into buffers, as many as there are and fit. @returns Their number. */
  read(buffers: readonly Uint8Array[]): number {
    let total = 0;
    for (const buffer of buffers) {
      const part = this.#bytes.subarray(this.#start, Math.min(this.#start + buffer.length, this.#end));
      buffer.set(part);
      this.#start += part.length;
      total += part.length;
    }
    if (this.#start === this.#end) this.#empty();
    return total;
  }

  #empty(): void {
    this.#start = 0;
    this.#end = 0;
    if (this.#bytes.length > INPUT_BYTES) this.#bytes = new Uint8Array(INPUT_BYTES);
  }

  /** Makes room for more bytes: by moving what waits to the front, or in a larger piece of memory. */
  #reserve(moreBytes: number): void {
    if (this.#end + moreBytes <= this.#bytes.length) return;
    const waiting = this.#bytes.subarray(this.#start, this.#end);
    const needed = waiting.length + moreBytes;
    if (2 * needed <= this.#bytes.length) this.#bytes.set(waiting);
    else {
      this.#bytes = new Uint8Array(2 * needed);
      this.#bytes.set(waiting);
    }
    this.#start = 0;
    this.#end = waiting.length;
  }

  #wake(): void {
    const callback = this.#onChange;
    this.#onChange = undefined;
    callback?.();
  }
}

/** Cuts what a program writes into lines. */
export class OutputStream {
  readonly #splitter: LineSplitter;
  readonly #isLog: boolean;
  readonly #onLine: (line: string) => void;
  #hasPrinted = false;

  /** @param kind Where a line on stdout that is too long ends the program, one on stderr is passed on in pieces. */
  constructor(kind: "stdout" | "stderr", onLine: (line: string) => void) {
    this.#isLog = kind === "stderr";
    this.#splitter = new LineSplitter(this.#isLog ? LOG_LINE_BYTES_MAX : OUTPUT_LINE_BYTES_MAX);
    this.#onLine = onLine;
  }

  /** True once there was anything. */
  get hasPrinted(): boolean {
    return this.#hasPrinted;
  }

  /** Takes bytes. @throws {ProgramEnd} where a line does not end. @returns Their number. */
  write(buffers: readonly Uint8Array[]): number {
    let total = 0;
    for (const buffer of buffers) {
      if (buffer.length === 0) continue;
      this.#hasPrinted = true;
      total += buffer.length;
      for (const line of this.#splitter.push(buffer)) this.#onLine(line);
    }
    if (this.#splitter.isOverLimit) {
      if (this.#isLog) this.finish();
      else {
        throw new ProgramEnd(
          `killed by the bench, because it printed more than ${OUTPUT_LINE_BYTES_MAX} bytes on stdout without a line end, ` +
            "expected one message a line",
        );
      }
    }
    return total;
  }

  /** Passes on the line that has not ended. */
  finish(): void {
    const line = this.#splitter.finish();
    if (line !== undefined) this.#onLine(line);
  }
}
