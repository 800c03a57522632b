// @ts-check
/**
 * Reads the columns that `encode/columns.ts` writes.
 *
 * @module
 */

/** Undoes `differences`. @param {readonly number[]} differences */
export function addUp(differences) {
  const values = new Float64Array(differences.length);
  let value = 0;
  differences.forEach((difference, row) => values[row] = value += difference);
  return values;
}

/** Undoes `backReferences`. @param {readonly number[]} back */
export function readBackReferences(back) {
  let next = 0;
  return back.map((distance) => {
    if (distance === -1) return -1;
    const position = next - distance;
    next = Math.max(next, position + 1);
    return position;
  });
}

/** Undoes `groupedSteps`. @param {readonly number[]} steps @param {ArrayLike<number>} groups */
export function readGroupedSteps(steps, groups) {
  const last = new Map();
  return steps.map((step, row) => {
    if (step === 0) return -1;
    const group = groups[row] ?? 0;
    const value = (last.get(group) ?? 0) + (step % 2 === 1 ? (step - 1) / 2 : -step / 2);
    last.set(group, value);
    return value;
  });
}
