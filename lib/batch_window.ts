/**
 * A window: what happens meanwhile is done at its end, all in one. Windows lie on a grid, so that nodes which depend on
 * each other can agree on it without a common clock: whoever takes a batch tells its sender how long that waited, and
 * the sender delays its own windows by as much.
 *
 * A window that nobody opened does not end: with nothing to do nothing is done.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";

/** Options of {@linkcode BatchWindow}. */
export interface BatchWindowOptions {
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
 * import { BatchWindow } from "@gossip-glomers/deno/batch-window";
 *
 * const relay = program((node) => {
 *   const news: number[] = [];
 *   const batchWindow = new BatchWindow({
 *     lengthMs: 500,
 *     act: () => {
 *       const items = news.splice(0);
 *       for (const peer of node.peers) node.send(peer, { type: "know", items });
 *     },
 *   });
 *   node.on("tell", ({ body }) => {
 *     news.push(Number(body.value));
 *     batchWindow.open();
 *   });
 * });
 * ```
 */
export class BatchWindow {
  readonly #options: BatchWindowOptions;
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
  constructor(options: BatchWindowOptions) {
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

/**
 * Reads the length of a window from the arguments of a program, where `--window-ms N` gives it.
 *
 * @param args The arguments, as `program` hands them over.
 * @param defaultMs The length without that option, in ms.
 * @throws {RangeError} where N is not a positive number.
 */
export function windowLengthMs(args: readonly string[], defaultMs: number): number {
  const given = parseArgs([...args], { string: ["window-ms"] })["window-ms"];
  if (given === undefined) return defaultMs;
  const lengthMs = Number(given);
  if (lengthMs > 0 && Number.isFinite(lengthMs)) return lengthMs;
  throw new RangeError(`Cannot read --window-ms: found "${given}", expected a positive number of milliseconds`);
}
