/**
 * A part of a text that is kept for long.
 *
 * @module
 */

/** The same text in memory of its own: a slice would keep all of the text that it was cut from. */
export function ownCopy(slice: string): string {
  return [slice.slice(0, -1), slice.slice(-1)].join("");
}
