// @ts-check
/// <reference lib="dom" />
/**
 * Draws the space-time diagram: participants as rows, time to the right, each message a line from its sending to its
 * arrival. Where more messages are in view than lines can show, each row becomes a strip of density instead; what is lit
 * or lost is drawn in either case.
 *
 * @module
 */
import { fanOut } from "./fan.js";
import { drawGaps } from "./held.js";
import { CLIENT, LOST, RECEIVED, SERVICE, UNFINISHED } from "./run.js";
import { drawFaults, drawTimeAxis, gutterOf, timeSpace, topOf } from "./time_canvas.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").ViewState} ViewState */
/** @typedef {import("./filter.js").Filtered} Filtered */

/**
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} context
 * @property {number} width
 * @property {number} height
 * @property {Run} run
 * @property {ViewState} state
 * @property {Filtered} filtered
 * @property {{ names: string[], kinds: number[], rowOf: Int32Array }} rows
 * @property {(name: string) => string} colour
 */

/** @typedef {import("./fan.js").Line} Line */

/**
 * What was drawn, for hit tests and the status line.
 *
 * @typedef {object} Drawn
 * @property {Line[]} lines empty in the density view, except for lit and lost messages
 * @property {number} inView
 * @property {boolean} isDensity
 */

/** More lines than these hide each other. */
export const LINES_MAX = 3000;
/** With more lines than these there are no arrow heads. */
const ARROWS_MAX = 900;
/** Width of a column of the density strips in pixels. */
const BIN_WIDTH = 3;
/** A lost message comes so far: its cross stands by the row of who did not get it. */
const LOST_SHARE = 0.88;
const AXIS_HEIGHT = 24;
const ROW_HEIGHT = 28;
/** Few rows are higher, until all together have the least height. */
const FEW_ROW_HEIGHT = 64;
const ROWS_HEIGHT_LEAST = 260;
const ROWS_HEIGHT_MAX = 720;
/** Series colours of the page. */
const SERIES_COLOURS = 8;

/** Height of a canvas for so many rows. @param {Run} run @param {number} rowCount */
export function diagramHeight(run, rowCount) {
  const least = Math.min(ROWS_HEIGHT_LEAST, rowCount * FEW_ROW_HEIGHT);
  return topOf(run) + AXIS_HEIGHT + Math.min(ROWS_HEIGHT_MAX, Math.max(rowCount * ROW_HEIGHT, least));
}

/** @param {Scene} scene @returns {Drawn} */
export function drawDiagram(scene) {
  const { context, width, height, run, state, rows, colour } = scene;
  const space = timeSpace(gutterOf(width), width, state);
  const bottom = height - AXIS_HEIGHT;
  const top = topOf(run);
  const rowHeight = (bottom - top) / Math.max(rows.names.length, 1);
  const yOf = (/** @type {number} */ participant) => top + ((rows.rowOf[participant] ?? 0) + 0.5) * rowHeight;
  drawFaults(context, space, run, { top, bottom, hasLanes: true, colour });
  drawGaps(context, space, run, { top, bottom, hasText: true, colour });
  drawRows(scene, rowHeight, space);
  drawTimeAxis(context, space, bottom, colour);
  drawCallBand(scene, space, bottom);
  context.save();
  context.beginPath();
  context.rect(space.left, 0, width - space.left, bottom);
  context.clip();
  const inView = messagesInView(run, state, scene.filtered);
  const isDensity = inView.length > LINES_MAX;
  if (isDensity) drawDensity(scene, inView, space, rowHeight);
  const drawnRows = isDensity ? inView.filter((row) => isStriking(scene, row)).slice(0, LINES_MAX) : inView;
  const lines = fanOut(drawnRows.map((row) => lineOf(run, row, space, yOf)));
  drawLines(scene, lines, drawnRows.length <= ARROWS_MAX);
  context.restore();
  return { lines, inView: inView.length, isDensity };
}

/** Rows of the shown messages that overlap the window of time. @param {Run} run @param {ViewState} state @param {Filtered} filtered */
function messagesInView({ messages }, { from, to }, { shown }) {
  const rows = [];
  for (let row = 0; row < messages.count; row++) {
    const sent = messages.sent[row] ?? 0;
    if (sent > to) break;
    if (shown[row] === 1 && sent + Math.max(messages.took[row] ?? 0, 0) >= from) rows.push(row);
  }
  return rows;
}

/** Lit messages, and lost ones where nothing is singled out. @param {Scene} scene @param {number} row */
function isStriking({ run, filtered, state }, row) {
  if (row === state.message) return true;
  return filtered.lit === undefined ? run.messages.fate[row] === LOST : (filtered.lit[row] ?? 0) > 0;
}

/**
 * @param {Run} run @param {number} row @param {import("./time_canvas.js").TimeSpace} space
 * @param {(participant: number) => number} yOf @returns {Line}
 */
function lineOf({ messages }, row, space, yOf) {
  const sent = messages.sent[row] ?? 0;
  const took = messages.took[row] ?? -1;
  const x1 = space.x(sent);
  const y1 = yOf(messages.src[row] ?? 0);
  const y2 = yOf(messages.dest[row] ?? 0);
  if (took < 0) return { row, x1, y1, x2: x1 + 14, y2: y1 + (y2 - y1) * 0.6 };
  const x2 = space.x(sent + took);
  if (messages.fate[row] !== LOST) return { row, x1, y1, x2, y2 };
  return { row, x1, y1, x2: x1 + (x2 - x1) * LOST_SHARE, y2: y1 + (y2 - y1) * LOST_SHARE };
}

/** @param {Scene} scene @param {number} rowHeight @param {import("./time_canvas.js").TimeSpace} space */
function drawRows({ context, run, rows, colour, state, width }, rowHeight, space) {
  context.font = `${Math.min(13, Math.max(9, rowHeight - 2))}px system-ui, sans-serif`;
  const every = Math.ceil(10 / rowHeight);
  rows.names.forEach((name, row) => {
    const y = topOf(run) + (row + 0.5) * rowHeight;
    context.fillStyle = colour("rule");
    context.fillRect(space.left, Math.round(y), width - space.left, 1);
    if (row % every !== 0) return;
    const isChosen = state.participant !== -1 && rows.rowOf[state.participant] === row;
    context.fillStyle = colour(isChosen ? "accent" : rows.kinds[row] === SERVICE ? "soft" : "ink");
    const text = name.length > 11 ? `${name.slice(0, 10)}…` : name;
    context.fillText(text, Math.max(2, space.left - 8 - context.measureText(text).width), y + 4);
  });
}

/** Shades the time of the selected call. @param {Scene} scene @param {import("./time_canvas.js").TimeSpace} space @param {number} bottom */
function drawCallBand({ context, run, state, colour }, space, bottom) {
  const invoked = run.calls.invoked[state.call];
  if (invoked === undefined) return;
  const took = run.calls.took[state.call] ?? -1;
  const x1 = Math.max(space.left, space.x(invoked));
  const x2 = Math.min(space.right, took < 0 ? space.right : space.x(invoked + took));
  if (x2 < x1) return;
  context.fillStyle = colour("accent");
  context.globalAlpha = 0.14;
  context.fillRect(x1 - 1, topOf(run), Math.max(x2 - x1, 2), bottom - topOf(run));
  context.globalAlpha = 1;
}

/**
 * @param {Scene} scene @param {readonly number[]} inView @param {import("./time_canvas.js").TimeSpace} space
 * @param {number} rowHeight
 */
function drawDensity({ context, run, rows, colour, filtered }, inView, space, rowHeight) {
  const top = topOf(run);
  const columns = Math.ceil((space.right - space.left) / BIN_WIDTH);
  const counts = new Uint32Array(columns * rows.names.length);
  let most = 1;
  for (const row of inView) {
    const column = Math.floor((space.x(run.messages.sent[row] ?? 0) - space.left) / BIN_WIDTH);
    if (column < 0 || column >= columns) continue;
    const bin = (rows.rowOf[run.messages.src[row] ?? 0] ?? 0) * columns + column;
    const count = (counts[bin] ?? 0) + 1;
    counts[bin] = count;
    most = Math.max(most, count);
  }
  context.fillStyle = colour(filtered.lit === undefined ? "s0" : "soft");
  const strength = filtered.lit === undefined ? 1 : 0.35;
  counts.forEach((count, bin) => {
    if (count === 0) return;
    context.globalAlpha = strength * (0.15 + 0.8 * Math.log1p(count) / Math.log1p(most));
    const y = top + Math.floor(bin / columns) * rowHeight + rowHeight * 0.15;
    context.fillRect(space.left + (bin % columns) * BIN_WIDTH, y, BIN_WIDTH, rowHeight * 0.7);
  });
  context.globalAlpha = 1;
}

/** Draws lines in few strokes: one for each look. @param {Scene} scene @param {readonly Line[]} lines @param {boolean} withArrows */
function drawLines(scene, lines, withArrows) {
  const { context, state } = scene;
  const looks = Map.groupBy(lines, ({ row }) => lookOf(scene, row));
  const alpha = lines.length < 400 ? 0.9 : lines.length < 2500 ? 0.6 : 0.35;
  for (const name of [...looks.keys()].sort()) {
    const [rank, colourName, dash] = name.split(" ");
    const isDim = rank === "0";
    context.globalAlpha = isDim ? 0.18 : rank === "1" ? alpha : 0.95;
    context.lineWidth = rank === "4" ? 2.4 : rank === "3" ? 1.2 : 1;
    strokeLines(scene, looks.get(name) ?? [], { colourName: colourName ?? "ink", dash: dash === "dashed", withArrows });
  }
  context.globalAlpha = 1;
  const selected = lines.filter(({ row }) => row === state.message);
  context.lineWidth = 3;
  strokeLines(scene, selected, { colourName: "ink", dash: false, withArrows: true });
}

/** Rank (drawn in rising order), colour and dash of a message. @param {Scene} scene @param {number} row */
function lookOf({ run, filtered }, row) {
  const { messages } = run;
  const lit = filtered.lit === undefined ? undefined : filtered.lit[row] ?? 0;
  const fate = messages.fate[row];
  const dash = fate === RECEIVED && messages.late[row] === 0 ? "solid" : "dashed";
  if (lit === 0) return `0 soft ${dash}`;
  if (fate === LOST) return `2 lost ${dash}`;
  if (lit !== undefined) {
    return `${lit === 2 ? 4 : run.payload.kinds[messages.dest[row] ?? 0] === CLIENT ? 1 : 3} mark ${dash}`;
  }
  if (fate === UNFINISHED) return `2 lost ${dash}`;
  if (messages.late[row] === 1) return `2 late ${dash}`;
  return `1 s${Math.min(messages.type[row] ?? 0, SERIES_COLOURS - 1)} ${dash}`;
}

/**
 * @param {Scene} scene @param {readonly Line[]} lines
 * @param {{ colourName: string, dash: boolean, withArrows: boolean }} look
 */
function strokeLines({ context, run, colour }, lines, { colourName, dash, withArrows }) {
  context.strokeStyle = colour(colourName);
  context.fillStyle = colour(colourName);
  context.setLineDash(dash ? [5, 3] : []);
  context.beginPath();
  for (const { x1, y1, x2, y2 } of lines) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  for (const { row, x1, y1, x2, y2 } of lines) {
    if (run.messages.fate[row] !== RECEIVED) cross(context, x2, y2);
    else if (withArrows) arrowHead(context, Math.atan2(y2 - y1, x2 - x1), x2, y2);
  }
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {number} angle @param {number} x @param {number} y */
function arrowHead(context, angle, x, y) {
  for (const side of [-0.4, 0.4]) {
    context.moveTo(x, y);
    context.lineTo(x - 7 * Math.cos(angle + side), y - 7 * Math.sin(angle + side));
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y */
function cross(context, x, y) {
  context.moveTo(x - 3, y - 3);
  context.lineTo(x + 3, y + 3);
  context.moveTo(x - 3, y + 3);
  context.lineTo(x + 3, y - 3);
}

/** The line nearest to a point, at most 7 pixels away; -1 for none. @param {readonly Line[]} lines @param {number} x @param {number} y */
export function nearestMessage(lines, x, y) {
  let nearest = -1;
  let least = 7 ** 2;
  for (const { row, x1, y1, x2, y2 } of lines) {
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    const distance = (x - x1 - along * (x2 - x1)) ** 2 + (y - y1 - along * (y2 - y1)) ** 2;
    if (distance < least) {
      least = distance;
      nearest = row;
    }
  }
  return nearest;
}
