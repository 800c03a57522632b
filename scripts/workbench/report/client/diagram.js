// @ts-check
/// <reference lib="dom" />
/**
 * The space-time diagram with its filters: what the reader may ask of it and how it answers.
 *
 * @module
 */
import { followPlace, linksToOrigin } from "./address.js";
import { messageCard, messageTip } from "./details.js";
import { diagramHeight, drawDiagram, nearestMessage } from "./diagram_draw.js";
import { byId, canvasById, oncePerFrame, pageColours, prepareCanvas } from "./dom.js";
import { diagramRows, FILTER_FIELDS, filterMessages } from "./filter.js";
import { describeSpread } from "./follow.js";
import { formatCount, formatSpan } from "./format.js";
import { describeHeld, isUnheld } from "./held.js";
import { controlTime, placeCursor, wasDragged } from "./time_canvas.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

/** The diagram on the page. */
export class Diagram {
  #canvas = canvasById("diagram");
  #run;
  #view;
  #tip;
  #filtered;
  #rows;
  /** @type {import("./diagram_draw.js").Drawn} */
  #drawn = { lines: [], inView: 0, isDensity: false };
  redraw = oncePerFrame(() => this.#draw());

  /** @param {{ run: Run, view: View, tip: import("./tip.js").Tip, actions: import("./details.js").Actions }} parts */
  constructor({ run, view, tip, actions }) {
    this.#run = run;
    this.#view = view;
    this.#tip = tip;
    this.#filtered = filterMessages(run, view.state);
    this.#rows = diagramRows(run, view.state.clients);
    controlTime(this.#canvas, view);
    view.onChange((changed) => {
      placeCursor(byId("diagram-cursor"), this.#canvas, view);
      if (changed.size === 1 && changed.has("cursor")) return;
      if (FILTER_FIELDS.some((field) => changed.has(field))) {
        this.#filtered = filterMessages(run, view.state);
        this.#rows = diagramRows(run, view.state.clients);
      }
      if (changed.has("message")) this.#showCard(actions);
      if (changed.has("follow")) {
        const { follow } = view.state;
        byId("diagram-origin").replaceChildren(...(follow === "" ? [] : linksToOrigin(followPlace(follow))));
      }
      this.redraw();
    });
    this.#canvas.addEventListener("pointermove", (event) => this.#hover(event));
    this.#canvas.addEventListener("click", (event) => {
      const row = this.#messageAt(event);
      if (!wasDragged(this.#canvas)) view.set({ message: row });
    });
    this.#canvas.addEventListener("keydown", (event) => {
      if (event.key === "n" || event.key === ".") this.#step(1);
      else if (event.key === "p" || event.key === ",") this.#step(-1);
      else if (event.key === "Escape") view.set({ message: -1 });
    });
    this.redraw();
  }

  #draw() {
    const { context, width, height } = prepareCanvas(this.#canvas, diagramHeight(this.#run, this.#rows.names.length));
    this.#drawn = drawDiagram({
      context,
      width,
      height,
      run: this.#run,
      state: this.#view.state,
      filtered: this.#filtered,
      rows: this.#rows,
      colour: pageColours(),
    });
    placeCursor(byId("diagram-cursor"), this.#canvas, this.#view);
    byId("diagram-status").textContent = this.#status();
  }

  #status() {
    const { follow, spread } = this.#view.state;
    const from = Math.max(this.#view.state.from, this.#run.payload.start);
    const to = Math.min(this.#view.state.to, this.#run.payload.end);
    const { inView, isDensity } = this.#drawn;
    const { shownCount, lit, litCount } = this.#filtered;
    const parts = [
      `${formatSpan(from, to)}: ${formatCount(inView)} of ${formatCount(shownCount)} messages in view`,
      shownCount < this.#run.messages.count ? ` (${formatCount(this.#run.messages.count)} without filters)` : "",
      isDensity ? ", drawn as density: zoom in to see each one. " : ". ",
      lit !== undefined ? `${formatCount(litCount)} lit. ` : "",
      from <= -500 ? "What stands before 0 s is the set-up. " : "",
      isUnheld(this.#run, from, to) ? "The messages of this time are not on this page. " : "",
      describeHeld(this.#run),
      this.#view.state.note,
      spread !== undefined ? describeSpread(this.#run, follow, spread) : "",
    ];
    return parts.join("");
  }

  /** @param {MouseEvent} event */
  #messageAt(event) {
    const box = this.#canvas.getBoundingClientRect();
    return nearestMessage(this.#drawn.lines, event.clientX - box.left, event.clientY - box.top);
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    const row = event.buttons === 0 ? this.#messageAt(event) : -1;
    this.#canvas.style.cursor = row === -1 ? "grab" : "pointer";
    if (row === -1) this.#tip.hide();
    else this.#tip.show(messageTip(this.#run, row), event.clientX, event.clientY);
  }

  /** Selects the next or previous shown message, lit ones only where some are. @param {1 | -1} direction */
  #step(direction) {
    const { messages } = this.#run;
    const { state } = this.#view;
    const start = state.message !== -1 ? state.message : this.#firstAfter(state.from) - (direction === 1 ? 1 : 0);
    for (let row = start + direction; row >= 0 && row < messages.count; row += direction) {
      if (this.#filtered.shown[row] === 0 || this.#filtered.lit?.[row] === 0) continue;
      const sent = messages.sent[row] ?? 0;
      const half = (state.to - state.from) / 2;
      this.#view.set({ message: row });
      if (sent < state.from || sent > state.to) this.#view.show(sent - half, sent + half);
      return;
    }
  }

  /** @param {number} time */
  #firstAfter(time) {
    const row = this.#run.messages.sent.findIndex((sent) => sent >= time);
    return row === -1 ? this.#run.messages.count : row;
  }

  /** @param {import("./details.js").Actions} actions */
  #showCard(actions) {
    const { message } = this.#view.state;
    const place = byId("message-card");
    if (message === -1) place.replaceChildren();
    else place.replaceChildren(messageCard(this.#run, message, actions));
  }
}
