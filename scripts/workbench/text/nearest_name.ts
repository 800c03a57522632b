/**
 * "Did you mean ...?": the known name that a misspelt one is closest to.
 *
 * @module
 */

/** Names this long apart, relative to their length, have nothing to do with each other. */
const DISTANCE_MAX_FRACTION = 0.5;

/**
 * Finds the known name with the least edit distance (optimal string alignment: insert, delete, replace, swap).
 *
 * @returns Undefined where even the nearest name differs in more than half of its letters.
 */
export function nearestName(given: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance < least) [nearest, least] = [name, distance];
  }
  if (nearest === undefined) return undefined;
  const longest = Math.max(given.length, nearest.length);
  if (least <= Math.max(1, longest * DISTANCE_MAX_FRACTION) && least < longest) return nearest;
  return given.length > 2 ? [...names].find((name) => name.startsWith(given)) : undefined;
}

/** A sentence to append to an error message, or an empty text. */
export function didYouMean(given: string, names: Iterable<string>, prefix = ""): string {
  const nearest = nearestName(given, [...names]);
  return nearest === undefined ? "" : `; did you mean "${prefix}${nearest}"?`;
}

function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replace = at(last, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replace);
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && isSwap) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
