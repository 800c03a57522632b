/**
 * The error that a failed assertion throws.
 *
 * @module
 */

/** Same name and constructor as in `@std/assert`. */
export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
