// @ts-check
/// <reference lib="dom" />
/**
 * The timeline of operations: a row for each client process, a box from invocation to completion. It shows the same
 * window of time as the diagram of messages.
 *
 * @module
 */
import { callTip } from "./details.js";
import { byId, canvasById, oncePerFrame, pageColours, prepareCanvas } from "./dom.js";
import { isClientCrash, OUTCOME_NAMES } from "./run.js";
import {
  controlTime,
  drawFaults,
  drawTimeAxis,
  gutterOf,
  placeCursor,
  timeSpace,
  topOf,
  wasDragged,
} from "./time_canvas.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

const AXIS_HEIGHT = 24;
const ROW_HEIGHT_MAX = 18;
const ROWS_HEIGHT_MAX = 560;
/** Calls that ended as info, or never, may take effect until the end: so far their boxes reach. */
const INFO = 2;

/** A box in pixels. @typedef {{ call: number, x1: number, x2: number, y: number }} Box */

/** The timeline on the page. */
export class Timeline {
  #canvas = canvasById("timeline");
  #run;
  #view;
  /** Process to row. @type {Map<number, number>} */
  #rowOf;
  /** @type {Box[]} */
  #boxes = [];
  #rowHeight = ROW_HEIGHT_MAX;
  #top;
  redraw = oncePerFrame(() => this.#draw());

  /** @param {{ run: Run, view: View, tip: import("./tip.js").Tip, actions: import("./details.js").Actions }} parts */
  constructor({ run, view, tip, actions }) {
    this.#run = run;
    this.#view = view;
    this.#top = topOf(run);
    const processes = [...new Set(run.calls.process)].sort((a, b) => a - b);
    this.#rowOf = new Map(processes.map((process, row) => [process, row]));
    controlTime(this.#canvas, view);
    view.onChange((changed) => {
      placeCursor(byId("timeline-cursor"), this.#canvas, view);
      if (changed.has("from") || changed.has("to") || changed.has("call")) this.redraw();
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      const call = event.buttons === 0 ? this.#callAt(event) : -1;
      this.#canvas.style.cursor = call === -1 ? "grab" : "pointer";
      if (call === -1) tip.hide();
      else tip.show(callTip(run, call), event.clientX, event.clientY);
    });
    this.#canvas.addEventListener("click", (event) => {
      const call = this.#callAt(event);
      if (call !== -1 && !wasDragged(this.#canvas)) actions.showCall(call);
    });
    this.redraw();
  }

  /** @param {MouseEvent} event */
  #callAt(event) {
    const box = this.#canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const hits = this.#boxes.filter((one) =>
      y >= one.y && y <= one.y + this.#rowHeight && x >= one.x1 - 3 && x <= one.x2 + 3
    );
    const distance = (/** @type {Box} */ one) => Math.abs(x - (one.x1 + one.x2) / 2);
    return hits.sort((a, b) => distance(a) - distance(b))[0]?.call ?? -1;
  }

  #draw() {
    const rowCount = Math.max(this.#rowOf.size, 1);
    this.#rowHeight = Math.max(1, Math.min(ROW_HEIGHT_MAX, ROWS_HEIGHT_MAX / rowCount));
    const { context, width, height } = prepareCanvas(
      this.#canvas,
      this.#top + AXIS_HEIGHT + this.#rowHeight * rowCount,
    );
    const colour = pageColours();
    const space = timeSpace(gutterOf(width), width, this.#view.state);
    drawFaults(context, space, this.#run, { top: this.#top, bottom: height - AXIS_HEIGHT, hasLanes: true, colour });
    drawTimeAxis(context, space, height - AXIS_HEIGHT, colour);
    this.#drawNames(context, space.left, colour);
    this.#boxes = this.#boxesInView(space);
    context.save();
    context.beginPath();
    context.rect(space.left, 0, width, height - AXIS_HEIGHT);
    context.clip();
    OUTCOME_NAMES.forEach((name, outcome) => {
      context.fillStyle = colour(name);
      for (const { x1, x2, y } of this.#barsOf(outcome)) {
        context.globalAlpha = x2 - x1 > 40 && outcome >= INFO ? 0.45 : 0.85;
        context.fillRect(x1, y + this.#rowHeight * 0.12, x2 - x1, this.#rowHeight * 0.76);
      }
    });
    context.globalAlpha = 1;
    this.#drawMarks(context, colour);
    context.restore();
    placeCursor(byId("timeline-cursor"), this.#canvas, this.#view);
  }

  /** @param {import("./time_canvas.js").TimeSpace} space @returns {Box[]} */
  #boxesInView(space) {
    const { calls, payload } = this.#run;
    const boxes = [];
    for (let call = 0; call < calls.count; call++) {
      const invoked = calls.invoked[call] ?? 0;
      if (invoked > space.to) break;
      const took = calls.took[call] ?? -1;
      const isUnsettled = took < 0 || calls.outcome[call] === INFO;
      const end = isUnsettled && !isClientCrash(this.#run, call) ? payload.end : invoked + Math.max(took, 0);
      if (end < space.from) continue;
      const row = this.#rowOf.get(calls.process[call] ?? 0) ?? 0;
      const x1 = space.x(invoked);
      boxes.push({ call, x1, x2: Math.max(space.x(end), x1 + 1.5), y: this.#top + row * this.#rowHeight });
    }
    return boxes;
  }

  /** The boxes of an outcome, those of a row that touch each other as one: far fewer where thousands are in view. @param {number} outcome */
  #barsOf(outcome) {
    /** @type {Map<number, { x1: number, x2: number, y: number }>} */
    const lastOfRow = new Map();
    const bars = [];
    for (const { call, x1, x2, y } of this.#boxes) {
      if (this.#run.calls.outcome[call] !== outcome) continue;
      const last = lastOfRow.get(y);
      if (last !== undefined && x1 <= last.x2) {
        last.x2 = Math.max(last.x2, x2);
        continue;
      }
      const bar = { x1, x2, y };
      lastOfRow.set(y, bar);
      bars.push(bar);
    }
    return bars;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} left @param {(name: string) => string} colour */
  #drawNames(context, left, colour) {
    context.fillStyle = colour("soft");
    context.font = `${Math.min(12, Math.max(9, this.#rowHeight - 2))}px system-ui, sans-serif`;
    context.textAlign = "end";
    const every = Math.ceil(11 / this.#rowHeight);
    for (const [process, row] of this.#rowOf) {
      if (row % every === 0) context.fillText(`p${process}`, left - 8, this.#top + (row + 0.75) * this.#rowHeight);
    }
    context.textAlign = "start";
  }

  /** Frames what findings name, and what is selected. @param {CanvasRenderingContext2D} context @param {(name: string) => string} colour */
  #drawMarks(context, colour) {
    for (const { call, x1, x2, y } of this.#boxes) {
      const isSelected = call === this.#view.state.call;
      if (!isSelected && this.#run.isFinding[call] === 0) continue;
      context.strokeStyle = colour(isSelected ? "ink" : "mark");
      context.lineWidth = isSelected ? 2.5 : 1.5;
      context.strokeRect(x1 - 1.5, y, x2 - x1 + 3, this.#rowHeight);
    }
  }
}
