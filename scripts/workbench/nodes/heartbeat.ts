/**
 * What a simulation tells another thread while it runs: which node it has given control to, with what, and how often it
 * has done so. A node that never gives control back stops this count, and the other thread can see where.
 *
 * @module
 */
import type { Beat, RunningCode } from "./cause.ts";

/** Positions in the header, of 32-bit numbers. */
const COUNT = 0;
const IS_BUSY = 1;
const IS_INTERRUPTED = 2;
const TEXT_LENGTH = 3;
const NAME_LENGTH = 4;
const HEADER_BYTES = 32;
/** Where the time is, in 64-bit floats. */
const TIME = 3;

/** UTF-16 units of the node's name, and bytes of what it was given; what is longer is cut. */
const NAME_UNITS = 64;
const TEXT_BYTES = 2048;

const NAME_BYTES = NAME_UNITS * Uint16Array.BYTES_PER_ELEMENT;

/** Memory that two threads share; the same class serves both. */
export class Heartbeat implements Beat {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #times: Float64Array;
  readonly #name: Uint16Array;
  readonly #text: Uint8Array;
  readonly #encoder = new TextEncoder();

  constructor(buffer = new SharedArrayBuffer(HEADER_BYTES + NAME_BYTES + TEXT_BYTES)) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, 5);
    this.#times = new Float64Array(buffer, 0, HEADER_BYTES / 8);
    this.#name = new Uint16Array(buffer, HEADER_BYTES, NAME_UNITS);
    this.#text = new Uint8Array(buffer, HEADER_BYTES + NAME_BYTES);
  }

  /** How often control was given to node code so far. */
  get count(): number {
    return Atomics.load(this.#header, COUNT);
  }

  enter(node: string, cause: string, timeNs: number): boolean {
    // Once for each event: no text is put together here.
    const length = Math.min(node.length, NAME_UNITS);
    for (let place = 0; place < length; place++) this.#name[place] = node.charCodeAt(place);
    this.#header[NAME_LENGTH] = length;
    this.#header[TEXT_LENGTH] = this.#encoder.encodeInto(cause, this.#text).written;
    this.#times[TIME] = timeNs;
    this.#header[IS_BUSY] = 1;
    Atomics.add(this.#header, COUNT, 1);
    return true;
  }

  leave(): void {
    Atomics.store(this.#header, IS_BUSY, 0);
  }

  /** What is running now; undefined between nodes. */
  running(): RunningCode | undefined {
    if (Atomics.load(this.#header, IS_BUSY) === 0) return undefined;
    const node = String.fromCharCode(...this.#name.slice(0, this.#header[NAME_LENGTH]));
    const cause = new TextDecoder().decode(this.#text.slice(0, this.#header[TEXT_LENGTH]));
    return { node, cause, timeNs: this.#times[TIME] ?? 0, count: this.count };
  }

  /** Asks the simulation to end. */
  interrupt(): void {
    Atomics.store(this.#header, IS_INTERRUPTED, 1);
  }

  /** True once the simulation was asked to end. */
  get isInterrupted(): boolean {
    return Atomics.load(this.#header, IS_INTERRUPTED) === 1;
  }

  /** Begins again, for the next job. */
  reset(): void {
    this.#header.fill(0);
  }
}
