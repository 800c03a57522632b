/**
 * Timers on a clock that a test moves. For code without promises: between two timers nothing else runs.
 *
 * @module
 */

interface Timer {
  readonly id: number;
  readonly timeMs: number;
  readonly callback: () => void;
}

/** Stands in for setTimeout, clearTimeout, performance.now and Math.random from its making until it is disposed of. */
export class VirtualTimers implements Disposable {
  nowMs = 0;
  readonly #real = { setTimeout, clearTimeout, random: Math.random, now: performance.now };
  #timers: Timer[] = [];
  #nextId = 1;

  /** @param random What Math.random returns. */
  constructor(random = 0) {
    globalThis.setTimeout =
      ((callback: () => void, delayMs = 0) => this.at(this.nowMs + delayMs, callback)) as unknown as typeof setTimeout;
    globalThis.clearTimeout = (id) => {
      this.#timers = this.#timers.filter((timer) => timer.id !== id);
    };
    Math.random = () => random;
    performance.now = () => this.nowMs;
  }

  /** Timers that are set. */
  get pendingCount(): number {
    return this.#timers.length;
  }

  at(timeMs: number, callback: () => void): number {
    const timer = { id: this.#nextId++, timeMs, callback };
    this.#timers.push(timer);
    return timer.id;
  }

  /** Lets so much time pass. */
  advance(byMs: number): void {
    const endMs = this.nowMs + byMs;
    for (;;) {
      // Stable sort: timers of the same time fire in the order in which they were set.
      const [next] = this.#timers.toSorted((a, b) => a.timeMs - b.timeMs);
      if (next === undefined || next.timeMs > endMs) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.nowMs = next.timeMs;
      next.callback();
    }
    this.nowMs = endMs;
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#real.setTimeout;
    globalThis.clearTimeout = this.#real.clearTimeout;
    Math.random = this.#real.random;
    performance.now = this.#real.now;
  }
}
