/**
 * A mistake of the person at the keyboard (an option, a file, a program): shown as its message alone, no stack trace.
 *
 * @module
 */

/** Message: what was expected, where it came from, what to do next. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
