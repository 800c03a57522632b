/**
 * What waits to be written to a node's stdin.
 *
 * Lines that are delivered in one turn of the event loop share one write: a write costs as much as many lines, for the
 * bench and for the node that it wakes. While the pipe is full they wait here, in order, up to a limit: a node that does
 * not read must not eat the memory of the bench. What waits for long waits as bytes, which take a tenth of the memory of
 * strings that were put together.
 *
 * @module
 */
import type { Writable } from "node:stream";
import { setImmediate } from "node:timers";
import { type Clock, NS_PER_MS } from "../clock.ts";

/** Largest sum of the lengths of waiting lines, in characters (64 Mi). */
export const QUEUED_LENGTH_MAX = 64 * 1024 * 1024;
/** Largest number of waiting lines. */
export const QUEUED_LINES_MAX = 1_000_000;
/** Characters after which a write ends, so that progress can be seen; a longer line is written in one. */
const WRITE_LENGTH = 64 * 1024;

/** Least time between two writes where the pipe is not full: a flooded node is woken for many lines at once. */
const WRITE_PAUSE_NS = NS_PER_MS;

/** Where a queue writes to and whom it tells. */
export interface StdinQueueOptions {
  readonly stream: Writable;
  readonly clock: Clock;
  readonly lengthMax: number;
  readonly linesMax: number;
  /** Called once, when a limit is exceeded; nothing is queued any more then. */
  onOverflow(): void;
}

/** Lines for one write. */
interface Batch {
  readonly bytes: Uint8Array;
  /** Characters and lines in it. */
  readonly length: number;
  readonly lineCount: number;
}

const encoder = new TextEncoder();

/** A bounded queue of lines in front of a pipe. */
export class StdinQueue {
  readonly #options: StdinQueueOptions;
  #batches: Batch[] = [];
  /** The newest lines, not enough for a batch yet. */
  #fresh = "";
  #freshLineCount = 0;
  #length = 0;
  #lineCount = 0;
  #isClosed = false;
  /** True between the first line of a turn and the write after it, and while the pipe is full. */
  #isWaiting = false;
  #progressNs: number;
  #writtenNs = -Infinity;

  constructor(options: StdinQueueOptions) {
    this.#options = options;
    this.#progressNs = options.clock.now();
  }

  /** Characters that wait. */
  get length(): number {
    return this.#length;
  }

  /** Lines that wait. */
  get lineCount(): number {
    return this.#lineCount;
  }

  /** When the pipe last took something, or when the queue was last empty. */
  get progressNs(): number {
    return this.#length === 0 ? this.#options.clock.now() : this.#progressNs;
  }

  /** Adds a line, which gets its line end here. */
  push(line: string): void {
    if (this.#isClosed) return;
    if (this.#length === 0) this.#progressNs = this.#options.clock.now();
    this.#fresh += `${line}\n`;
    this.#freshLineCount++;
    this.#length += line.length + 1;
    this.#lineCount++;
    if (this.#fresh.length >= WRITE_LENGTH) this.#batches.push(this.#takeFresh());
    if (this.#length > this.#options.lengthMax || this.#lineCount > this.#options.linesMax) {
      this.close();
      this.#options.onOverflow();
      return;
    }
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { clock } = this.#options;
    const dueNs = this.#writtenNs + WRITE_PAUSE_NS;
    if (dueNs > clock.now()) clock.at(dueNs, () => this.#write());
    else setImmediate(() => this.#write());
  }

  /** Drops what waits and takes no more. */
  close(): void {
    this.#isClosed = true;
    this.#batches = [];
    this.#fresh = "";
    this.#freshLineCount = 0;
    this.#length = 0;
    this.#lineCount = 0;
  }

  #write(): void {
    this.#isWaiting = false;
    this.#writtenNs = this.#options.clock.now();
    while (!this.#isWaiting && this.#lineCount > 0) {
      const { stream } = this.#options;
      if (!stream.writable) return this.close();
      const { bytes, length, lineCount } = this.#batches.shift() ?? this.#takeFresh();
      this.#length -= length;
      this.#lineCount -= lineCount;
      if (stream.write(bytes)) continue;
      this.#isWaiting = true;
      stream.once("drain", () => {
        this.#progressNs = this.#options.clock.now();
        this.#write();
      });
    }
  }

  #takeFresh(): Batch {
    const batch = {
      bytes: encoder.encode(this.#fresh),
      length: this.#fresh.length,
      lineCount: this.#freshLineCount,
    };
    this.#fresh = "";
    this.#freshLineCount = 0;
    return batch;
  }
}
