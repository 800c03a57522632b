/**
 * The error codes of Maelstrom's protocol (protocol.md, section "Errors"), as the bench reads them.
 *
 * @module
 */

/** One error code. */
export interface ErrorCode {
  readonly code: number;
  readonly name: string;
  /** True where the operation certainly did not happen. */
  readonly definite: boolean;
  readonly meaning: string;
}

/** Every code that the protocol names; others are indefinite and called "unknown". */
export const ERROR_CODES: readonly ErrorCode[] = [
  { code: 0, name: "timeout", definite: false, meaning: "The operation was not completed in time." },
  { code: 1, name: "node-not-found", definite: true, meaning: "The destination of the request does not exist." },
  { code: 10, name: "not-supported", definite: true, meaning: "The node does not implement the operation." },
  {
    code: 11,
    name: "temporarily-unavailable",
    definite: true,
    meaning: "The operation cannot be served now and was not performed.",
  },
  {
    code: 12,
    name: "malformed-request",
    definite: true,
    meaning: "The request was not understood and was not performed.",
  },
  { code: 13, name: "crash", definite: false, meaning: "Some error; the operation may have been performed." },
  { code: 14, name: "abort", definite: true, meaning: "Some error; the operation was not performed." },
  { code: 20, name: "key-does-not-exist", definite: true, meaning: "The key does not exist." },
  { code: 21, name: "key-already-exists", definite: true, meaning: "The key exists already." },
  {
    code: 22,
    name: "precondition-failed",
    definite: true,
    meaning: "The condition of the request does not hold, for example a compare-and-set of another value.",
  },
  { code: 30, name: "txn-conflict", definite: true, meaning: "The transaction was aborted by a conflict." },
];

/** The name of all codes that the protocol does not have. */
export const UNKNOWN_CODE = "unknown";

const BY_CODE: ReadonlyMap<number, ErrorCode> = new Map(ERROR_CODES.map((error) => [error.code, error]));

/** Looks a code up; anything that is not in the table is indefinite. */
export function errorCode(code: unknown): ErrorCode {
  const known = typeof code === "number" ? BY_CODE.get(code) : undefined;
  return known ?? { code: Number(code), name: UNKNOWN_CODE, definite: false, meaning: "Not a code of the protocol." };
}
