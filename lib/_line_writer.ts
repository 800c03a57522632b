/**
 * Writes lines to a byte sink in order: whole lines only, what is written in one tick in one piece.
 *
 * While one write is under way, further lines gather and leave together in the next ones. So a lone line leaves at
 * once, and a flood needs few system calls. A sink that takes only part of a piece gets the rest later. When the other
 * end has closed, what is left is dropped quietly.
 *
 * A pipe in non-blocking mode may be full just now (`WouldBlock`), and the piece has to be tried again. Deno.stdout does
 * not tell then how much it has taken, as it is buffered by line: it may have written some lines and kept the rest. So
 * pieces are such that all of it or nothing is taken: at most 4,096 bytes, which a pipe takes as a whole (PIPE_BUF),
 * and either ending with a line, or, within a long line, too large for the buffer of 1,024 bytes.
 *
 * @module
 */
import { delay } from "@std/async/delay";

/** Where the bytes go, such as `Deno.stdout`. */
export interface ByteSink {
  /** Takes some bytes from the front of `bytes` and tells how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Bytes that a pipe on Linux takes as a whole or not at all. */
const PIECE_BYTES_MAX = 4096;
const LINE_FEED = 10;
/** How long to leave a full non-blocking pipe alone before the next attempt. */
const FULL_PIPE_PAUSE_MS = 1;

/** Names of Deno's errors after which the same write may succeed. */
const MAY_PASS: ReadonlySet<string> = new Set(["WouldBlock", "Interrupted"]);

/** A queue of lines in front of a byte sink. */
export class LineWriter {
  readonly #sink: ByteSink;
  readonly #onClosed: (error: unknown) => void;
  readonly #encoder = new TextEncoder();
  #lines: string[] = [];
  #pendingLength = 0;
  #flushing: Promise<void> | undefined;
  #closed = false;

  /** Makes a writer; `onClosed` runs once, with the error, when the sink takes nothing any more. */
  constructor(sink: ByteSink, onClosed: (error: unknown) => void) {
    this.#sink = sink;
    this.#onClosed = onClosed;
  }

  /** Characters accepted and not yet handed over. */
  get pendingLength(): number {
    return this.#pendingLength;
  }

  /** Queues one line, to be written in this tick or as soon as the sink is free. */
  write(line: string): void {
    if (this.#closed) return;
    this.#lines.push(line);
    this.#pendingLength += line.length + 1;
    this.#flushing ??= this.#flush();
  }

  /** Resolves when everything queued so far is written, or the sink is closed. */
  async drained(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    // One microtask later, so that everything that a handler sends at once leaves at once.
    await undefined;
    try {
      while (this.#lines.length > 0) {
        const text = this.#lines.join("\n") + "\n";
        this.#lines = [];
        await this.#writeAll(this.#encoder.encode(text));
        this.#pendingLength -= text.length;
      }
    } catch (error) {
      this.#closed = true;
      this.#lines = [];
      this.#pendingLength = 0;
      this.#onClosed(error);
    } finally {
      this.#flushing = undefined;
    }
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length;) {
      const writtenCount = await this.#writeSome(bytes.subarray(start, endOfPiece(bytes, start)));
      if (writtenCount === 0) await delay(FULL_PIPE_PAUSE_MS);
      start += writtenCount;
    }
  }

  async #writeSome(bytes: Uint8Array): Promise<number> {
    try {
      return await this.#sink.write(bytes);
    } catch (error) {
      if (error instanceof Error && MAY_PASS.has(error.name)) return 0;
      throw error;
    }
  }
}

/** Where the piece from `start` on ends: with the last line that fits, or in the middle of a line that does not fit. */
function endOfPiece(bytes: Uint8Array, start: number): number {
  const end = start + PIECE_BYTES_MAX;
  if (end >= bytes.length) return bytes.length;
  const lastLineFeed = bytes.subarray(start, end).lastIndexOf(LINE_FEED);
  return lastLineFeed === -1 ? end : start + lastLineFeed + 1;
}
