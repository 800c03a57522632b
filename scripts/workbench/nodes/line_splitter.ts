/**
 * Cuts a stream of bytes into lines of text.
 *
 * Lines end with a line feed; one carriage return before it is taken off. A line feed byte never is part of a longer
 * UTF-8 sequence, so whole lines are decoded at once, however the chunks cut the characters. Bytes that are not UTF-8
 * become U+FFFD.
 *
 * @module
 */

const LINE_FEED = 0x0a;

/** Collects chunks and hands out the lines in them. */
export class LineSplitter {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #sizeBytesMax: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  /** @param sizeBytesMax Size of an unfinished line from which on `isOverLimit` is true. */
  constructor(sizeBytesMax: number) {
    this.#sizeBytesMax = sizeBytesMax;
  }

  /** Bytes of the line that has not ended yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Tells that the unfinished line is longer than allowed. */
  get isOverLimit(): boolean {
    return this.#pendingBytes > this.#sizeBytesMax;
  }

  /** The line that has not ended yet, as far as it has come. */
  get pendingText(): string {
    return this.#decoder.decode(this.#join(new Uint8Array()));
  }

  /** Takes a chunk. @returns The lines that the chunk ends, without their line ends. */
  push(chunk: Uint8Array): string[] {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end === -1) {
      this.#keep(chunk);
      return [];
    }
    const text = this.#decode(chunk.subarray(0, end));
    if (end + 1 < chunk.length) this.#keep(chunk.subarray(end + 1));
    return text.endsWith("\r") || text.includes("\r\n")
      ? text.replaceAll(/\r(?=\n|$)/g, "").split("\n")
      : text.split("\n");
  }

  /** Ends the unfinished line. @returns That line, or undefined where nothing follows the last line end. */
  finish(): string | undefined {
    if (this.#pendingBytes === 0) return undefined;
    return this.#decode(new Uint8Array()).replace(/\r$/, "");
  }

  /** Copies, so that a few bytes do not keep a large buffer in memory. */
  #keep(bytes: Uint8Array): void {
    this.#pending.push(bytes.slice());
    this.#pendingBytes += bytes.length;
  }

  /** Decodes what is kept and `last`, and keeps nothing more. */
  #decode(last: Uint8Array): string {
    if (this.#pendingBytes === 0) return this.#decoder.decode(last);
    const whole = this.#join(last);
    this.#pending = [];
    this.#pendingBytes = 0;
    return this.#decoder.decode(whole);
  }

  /** What is kept, and `last`, as one. */
  #join(last: Uint8Array): Uint8Array {
    const whole = new Uint8Array(this.#pendingBytes + last.length);
    let offset = 0;
    for (const bytes of [...this.#pending, last]) {
      whole.set(bytes, offset);
      offset += bytes.length;
    }
    return whole;
  }
}
