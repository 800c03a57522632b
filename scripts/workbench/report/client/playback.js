// @ts-check
/// <reference lib="dom" />
/**
 * The playback: time runs, at a speed of the reader's choice, and the cluster is drawn at each moment.
 *
 * @module
 */
import { byId, canvasById, inputById, oncePerFrame, pageColours, prepareCanvas, selectById } from "./dom.js";
import { FILTER_FIELDS, filterMessages } from "./filter.js";
import { formatTime } from "./format.js";
import { describeHeld, firstGap, isInGap } from "./held.js";
import { knowledgeOf } from "./knowledge.js";
import { clusterHeight, clusterPlaces, drawCluster } from "./playback_draw.js";
import { CLIENT } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

/** Messages are seen for at least so many seconds of the reader's time. */
const LEAST_SHOWN_S = 0.35;

/** A finger is not finer than this. */
const TOUCH_PX = 26;

/** The playback on the page. */
export class Playback {
  #canvas = canvasById("cluster");
  #run;
  #view;
  #filtered;
  /** Worked out when the playback is first seen. @type {{ value: import("./knowledge.js").Knowledge | undefined } | undefined} */
  #knowledge;
  #isSeen = false;
  #isPlaying = false;
  #lastFrame = 0;
  redraw = oncePerFrame(() => this.#draw());

  /** @param {Run} run @param {View} view */
  constructor(run, view) {
    this.#run = run;
    this.#view = view;
    this.#filtered = filterMessages(run, view.state);
    byId("play").addEventListener("click", () => this.#isPlaying ? this.#pause() : this.#play());
    byId("step-back").addEventListener("click", () => this.#step(-1));
    byId("step-forward").addEventListener("click", () => this.#step(1));
    const scrub = inputById("scrub");
    scrub.addEventListener("input", () => {
      const { start, end } = run.payload;
      view.set({ cursor: start + (end - start) * Number(scrub.value) / Number(scrub.max) });
    });
    this.#canvas.addEventListener("keydown", (event) => this.#onKey(event));
    this.#canvas.addEventListener("click", ({ offsetX, offsetY }) => this.#choose(offsetX, offsetY));
    view.onChange((changed) => {
      if (changed.has("held")) this.#knowledge = undefined;
      if (FILTER_FIELDS.some((field) => changed.has(field))) this.#filtered = filterMessages(run, view.state);
      this.redraw();
    });
    new IntersectionObserver((entries) => {
      this.#isSeen = entries.some((entry) => entry.isIntersecting);
      this.redraw();
    }).observe(this.#canvas);
  }

  /** What each node knows when; undefined for workloads without a growing set, and where messages are left out. */
  get knowledge() {
    this.#knowledge ??= { value: knowledgeOf(this.#run) };
    return this.#view.state.cursor <= firstGap(this.#run) ? this.#knowledge.value : undefined;
  }

  /** Shows the card of the node at a place of the picture. @param {number} x @param {number} y */
  #choose(x, y) {
    const width = this.#canvas.clientWidth;
    const { places, radius } = clusterPlaces(this.#run, width, clusterHeight(this.#run, width));
    let node = -1;
    let least = Math.max(radius + 4, TOUCH_PX);
    places.forEach((place, participant) => {
      const distance = Math.hypot(place.x - x, place.y - y);
      if (this.#run.payload.kinds[participant] === CLIENT || distance > least) return;
      [node, least] = [participant, distance];
    });
    if (node >= 0) this.#pause();
    this.#view.set({ node });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const act = {
      " ": () => this.#isPlaying ? this.#pause() : this.#play(),
      ArrowLeft: () => this.#step(-1),
      ArrowRight: () => this.#step(1),
      Home: () => this.#view.set({ cursor: this.#run.payload.start }),
      End: () => this.#view.set({ cursor: this.#run.payload.end }),
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  #play() {
    const { cursor } = this.#view.state;
    if (cursor >= this.#run.payload.end) this.#view.set({ cursor: this.#run.payload.start });
    this.#isPlaying = true;
    this.#lastFrame = 0;
    byId("play").textContent = "Pause";
    requestAnimationFrame((time) => this.#frame(time));
  }

  #pause() {
    this.#isPlaying = false;
    byId("play").textContent = "Play";
  }

  /** @param {number} time milliseconds, from the browser */
  #frame(time) {
    if (!this.#isPlaying) return;
    const elapsedMs = this.#lastFrame === 0 ? 16 : Math.min(100, time - this.#lastFrame);
    this.#lastFrame = time;
    const cursor = Math.min(this.#view.state.cursor + elapsedMs * 1000 * this.#speed(), this.#run.payload.end);
    this.#view.set({ cursor });
    if (cursor >= this.#run.payload.end) this.#pause();
    else requestAnimationFrame((next) => this.#frame(next));
  }

  #speed() {
    return Number(selectById("speed").value);
  }

  /** Goes to the next or previous moment at which a shown message is sent or ends. @param {1 | -1} direction */
  #step(direction) {
    this.#pause();
    const { messages } = this.#run;
    const { cursor } = this.#view.state;
    let best = direction === 1 ? this.#run.payload.end : this.#run.payload.start;
    for (let row = 0; row < messages.count; row++) {
      if (this.#filtered.shown[row] === 0) continue;
      const sent = messages.sent[row] ?? 0;
      for (const time of [sent, sent + Math.max(0, messages.took[row] ?? 0)]) {
        if (direction === 1 ? time > cursor && time < best : time < cursor && time > best) best = time;
      }
    }
    this.#view.set({ cursor: best });
  }

  #draw() {
    const { cursor } = this.#view.state;
    const { start, end } = this.#run.payload;
    const scrub = inputById("scrub");
    scrub.value = String(Math.round((cursor - start) / (end - start) * Number(scrub.max)));
    scrub.setAttribute("aria-valuetext", formatTime(cursor));
    byId("clock").textContent = formatTime(cursor);
    if (!this.#isSeen) return;
    const { knowledge } = this;
    const isKnown = cursor <= firstGap(this.#run);
    const { context, width, height } = prepareCanvas(this.#canvas, clusterHeight(this.#run, this.#canvas.clientWidth));
    const text = drawCluster({
      context,
      width,
      height,
      run: this.#run,
      state: this.#view.state,
      filtered: this.#filtered,
      knowledge,
      shownForUs: LEAST_SHOWN_S * 1e6 * this.#speed(),
      colour: pageColours(),
    });
    const held = isKnown ? "" : ` What the nodes know by now is not known here. ${describeHeld(this.#run)}`;
    byId("cluster-status").textContent = isInGap(this.#run, cursor)
      ? `The messages of this moment are not on this page. ${this.#view.state.note}${held}`
      : `${text}${held}`;
  }
}
