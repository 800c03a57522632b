// @ts-check
/// <reference lib="dom" />
/**
 * Fetches the messages that a page of a very long run does not hold, where the page came from `serve`: those of the time
 * that the reader looks at, when they have looked at it for a moment.
 *
 * @module
 */
import { formatTime } from "./format.js";
import { gapsOf } from "./held.js";
import { withWindow } from "./window.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

/** Messages that a window on the screen may be expected to have; more are drawn as density, and not fetched. */
const EXPECTED_MAX = 40_000;
/** Messages that are held at the most; then what was fetched before is let go. */
const HELD_MAX = 600_000;
/** Frames that the view stays as it is before anything is fetched. */
const QUIET_FRAMES = 15;

const NOT_SERVED = "Opened from the bench's serve command, the page fetches the others. ";
const TOO_WIDE = "Zoom in, and those that are missing are fetched. ";

/** What the page does with messages that came. @typedef {(run: Run, rowOf: Int32Array) => void} TakeRun */

/** Fetches what is missing of the time that is shown. */
export class Missing {
  #own;
  #run;
  #view;
  #take;
  #frames = 0;
  #isWaiting = false;
  /** Spans that were asked for and did not come. @type {Set<string>} */
  #refused = new Set();
  /** @param {Run} run as the page holds it @param {View} view @param {TakeRun} take */
  constructor(run, view, take) {
    this.#own = run;
    this.#run = run;
    this.#view = view;
    this.#take = take;
    if (gapsOf(run).length === 0) return;
    if (!location.protocol.startsWith("http")) {
      view.set({ note: NOT_SERVED });
      return;
    }
    view.onChange((changed) => {
      if (changed.has("from") || changed.has("to") || changed.has("cursor")) this.#later();
    });
    this.#later();
  }

  /** Waits until the view has been quiet. */
  #later() {
    this.#frames = QUIET_FRAMES;
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const wait = () => {
      if (this.#frames-- > 0) return void requestAnimationFrame(wait);
      this.#isWaiting = false;
      this.#ask();
    };
    requestAnimationFrame(wait);
  }

  async #ask() {
    const span = this.#wanted();
    if (span === undefined) return this.#tell(this.#isTooWide() ? TOO_WIDE : "");
    const [from, to] = span;
    const place = `messages?from=${from}&to=${to}`;
    this.#tell(`Fetching the messages of ${formatTime(from)} to ${formatTime(to)} … `);
    try {
      const answer = await fetch(place);
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const window = await answer.json();
      const isFull = this.#run.messages.count + window.messages.src.length > HELD_MAX;
      const { run, rowOf } = withWindow(isFull ? this.#own : this.#run, window);
      this.#run = run;
      this.#take(run, isFull ? new Int32Array(0) : rowOf);
      this.#later();
    } catch (error) {
      this.#refused.add(place);
      this.#tell(`Cannot fetch the messages of this time: ${error instanceof Error ? error.message : String(error)}. `);
    }
  }

  /** The first missing span of the window that is shown, or around the moment of playback. @returns {[number, number] | undefined} */
  #wanted() {
    const { from, to, cursor } = this.#view.state;
    const most = this.#widest();
    const windows = [[from, to], [cursor - most / 20, cursor + most / 4]];
    for (const [start = 0, end = 0] of windows) {
      if (end - start > most) continue;
      for (const gap of gapsOf(this.#run)) {
        const span = [Math.floor(Math.max(gap.from, start)), Math.ceil(Math.min(gap.to, end))];
        const [first = 0, last = 0] = span;
        if (first < last && !this.#refused.has(`messages?from=${first}&to=${last}`)) return [first, last];
      }
    }
    return undefined;
  }

  /** So much time is fetched at once. */
  #widest() {
    const { messageCount, start, end } = this.#run.payload;
    return EXPECTED_MAX / Math.max(messageCount, 1) * (end - start);
  }

  /** True where messages are missing on the screen, and too many to fetch. */
  #isTooWide() {
    const { from, to } = this.#view.state;
    return to - from > this.#widest() && gapsOf(this.#run).some((gap) => gap.from < to && gap.to > from);
  }

  /** @param {string} note */
  #tell(note) {
    if (note !== this.#view.state.note) this.#view.set({ note });
  }
}
