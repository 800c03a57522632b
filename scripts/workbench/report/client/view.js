// @ts-check
/**
 * What the reader looks at: the window of time, filters, the selection and the moment of playback. Parts of the page
 * change it through `set` and hear of changes.
 *
 * @module
 */

/**
 * @typedef {object} ViewState
 * @property {number} from microseconds
 * @property {number} to
 * @property {number} cursor the moment of playback
 * @property {number} participant position, or -1 for all
 * @property {ReadonlySet<number>} hiddenTypes
 * @property {boolean} onlyTroubled only lost and late messages
 * @property {"merged" | "each" | "hidden"} clients how clients are shown
 * @property {number} call row of the selected call, or -1
 * @property {boolean} isCallFilter true while only the selected call's messages are lit
 * @property {number} message row of the selected message, or -1
 * @property {number} node whose card is shown below the playback, or -1
 * @property {string} follow what the reader follows; empty for nothing
 * @property {import("./follow.js").Spread | undefined} spread of what is followed
 * @property {number} held how many windows of messages were fetched
 * @property {string} note on messages that are missing, with a blank behind it
 */

/** A state with listeners. */
export class View {
  /** @type {ViewState} */
  state;
  /** @type {((changed: ReadonlySet<string>) => void)[]} */
  #listeners = [];
  /** @type {{ from: number, to: number }} */
  #whole;

  /** @param {number} from start of the run in microseconds @param {number} to its end */
  constructor(from, to) {
    // A little room at both ends, so that what happens there does not lie on the edge.
    const margin = Math.max(to - from, 1000) * 0.008;
    this.#whole = { from: from - margin, to: to + margin };
    this.state = {
      ...this.#whole,
      cursor: Math.max(0, from),
      participant: -1,
      hiddenTypes: new Set(),
      onlyTroubled: false,
      clients: "merged",
      call: -1,
      isCallFilter: false,
      message: -1,
      node: -1,
      follow: "",
      spread: undefined,
      held: 0,
      note: "",
    };
  }

  /** The whole run. */
  get whole() {
    return this.#whole;
  }

  /** Changes some of the state. @param {Partial<ViewState>} changes */
  set(changes) {
    this.state = { ...this.state, ...changes };
    const changed = new Set(Object.keys(changes));
    for (const listener of this.#listeners) listener(changed);
  }

  /** Calls `listener` after each change with the names of what changed. @param {(changed: ReadonlySet<string>) => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Shows a window of time, kept within the run and at least 20 microseconds long. @param {number} from @param {number} to */
  show(from, to) {
    const length = Math.min(Math.max(to - from, 20), this.#whole.to - this.#whole.from);
    const start = Math.min(Math.max(from, this.#whole.from), this.#whole.to - length);
    this.set({ from: start, to: start + length });
  }

  /** Zooms around a moment: a factor above 1 shows less. @param {number} factor @param {number} [around] */
  zoom(factor, around) {
    const { from, to } = this.state;
    const centre = around ?? (from + to) / 2;
    this.show(centre - (centre - from) / factor, centre + (to - centre) / factor);
  }

  /** Moves the window by a share of its length. @param {number} share */
  pan(share) {
    const { from, to } = this.state;
    const step = (to - from) * share;
    this.show(from + step, to + step);
  }
}
