/**
 * Error numbers of WASI preview 1, as far as this adapter answers with them.
 *
 * @module
 */

/** What a system call returns. */
export const Errno = {
  SUCCESS: 0,
  AGAIN: 6,
  BADF: 8,
  EXIST: 20,
  FAULT: 21,
  INVAL: 28,
  IO: 29,
  ISDIR: 31,
  MFILE: 33,
  NAMETOOLONG: 37,
  NOENT: 44,
  NOSPC: 51,
  NOSYS: 52,
  NOTDIR: 54,
  NOTSUP: 58,
  SPIPE: 70,
} as const;

/** Ends a system call with an error number. */
export class SystemCallError extends Error {
  override readonly name = "SystemCallError";
  readonly errno: number;

  constructor(errno: number) {
    super(`errno ${errno}`);
    this.errno = errno;
  }
}

/** The error number for what a system call threw; undefined where it is no error of the caller. */
export function errnoOf(error: unknown): number | undefined {
  if (error instanceof SystemCallError) return error.errno;
  // What DataView and typed arrays throw beyond their ends.
  if (error instanceof RangeError) return Errno.FAULT;
  return undefined;
}

/** Checks what a file operation returned. @throws {SystemCallError} where it is an error number. */
export function expectSuccess(errno: number): void {
  if (errno !== Errno.SUCCESS) throw new SystemCallError(errno);
}
