/**
 * Errors as they travel between nodes: the table of Maelstrom's error codes as data, and one class for all of them.
 *
 * A code is definite when the operation certainly did not happen; after an indefinite one it may have happened, or
 * may happen yet. Codes from 1000 on are free for the user and always indefinite.
 *
 * Source: Maelstrom's protocol.md, section "Errors".
 *
 * @module
 */

/** One row of the error table. */
export interface RpcErrorKind {
  /** The number in the field `code` of an error body. */
  readonly code: number;
  /** Maelstrom's name of the code. */
  readonly name: string;
  /** True where the operation certainly did not happen. */
  readonly definite: boolean;
  /** What the code says, in one sentence. */
  readonly meaning: string;
}

/**
 * Every code that Maelstrom defines, in ascending order.
 *
 * @example
 * ```ts
 * import { RPC_ERRORS } from "@gossip-glomers/deno/rpc-error";
 * import { assertEquals } from "@std/assert";
 *
 * const indefinite = RPC_ERRORS.filter(({ definite }) => !definite).map(({ code }) => code);
 * assertEquals(indefinite, [0, 13]);
 * ```
 */
export const RPC_ERRORS = [
  { code: 0, name: "timeout", definite: false, meaning: "No answer came in time." },
  { code: 1, name: "node-not-found", definite: true, meaning: "The destination does not exist." },
  { code: 10, name: "not-supported", definite: true, meaning: "The node does not know this type of request." },
  { code: 11, name: "temporarily-unavailable", definite: true, meaning: "The node cannot serve the request now." },
  { code: 12, name: "malformed-request", definite: true, meaning: "The request has not the shape of its type." },
  { code: 13, name: "crash", definite: false, meaning: "Something failed; the operation may have happened." },
  { code: 14, name: "abort", definite: true, meaning: "The operation was given up and did not happen." },
  { code: 20, name: "key-does-not-exist", definite: true, meaning: "The operation needs a key that is missing." },
  { code: 21, name: "key-already-exists", definite: true, meaning: "The operation would create a key that exists." },
  {
    code: 22,
    name: "precondition-failed",
    definite: true,
    meaning: "A condition did not hold, as in compare-and-set.",
  },
  { code: 30, name: "txn-conflict", definite: true, meaning: "A conflicting transaction came first." },
] as const satisfies readonly RpcErrorKind[];

/** The names in {@linkcode RPC_ERRORS}. */
export type RpcErrorName = typeof RPC_ERRORS[number]["name"];

const KIND_BY_CODE: ReadonlyMap<number, RpcErrorKind> = new Map(RPC_ERRORS.map((kind) => [kind.code, kind]));

/** The body of a reply that reports an error. */
export type ErrorBody = {
  readonly type: "error";
  readonly code: number;
  readonly text: string;
};

/**
 * An error with a code of the protocol. Thrown in a handler it becomes the reply to the request; a reply of type
 * "error" rejects the RPC with it.
 *
 * @example
 * ```ts
 * import { RpcError } from "@gossip-glomers/deno/rpc-error";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const error = new RpcError(22, "Cannot set key \"x\": its value is 3, expected 4");
 * assertEquals(error.name, "precondition-failed");
 * assert(error.definite);
 * ```
 */
export class RpcError extends Error {
  /** The name in the table; "unknown" for a code that is not there. */
  override readonly name: RpcErrorName | "unknown";
  /** The number in the table, or one from 1000 on. */
  readonly code: number;
  /** True where the operation certainly did not happen. */
  readonly definite: boolean;

  /**
   * Makes an error of `code`.
   *
   * @param code A code of {@linkcode RPC_ERRORS}, or one of your own from 1000 on (indefinite).
   * @param text What went wrong, for people.
   * @param options `cause`: the error behind this one.
   */
  constructor(code: number, text: string, options?: ErrorOptions) {
    super(text, options);
    const kind = KIND_BY_CODE.get(code);
    this.code = code;
    this.name = (kind?.name ?? "unknown") as RpcErrorName | "unknown";
    this.definite = kind?.definite ?? false;
  }

  /** What went wrong, for people: the field `text` on the wire. */
  get text(): string {
    return this.message;
  }

  /** Gives the body of an error reply, without `in_reply_to`. */
  toBody(): ErrorBody {
    return { type: "error", code: this.code, text: this.text };
  }

  /** Reads the body of an error reply; a missing or odd code becomes 13 (crash), a missing text becomes the name. */
  static fromBody(body: { readonly [field: string]: unknown }): RpcError {
    const code = typeof body.code === "number" && Number.isInteger(body.code) ? body.code : 13;
    const text = typeof body.text === "string" ? body.text : KIND_BY_CODE.get(code)?.name ?? "unknown";
    return new RpcError(code, text);
  }

  /**
   * Tells whether something thrown is an RpcError of one kind.
   *
   * @example
   * ```ts
   * import { RpcError } from "@gossip-glomers/deno/rpc-error";
   * import { assert } from "@std/assert";
   *
   * assert(RpcError.is(new RpcError(20, "no such key"), "key-does-not-exist"));
   * assert(!RpcError.is(new Error("no such key"), "key-does-not-exist"));
   * ```
   */
  static is(error: unknown, name: RpcErrorName | "unknown"): error is RpcError {
    return error instanceof RpcError && error.name === name;
  }
}
