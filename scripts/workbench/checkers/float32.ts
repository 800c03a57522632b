/**
 * Fractions as the original keeps them: 32-bit floats, printed with as few digits as tell them apart.
 *
 * @module
 */

/** Nine significant digits tell every 32-bit float from every other. */
const FLOAT32_DIGITS_MAX = 9;

/**
 * Returns the number with the shortest decimal text that rounds to the same 32-bit float: 2.235294 for 38 / 17.
 *
 * @example
 * ```ts
 * import { shortestFloat32 } from "./float32.ts";
 *
 * if (shortestFloat32(38 / 17) !== 2.235294) throw new Error("unexpected");
 * ```
 */
export function shortestFloat32(value: number): number {
  const rounded = Math.fround(value);
  for (let digits = 1; digits < FLOAT32_DIGITS_MAX; digits++) {
    const candidate = Number(rounded.toPrecision(digits));
    if (Math.fround(candidate) === rounded) return candidate;
  }
  return Number(rounded.toPrecision(FLOAT32_DIGITS_MAX));
}
