/**
 * One clock interface, two implementations: the wall clock and the virtual clock of a simulation.
 *
 * Everything in the bench that waits does so through a Clock, as callbacks that run one at a time.
 *
 * @module
 */
import TinyQueue from "tinyqueue";

/** A callback that waits for its time. */
export interface Waiting {
  /** Lets it never run; harmless when it has run already. */
  cancel(): void;
}

/** Time in integer nanoseconds since the clock was made. */
export interface Clock {
  /** Nanoseconds since the clock was made. */
  now(): number;
  /** Runs `callback` once at `timeNs` (at once, but never before this call returns, where that is in the past). */
  at(timeNs: number, callback: () => void): Waiting;
}

export const NS_PER_MS = 1e6;
export const NS_PER_S = 1e9;

/** A time or a duration in seconds, for example `3.21 s`. */
export function seconds(timeNs: number, digits = 2): string {
  return `${(timeNs / NS_PER_S).toFixed(digits)} s`;
}

/** Real time: performance.now and setTimeout. */
export class WallClock implements Clock {
  readonly #startMs = performance.now();
  #lastNs = 0;

  now(): number {
    this.#lastNs = Math.round((performance.now() - this.#startMs) * NS_PER_MS);
    return this.#lastNs;
  }

  at(timeNs: number, callback: () => void): Waiting {
    // Most messages have no latency, and asking the system for the time costs more than the rest of this call.
    if (timeNs <= this.#lastNs) return atOnce(callback);
    const waitMs = (timeNs - this.now()) / NS_PER_MS;
    if (waitMs <= 0) return atOnce(callback);
    const timer = setTimeout(callback, waitMs);
    return { cancel: () => clearTimeout(timer) };
  }
}

/** A timer of 0 ms takes about 1 ms; a microtask does not, and still runs after the caller has returned. */
function atOnce(callback: () => void): Waiting {
  let cancelled = false;
  queueMicrotask(() => {
    if (!cancelled) callback();
  });
  return {
    cancel: () => {
      cancelled = true;
    },
  };
}

/** A callback that waits for a time of a virtual clock. */
class Scheduled implements Waiting {
  constructor(
    readonly timeNs: number,
    /** Order of scheduling: callbacks that are due at the same time run first come, first served. */
    readonly sequence: number,
    public callback: (() => void) | undefined,
    readonly onCancel: () => void,
  ) {}

  cancel(): void {
    if (this.callback === undefined) return;
    this.callback = undefined;
    this.onCancel();
  }
}

/** Fewer cancelled callbacks than this are not worth a sweep. */
const SWEPT_CALLBACKS_MIN = 64;

/**
 * Simulated time: jumps from event to event, as fast as the events can be worked off.
 *
 * Most callbacks are time-outs that are cancelled long before they are due. The queue is swept where they are more than
 * half of it, so that it stays as short as what is still to happen.
 */
export class VirtualClock implements Clock {
  #queue = new TinyQueue<Scheduled>([], compareScheduled);
  #cancelledCount = 0;
  #nowNs = 0;
  #sequence = 0;

  now(): number {
    return this.#nowNs;
  }

  at(timeNs: number, callback: () => void): Waiting {
    const dueNs = Math.max(this.#nowNs, Math.round(timeNs));
    const scheduled = new Scheduled(dueNs, this.#sequence++, callback, this.#onCancel);
    this.#queue.push(scheduled);
    return scheduled;
  }

  /** The time of the next event; undefined where nothing is scheduled any more. */
  nextNs(): number | undefined {
    for (;;) {
      const scheduled = this.#queue.peek();
      if (scheduled === undefined) return undefined;
      if (scheduled.callback !== undefined) return scheduled.timeNs;
      this.#queue.pop();
      this.#cancelledCount--;
    }
  }

  /** Goes to the next event and runs it; returns false where nothing is scheduled any more. */
  step(): boolean {
    for (;;) {
      const scheduled = this.#queue.pop();
      if (scheduled === undefined) return false;
      const { callback } = scheduled;
      if (callback === undefined) {
        this.#cancelledCount--;
        continue;
      }
      scheduled.callback = undefined;
      this.#nowNs = Math.max(this.#nowNs, scheduled.timeNs);
      callback();
      return true;
    }
  }

  /** Lets time pass without working off what comes due meanwhile: that is late then. */
  skipTo(timeNs: number): void {
    this.#nowNs = Math.max(this.#nowNs, timeNs);
  }

  readonly #onCancel = (): void => {
    this.#cancelledCount++;
    if (this.#cancelledCount >= Math.max(SWEPT_CALLBACKS_MIN, this.#queue.length / 2)) this.#sweep();
  };

  #sweep(): void {
    const pending = this.#queue.data.filter(({ callback }) => callback !== undefined);
    this.#queue = new TinyQueue(pending, compareScheduled);
    this.#cancelledCount = 0;
  }
}

/** Gives small whole numbers: a difference of times would be a number in memory of its own, for each comparison. */
function compareScheduled(a: Scheduled, b: Scheduled): number {
  if (a.timeNs === b.timeNs) return a.sequence - b.sequence;
  return a.timeNs < b.timeNs ? -1 : 1;
}
