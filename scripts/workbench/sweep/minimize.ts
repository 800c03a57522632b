/**
 * Finds out which items of a list a failure needs.
 *
 * Source: delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), with
 * complements only: a part is left out for good as soon as the failure shows without it.
 *
 * @module
 */

/**
 * Leaves out parts of a list, large ones first, while `stillFails` says so of the rest.
 *
 * @returns A list that fails no more where any single item is left out, in the order of `items`; where `stillFails`
 * never agrees, `items`.
 */
export async function minimize<T>(
  items: readonly T[],
  stillFails: (rest: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  let size = Math.ceil(kept.length / 2);
  while (size >= 1) {
    let isSmaller = false;
    for (let start = 0; start < kept.length;) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (await stillFails(rest)) {
        kept = rest;
        isSmaller = true;
      } else {
        start += size;
      }
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!isSmaller || kept.length === 0) break;
  }
  return kept;
}
