/**
 * Sets of integers of any size as sorted, disjoint, closed intervals; neighbours that touch (2 and 3, say) are one
 * interval.
 *
 * @module
 */

/** `[low, high]`, both included. */
export type Interval = readonly [low: bigint, high: bigint];

/**
 * Returns the set of all values of `intervals`, each once as it is and once with `delta` added.
 *
 * @param intervals In ascending order, disjoint, not touching; so is the result.
 */
export function addMaybe(intervals: readonly Interval[], delta: bigint): readonly Interval[] {
  if (delta === 0n) return intervals;
  const shifted = intervals.map(([low, high]): Interval => [low + delta, high + delta]);
  return union(intervals, shifted);
}

/** Tells whether an integer is in the set. */
export function contains(intervals: readonly Interval[], value: bigint): boolean {
  let first = 0;
  let end = intervals.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    const [low, high] = intervals[middle] as Interval;
    if (value < low) end = middle;
    else if (value > high) first = middle + 1;
    else return true;
  }
  return false;
}

/** Merges two sets, both in ascending order. */
function union(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    const takeLeft = right === undefined || (left !== undefined && left[0] <= right[0]);
    append(merged, (takeLeft ? left : right) as Interval);
    if (takeLeft) i++;
    else j++;
  }
  return merged;
}

/** Adds an interval that starts no earlier than the last one. */
function append(merged: Interval[], next: Interval): void {
  const last = merged.at(-1);
  if (last === undefined || next[0] > last[1] + 1n) merged.push(next);
  else if (next[1] > last[1]) merged[merged.length - 1] = [last[0], next[1]];
}
