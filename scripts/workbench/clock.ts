/**
 * One clock interface, two implementations: the wall clock and the virtual clock of a simulation.
 *
 * Everything in the bench that waits does so through a Clock, as callbacks that run one at a time.
 *
 * @module
 */

/** Cancels a scheduled callback; harmless when it has run already. */
export type Cancel = () => void;

/** Time in integer nanoseconds since the clock was made. */
export interface Clock {
  /** Nanoseconds since the clock was made. */
  now(): number;
  /** Runs `callback` once at `timeNs` (at once, but never before this call returns, where that is in the past). */
  at(timeNs: number, callback: () => void): Cancel;
}

export const NS_PER_MS = 1e6;
export const NS_PER_S = 1e9;

/** Real time: performance.now and setTimeout. */
export class WallClock implements Clock {
  readonly #startMs = performance.now();

  now(): number {
    return Math.round((performance.now() - this.#startMs) * NS_PER_MS);
  }

  at(timeNs: number, callback: () => void): Cancel {
    const timer = setTimeout(callback, Math.max(0, (timeNs - this.now()) / NS_PER_MS));
    return () => clearTimeout(timer);
  }
}
