/**
 * Finds a place in what is sorted.
 *
 * @module
 */

/**
 * How many entries come before something, found by halving: the first of them for which `isBefore` is false.
 *
 * @param length Number of entries.
 * @param isBefore True for the entries up to some place, and false from there on.
 * @returns From 0 to `length`.
 */
export function countBefore(length: number, isBefore: (place: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
