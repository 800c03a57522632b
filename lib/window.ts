/**
 * A window: what happens meanwhile is done at its end, all in one. Windows lie on a grid, so that nodes which depend on
 * each other can agree on it without a common clock: whoever takes a batch tells its sender how long that waited, and
 * the sender delays its own windows by as much.
 *
 * A window that nobody opened does not end: with nothing to do nothing is done.
 *
 * @module
 */

/** Options of {@linkcode Window}. */
export interface WindowOptions {
  /** Length of a window, in ms. */
  readonly lengthMs: number;
  /** What to do at the end of each window that was opened. */
  act(): void;
}

/**
 * Acts at the end of each window that was opened.
 *
 * @example
 * ```ts
 * import { program } from "@gossip-glomers/deno";
 * import { Window } from "@gossip-glomers/deno/window";
 *
 * const relay = program((node) => {
 *   const news: number[] = [];
 *   const window = new Window({
 *     lengthMs: 500,
 *     act: () => {
 *       const items = news.splice(0);
 *       for (const peer of node.peers) node.send(peer, { type: "know", items });
 *     },
 *   });
 *   node.on("tell", ({ body }) => {
 *     news.push(Number(body.value));
 *     window.open();
 *   });
 * });
 * ```
 */
export class Window {
  readonly #options: WindowOptions;
  /** The end of some window. */
  #gridMs: number | undefined;
  #lastEndMs = 0;
  /** Where on the grid that was, unless the grid was moved since. */
  #endedMs: number | undefined;
  /** When the timer goes off. */
  #dueMs = 0;
  #isTimed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Makes windows; none is open. */
  constructor(options: WindowOptions) {
    this.#options = options;
  }

  /** When the last window ended, on the scale of `performance.now()`; 0 before. */
  get lastEndMs(): number {
    return this.#lastEndMs;
  }

  /** Whether `endAt` was called: the grid is no guess any more. */
  get isTimed(): boolean {
    return this.#isTimed;
  }

  /** Opens the present window, unless it is open. The very first one, which begins the grid, takes `firstMs`. */
  open(firstMs = 0): void {
    if (this.#timer !== undefined) return;
    const { lengthMs } = this.#options;
    const nowMs = performance.now();
    this.#gridMs ??= nowMs + firstMs;
    const untilGridMs = (this.#gridMs - nowMs) % lengthMs;
    const endMs = nowMs + (untilGridMs < 0 ? untilGridMs + lengthMs : untilGridMs);
    // A timer goes off up to a millisecond early, and that window has ended then.
    const isOver = this.#endedMs !== undefined && endMs < this.#endedMs + 1;
    this.#setTimer(endMs - nowMs + (isOver ? lengthMs : 0), () => {
      this.#lastEndMs = performance.now();
      this.#endedMs = endMs + (isOver ? lengthMs : 0);
    });
  }

  /** Acts within `inMs` from now instead of at the end of the window, where that is later; the grid stays. */
  hasten(inMs: number): void {
    if (this.#timer === undefined || performance.now() + inMs < this.#dueMs) this.#setTimer(inMs);
  }

  /** Moves the grid: from now on windows end at this time, give or take whole windows, and are timed. */
  endAt(timeMs: number): void {
    this.#isTimed = true;
    this.#moveGrid(timeMs);
  }

  /** The same, unless they are timed, and without making them so. */
  guessEnd(timeMs: number): void {
    if (!this.#isTimed) this.#moveGrid(timeMs);
  }

  #setTimer(inMs: number, end?: () => void): void {
    clearTimeout(this.#timer);
    this.#dueMs = performance.now() + inMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      end?.();
      this.#options.act();
    }, inMs);
  }

  #moveGrid(gridMs: number): void {
    this.#gridMs = gridMs;
    this.#endedMs = undefined;
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.open();
  }
}
