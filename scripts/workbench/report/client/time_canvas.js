// @ts-check
/// <reference lib="dom" />
/**
 * What canvases with a time axis share: the mapping from time to pixels, the axis, fault windows, and control by
 * pointer, wheel, touch and keyboard.
 *
 * @module
 */
import { roundTicks, tickText } from "./format.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./run.js").Run} Run */

/**
 * @typedef {object} TimeSpace
 * @property {number} left first pixel of the drawing area
 * @property {number} right
 * @property {number} from microseconds at `left`
 * @property {number} to microseconds at `right`
 * @property {(us: number) => number} x
 * @property {(x: number) => number} time
 */

/** @param {number} left @param {number} right @param {{ from: number, to: number }} window @returns {TimeSpace} */
export function timeSpace(left, right, { from, to }) {
  const scale = (right - left) / (to - from);
  return { left, right, from, to, x: (us) => left + (us - from) * scale, time: (x) => from + (x - left) / scale };
}

/** Room for names at the left; less on a phone. @param {number} width */
export function gutterOf(width) {
  return width < 520 ? 62 : 76;
}

/**
 * @param {CanvasRenderingContext2D} context @param {TimeSpace} space @param {number} y of the axis
 * @param {(name: string) => string} colour
 */
export function drawTimeAxis(context, space, y, colour) {
  const ticks = roundTicks(space.from, space.to, Math.max(2, (space.right - space.left) / 110));
  const step = (ticks[1] ?? space.to) - (ticks[0] ?? space.from);
  context.strokeStyle = colour("rule");
  context.fillStyle = colour("soft");
  context.font = "12px system-ui, sans-serif";
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(space.left, y + 0.5);
  context.lineTo(space.right, y + 0.5);
  for (const tick of ticks) {
    const x = Math.round(space.x(tick)) + 0.5;
    context.moveTo(x, y);
    context.lineTo(x, y + 5);
    const text = tickText(tick, step);
    const width = context.measureText(text).width;
    context.fillText(text, Math.min(Math.max(x - width / 2, 0), space.right - width), y + 18);
  }
  context.stroke();
}

/** Height of a lane of faults. */
const LANE_HEIGHT = 12;
/** Room above the drawing area, lanes of faults aside. */
const TOP_ROOM = 12;

/** Kinds of faults in the order of their first start. @param {Run} run */
function faultKinds(run) {
  return [...new Set(run.payload.faults.map(({ kind }) => kind))];
}

/** Where the drawing area begins: below one lane for each kind of fault. @param {Run} run */
export function topOf(run) {
  return TOP_ROOM + faultKinds(run).length * LANE_HEIGHT;
}

/**
 * Shades the time of faults, and draws a lane for each kind above the drawing area.
 *
 * @param {CanvasRenderingContext2D} context @param {TimeSpace} space @param {Run} run
 * @param {{ top: number, bottom: number, hasLanes: boolean, colour: (name: string) => string }} look
 */
export function drawFaults(context, space, run, { top, bottom, hasLanes, colour }) {
  const kinds = faultKinds(run);
  context.fillStyle = colour("fault");
  context.font = "11px system-ui, sans-serif";
  let shadedTo = -Infinity;
  for (const fault of run.payload.faults) {
    if (fault.to < space.from || fault.from > space.to) continue;
    const x1 = Math.max(space.x(fault.from), space.left);
    const x2 = Math.min(Math.max(space.x(fault.to), x1 + 1), space.right);
    // Faults come in the order of their starts: what one has shaded the next leaves out.
    const from = Math.max(x1, shadedTo);
    context.globalAlpha = 0.15;
    if (x2 > from) context.fillRect(from, top, x2 - from, bottom - top);
    shadedTo = Math.max(shadedTo, x2);
    context.globalAlpha = 1;
    if (hasLanes) {
      context.fillRect(x1, TOP_ROOM / 2 + kinds.indexOf(fault.kind) * LANE_HEIGHT, x2 - x1, LANE_HEIGHT - 4);
    }
  }
  if (!hasLanes) return;
  context.fillStyle = colour("soft");
  context.textAlign = "end";
  kinds.forEach((kind, lane) =>
    context.fillText(kind.slice(0, 12), space.left - 8, TOP_ROOM / 2 + lane * LANE_HEIGHT + 8)
  );
  context.textAlign = "start";
}

/**
 * Lets the reader pan and zoom on a canvas: drag, wheel (with Ctrl, or when the canvas has the focus), two fingers,
 * arrows, plus, minus and 0.
 *
 * @param {HTMLCanvasElement} canvas @param {View} view
 */
export function controlTime(canvas, view) {
  const timeAt = (/** @type {number} */ clientX) => {
    const box = canvas.getBoundingClientRect();
    return timeSpace(gutterOf(box.width), box.width, view.state).time(clientX - box.left);
  };
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.pan(event.deltaX / canvas.clientWidth);
    else view.zoom(Math.exp(-event.deltaY / 300), timeAt(event.clientX));
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => view.zoom(4, timeAt(event.clientX)));
  controlByKeys(canvas, view);
  controlByPointers(canvas, view, timeAt);
}

/** Arrows move, plus and minus zoom, 0 shows the whole run. @param {HTMLCanvasElement} canvas @param {View} view */
export function controlByKeys(canvas, view) {
  canvas.addEventListener("keydown", (event) => {
    const act = {
      ArrowLeft: () => view.pan(-0.2),
      ArrowRight: () => view.pan(0.2),
      "+": () => view.zoom(2),
      "=": () => view.zoom(2),
      "-": () => view.zoom(0.5),
      "0": () => view.show(view.whole.from, view.whole.to),
      Home: () => view.show(view.whole.from, view.whole.to),
    }[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}

/** @param {HTMLCanvasElement} canvas @param {View} view @param {(clientX: number) => number} timeAt */
function controlByPointers(canvas, view, timeAt) {
  /** Time that each pressed pointer holds. @type {Map<number, { time: number, x: number }>} */
  const pressed = new Map();
  canvas.addEventListener("pointerdown", (event) => {
    pressed.set(event.pointerId, { time: timeAt(event.clientX), x: event.clientX });
    canvas.dataset.moved = "";
  });
  canvas.addEventListener("pointermove", (event) => {
    const held = pressed.get(event.pointerId);
    if (held === undefined) return;
    if (Math.abs(event.clientX - held.x) < 4 && canvas.dataset.moved === "") return;
    // Only now is it a drag: capturing at once would take the click from the canvas.
    canvas.setPointerCapture(event.pointerId);
    canvas.dataset.moved = "yes";
    held.x = event.clientX;
    const [first, second] = [...pressed.values()];
    const { from, to } = view.state;
    if (first !== undefined && second !== undefined && Math.abs(second.x - first.x) > 10) {
      const box = canvas.getBoundingClientRect();
      const perPixel = (second.time - first.time) / (second.x - first.x);
      const start = first.time - (first.x - box.left - gutterOf(box.width)) * perPixel;
      if (perPixel > 0) view.show(start, start + (box.width - gutterOf(box.width)) * perPixel);
    } else {
      const shift = held.time - timeAt(event.clientX);
      view.show(from + shift, to + shift);
    }
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(name, (event) => {
      if (event instanceof PointerEvent) pressed.delete(event.pointerId);
    });
  }
}

/**
 * Moves a line over a canvas to the moment of playback; a line of its own, so that nothing is drawn anew.
 *
 * @param {HTMLElement} line @param {HTMLCanvasElement} canvas @param {View} view
 */
export function placeCursor(line, canvas, view) {
  const { cursor, from, to } = view.state;
  const width = canvas.clientWidth;
  line.hidden = cursor < from || cursor > to;
  line.style.left = `${timeSpace(gutterOf(width), width, view.state).x(cursor)}px`;
}

/** True where the last press on a canvas was a drag and its click means nothing. @param {HTMLCanvasElement} canvas */
export function wasDragged(canvas) {
  return canvas.dataset.moved === "yes";
}
