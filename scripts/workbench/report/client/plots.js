// @ts-check
/// <reference lib="dom" />
/**
 * Makes the points of the latency plot speak: a tip for the nearest operation, and its card on a press.
 *
 * @module
 */
import { callTip } from "./details.js";

/** @typedef {import("./run.js").Run} Run */

/** Farthest distance of a point from the pointer, in units of the drawing. */
const REACH = 9;

/** @param {Run} run @param {import("./tip.js").Tip} tip @param {import("./details.js").Actions} actions */
export function startPlots(run, tip, actions) {
  const plot = document.querySelector("svg.plot[data-end]");
  if (!(plot instanceof SVGSVGElement)) return;
  plot.addEventListener("pointermove", (event) => {
    const call = callNear(run, plot, event);
    plot.style.cursor = call === -1 ? "" : "pointer";
    if (call === -1) tip.hide();
    else tip.show(callTip(run, call), event.clientX, event.clientY);
  });
  plot.addEventListener("pointerleave", () => tip.hide());
  plot.addEventListener("click", (event) => {
    const call = callNear(run, plot, event);
    if (call !== -1) actions.showCall(call);
  });
}

/** @param {Run} run @param {SVGSVGElement} plot @param {MouseEvent} event @returns {number} */
function callNear({ calls }, plot, event) {
  const matrix = plot.getScreenCTM();
  if (matrix === null) return -1;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  const read = (/** @type {string} */ name) => Number(plot.dataset[name]);
  const perUs = (read("right") - read("left")) / (read("end") * 1e6);
  const perDecade = (read("bottom") - read("top")) / Math.log10(read("high") / read("low"));
  let nearest = -1;
  let least = REACH ** 2;
  for (let call = 0; call < calls.count; call++) {
    const took = calls.took[call] ?? -1;
    if (took < 0) continue;
    const x = read("left") + (calls.invoked[call] ?? 0) * perUs;
    if (Math.abs(x - at.x) > REACH) continue;
    const latencyMs = Math.max(took / 1000, read("low"));
    const y = read("bottom") - Math.log10(latencyMs / read("low")) * perDecade;
    const distance = (x - at.x) ** 2 + (y - at.y) ** 2;
    if (distance < least) {
      least = distance;
      nearest = call;
    }
  }
  return nearest;
}
