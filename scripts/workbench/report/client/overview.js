// @ts-check
/// <reference lib="dom" />
/**
 * The whole run in one strip: how many messages were sent when, losses and faults, and the window that is shown. A press
 * or drag moves the window.
 *
 * @module
 */
import { canvasById, oncePerFrame, pageColours, prepareCanvas } from "./dom.js";
import { drawGaps } from "./held.js";
import { LOST } from "./run.js";
import { controlByKeys, drawFaults, gutterOf, timeSpace } from "./time_canvas.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

const HEIGHT = 34;

/** @typedef {{ sent: Uint32Array, lost: Uint32Array, most: number }} Counts */

/** Counts that were made, by the messages; they only depend on the width. @type {WeakMap<Run["messages"], Counts>} */
const KNOWN_COUNTS = new WeakMap();

/** @param {Run} run @param {View} view */
export function startOverview(run, view) {
  const canvas = canvasById("overview");
  const draw = oncePerFrame(() => drawOverview(canvas, run, view));
  const moveTo = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    const time = timeSpace(gutterOf(box.width), box.width, view.whole).time(event.clientX - box.left);
    const half = (view.state.to - view.state.from) / 2;
    view.show(time - half, time + half);
  };
  controlByKeys(canvas, view);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) moveTo(event);
  });
  view.onChange((changed) => {
    if (changed.has("from") || changed.has("to") || changed.has("held")) draw();
  });
  draw();
  return draw;
}

/** @param {HTMLCanvasElement} canvas @param {Run} run @param {View} view */
function drawOverview(canvas, run, view) {
  const { context, width, height } = prepareCanvas(canvas, HEIGHT);
  const colour = pageColours();
  const space = timeSpace(gutterOf(width), width, view.whole);
  drawFaults(context, space, run, { top: 2, bottom: height, hasLanes: false, colour });
  drawGaps(context, space, run, { top: 2, bottom: height, hasText: true, colour });
  const { sent, lost, most } = countsOf(run, space);
  const heightOf = (/** @type {number} */ count) => (height - 4) * Math.log1p(count) / Math.log1p(most);
  context.globalAlpha = 0.6;
  for (const { counts, name } of [{ counts: sent, name: "s0" }, { counts: lost, name: "lost" }]) {
    context.fillStyle = colour(name);
    counts.forEach((count, column) => {
      if (count > 0) context.fillRect(space.left + column, height - heightOf(count), 1, heightOf(count));
    });
    context.globalAlpha = 1;
  }
  const x1 = space.x(view.state.from);
  const x2 = Math.max(space.x(view.state.to), x1 + 3);
  context.strokeStyle = colour("accent");
  context.lineWidth = 2;
  context.strokeRect(x1 + 1, 1, x2 - x1 - 2, height - 2);
}

/** Messages sent and lost in each column of pixels. @param {Run} run @param {import("./time_canvas.js").TimeSpace} space @returns {Counts} */
function countsOf(run, space) {
  const columns = Math.max(1, Math.ceil(space.right - space.left));
  const known = KNOWN_COUNTS.get(run.messages);
  if (known?.sent.length === columns) return known;
  const { messages } = run;
  const sent = new Uint32Array(columns);
  const lost = new Uint32Array(columns);
  for (let row = 0; row < messages.count; row++) {
    const column = Math.min(columns - 1, Math.max(0, Math.floor(space.x(messages.sent[row] ?? 0) - space.left)));
    sent[column] = (sent[column] ?? 0) + 1;
    if (messages.fate[row] === LOST) lost[column] = (lost[column] ?? 0) + 1;
  }
  const counts = { sent, lost, most: sent.reduce((highest, count) => Math.max(highest, count), 1) };
  KNOWN_COUNTS.set(messages, counts);
  return counts;
}
