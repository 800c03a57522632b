// @ts-check
/**
 * Spreads lines of the diagram that would lie upon each other: what one participant sends at one moment, and what takes
 * no time, would be one vertical stroke, and nobody could see who got it and who did not.
 *
 * @module
 */

/** A line of the diagram in pixels. @typedef {{ row: number, x1: number, y1: number, x2: number, y2: number }} Line */

/** With more lines than these there is no room to spread them. */
export const FANNED_LINES_MAX = 400;
/** Lines that span less than this are as good as vertical. */
const FLAT_WIDTH = 4;
/** How far a fan stands off the vertical, where other lines may be; how far apart neighbours end; how wide it gets. */
const OFFSET = 6;
const STEP = 18;
const FAN_WIDTH_MAX = 110;

/**
 * The lines, those of one sender and moment with their ends side by side in the order in which they were sent.
 *
 * @param {readonly Line[]} lines in the order of sending @returns {Line[]}
 */
export function fanOut(lines) {
  if (lines.length > FANNED_LINES_MAX) return [...lines];
  const groups = Map.groupBy(
    lines.filter(({ x1, x2 }) => Math.abs(x2 - x1) < FLAT_WIDTH),
    ({ x1, y1 }) => `${Math.round(x1 / FLAT_WIDTH)} ${y1}`,
  );
  const shifts = new Map();
  for (const group of groups.values()) {
    const step = Math.min(STEP, FAN_WIDTH_MAX / group.length);
    if (group.length > 1) group.forEach(({ row }, place) => shifts.set(row, OFFSET + place * step));
  }
  return lines.map((line) => ({ ...line, x2: line.x2 + (shifts.get(line.row) ?? 0) }));
}
