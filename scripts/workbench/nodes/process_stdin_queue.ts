/**
 * What waits to be written to a node's stdin.
 *
 * Lines that are delivered in one turn of the event loop share one write: a write costs as much as many lines, for the
 * bench and for the node that it wakes. While the pipe is full they wait here, in order, up to a limit: a node that does
 * not read must not eat the memory of the bench.
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
/** Characters after which a write ends, so that progress can be seen. */
const WRITE_LENGTH_MAX = 256 * 1024;

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

/** A bounded queue of lines in front of a pipe. */
export class StdinQueue {
  readonly #options: StdinQueueOptions;
  #lines: string[] = [];
  #next = 0;
  #length = 0;
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
    return this.#lines.length - this.#next;
  }

  /** When the pipe last took something, or when the queue was last empty. */
  get progressNs(): number {
    return this.#length === 0 ? this.#options.clock.now() : this.#progressNs;
  }

  /** Adds a line, which gets its line end here. */
  push(line: string): void {
    if (this.#isClosed) return;
    if (this.#length === 0) this.#progressNs = this.#options.clock.now();
    this.#lines.push(line);
    this.#length += line.length + 1;
    if (this.#length > this.#options.lengthMax || this.lineCount > this.#options.linesMax) {
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
    this.#lines = [];
    this.#next = 0;
    this.#length = 0;
  }

  #write(): void {
    this.#isWaiting = false;
    this.#writtenNs = this.#options.clock.now();
    while (!this.#isWaiting && this.#next < this.#lines.length) {
      const { stream } = this.#options;
      if (!stream.writable) return this.close();
      const text = this.#take();
      if (stream.write(text)) continue;
      this.#isWaiting = true;
      stream.once("drain", () => {
        this.#progressNs = this.#options.clock.now();
        this.#write();
      });
    }
  }

  /** Takes lines off the queue, as many as one write holds. */
  #take(): string {
    let text = "";
    while (this.#next < this.#lines.length && text.length < WRITE_LENGTH_MAX) {
      text += `${this.#lines[this.#next++]}\n`;
    }
    this.#length -= text.length;
    if (this.#next === this.#lines.length) {
      this.#lines = [];
      this.#next = 0;
    } else if (this.#next > QUEUED_LINES_MAX) {
      this.#lines = this.#lines.slice(this.#next);
      this.#next = 0;
    }
    return text;
  }
}
