/**
 * Forms of columns that compress well: most entries are small, or the same as elsewhere.
 *
 * `client/columns.js` reads them.
 *
 * @module
 */

/** Differences between neighbours; the first is the difference to zero. */
export function differences(values: readonly number[]): number[] {
  let before = 0;
  return values.map((value) => {
    const difference = value - before;
    before = value;
    return difference;
  });
}

/**
 * Positions in a table that was filled in the order of first use: 0 for the next new entry, else how far back from it.
 * Missing entries (-1) become -1.
 */
export function backReferences(positions: readonly number[]): number[] {
  let next = 0;
  return positions.map((position) => {
    if (position === -1) return -1;
    const back = next - position;
    next = Math.max(next, position + 1);
    return back;
  });
}

/**
 * Numbers that rise by small steps within a group: 0 where missing (-1), else the step from the group's last number,
 * as 2n + 1 for steps upwards and 2n for steps downwards.
 *
 * @param groups For each value the group that it belongs to.
 */
export function groupedSteps(values: readonly number[], groups: readonly number[]): number[] {
  const last = new Map<number, number>();
  return values.map((value, row) => {
    if (value === -1) return 0;
    const group = groups[row] ?? 0;
    const step = value - (last.get(group) ?? 0);
    last.set(group, value);
    return step >= 0 ? 2 * step + 1 : -2 * step;
  });
}
