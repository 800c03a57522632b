// @ts-check
/**
 * Which part of the run's messages the page holds: a page of a very long run holds some spans of time only, and must not
 * answer for the others.
 *
 * @module
 */
import { formatCount, formatTime } from "./format.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {{ from: number, to: number }} Gap in microseconds */

/** Spans of time of which messages are missing, in order; none where the page holds them all. @param {Pick<Run, "payload">} run @returns {Gap[]} */
export function gapsOf({ payload: { held, start, end } }) {
  if (held === undefined) return [];
  const gaps = [];
  let from = start;
  for (const span of held) {
    if (span[0] > from) gaps.push({ from, to: span[0] });
    from = Math.max(from, span[1]);
  }
  if (from < end) gaps.push({ from, to: end });
  return gaps;
}

/** From this moment on what went before is not fully known. @param {Run} run */
export function firstGap(run) {
  return gapsOf(run)[0]?.from ?? Infinity;
}

/** @param {Run} run @param {number} time */
export function isInGap(run, time) {
  return gapsOf(run).some(({ from, to }) => from < time && time < to);
}

/** True where the page holds no message of a span of time. @param {Run} run @param {number} from @param {number} to */
export function isUnheld(run, from, to) {
  return gapsOf(run).some((gap) => gap.from <= from && to <= gap.to);
}

/** The times of the messages that the page holds: `0.000 s to 9.500 s and 31.900 s to 32.100 s`. @param {Run} run */
export function heldTimes({ payload }) {
  const spans = (payload.held ?? []).map(([from, to]) => `${formatTime(from)} to ${formatTime(to)}`);
  return spans.length < 2 ? spans.join("") : `${spans.slice(0, -1).join(", ")} and ${spans.at(-1)}`;
}

/** One sentence on what the page holds, with a blank behind it; empty where that is everything. @param {Run} run */
export function describeHeld(run) {
  if (gapsOf(run).length === 0) return "";
  return `This page holds ${formatCount(run.messages.count)} of the run's ${formatCount(run.payload.messageCount)} ` +
    `messages, those of ${heldTimes(run)}. `;
}

/**
 * Marks the times of which messages are missing.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{ left: number, right: number, from: number, to: number, x: (us: number) => number }} space
 * @param {Run} run
 * @param {{ top: number, bottom: number, hasText: boolean, colour: (name: string) => string }} look
 */
export function drawGaps(context, space, run, { top, bottom, hasText, colour }) {
  for (const { from, to } of gapsOf(run)) {
    if (to < space.from || from > space.to) continue;
    const x1 = Math.max(space.x(from), space.left);
    const x2 = Math.min(space.x(to), space.right);
    context.fillStyle = colour("rule");
    context.globalAlpha = 0.6;
    context.fillRect(x1, top, x2 - x1, bottom - top);
    context.globalAlpha = 1;
    const text = "not on this page";
    context.font = "12px system-ui, sans-serif";
    const width = context.measureText(text).width;
    if (!hasText || x2 - x1 < width + 8) continue;
    context.fillStyle = colour("soft");
    context.fillText(text, (x1 + x2 - width) / 2, top + 14);
  }
}
