/**
 * Fresh seeds.
 *
 * @module
 */

/** Draws a seed that nobody chose: an unsigned 32-bit number. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
