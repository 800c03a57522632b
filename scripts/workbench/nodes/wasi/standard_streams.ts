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

/** Lines that wait to be read. */
export class InputStream {
  /** From `#first` on, the lines that are not read yet; the first of them perhaps in part. */
  #lines: Uint8Array[] = [];
  #first = 0;
  #hasEnded = false;
  #onChange: (() => void) | undefined;

  push(line: string): void {
    this.#lines.push(ENCODER.encode(`${line}\n`));
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Tells whether a read would give bytes, or the end of the input. */
  get isReadable(): boolean {
    return this.#first < this.#lines.length || this.#hasEnded;
  }

  get hasEnded(): boolean {
    return this.#hasEnded && this.#first === this.#lines.length;
  }

  /** Bytes of the line that a read would begin with. */
  get availableBytes(): number {
    return this.#lines[this.#first]?.length ?? 0;
  }

  /** Calls back once, when there is something to read; returns what takes that back. */
  onReadable(callback: () => void): () => void {
    this.#onChange = callback;
    return () => {
      this.#onChange = undefined;
    };
  }

  /** Moves bytes into buffers, as many as there are and fit. @returns Their number. */
  read(buffers: readonly Uint8Array[]): number {
    let total = 0;
    for (const buffer of buffers) {
      let filled = 0;
      while (filled < buffer.length) {
        const line = this.#lines[this.#first];
        if (line === undefined) return total + filled;
        const part = line.subarray(0, buffer.length - filled);
        buffer.set(part, filled);
        filled += part.length;
        this.#lines[this.#first] = line.subarray(part.length);
        if (part.length === line.length) this.#dropFirst();
      }
      total += filled;
    }
    return total;
  }

  #dropFirst(): void {
    this.#first++;
    if (this.#first < this.#lines.length && this.#first < 1000) return;
    this.#lines = this.#lines.slice(this.#first);
    this.#first = 0;
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
