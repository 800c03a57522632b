/**
 * Endless random transactions over a pool of keys, as elle.txn's `wr-txns` makes them with its defaults.
 *
 * Of K active keys the one at position i is chosen with probability 2^i / (2^K - 1), so the last one is the hottest.
 * Half of the micro-operations read, half write. Written values count 1, 2, 3 ... per key; a key that has had its share
 * of writes gives its place to a new key, and the micro-operation is drawn again.
 *
 * @module
 */
import type { Random } from "../random.ts";

/** `["r", key, null]` reads a key, `["w", key, value]` writes a value that is unique for the key. */
export type MicroOp = readonly ["r", number, null] | readonly ["w", number, number];

/** What transactions are made of. */
export interface TransactionSourceOptions {
  readonly random: Random;
  /** Keys that are active at any time, at least 1. */
  readonly keyCount: number;
  /** Most micro-operations of a transaction; lengths are uniform from 1. */
  readonly maxTxnLength: number;
  /** Writes after which a key is replaced by a new one, at least 1. */
  readonly maxWritesPerKey: number;
}

/** Keys of the pool when nothing else is asked for. */
export const DEFAULT_KEY_COUNT = 10;

/** Makes transactions, one after another. */
export class TransactionSource {
  readonly #options: TransactionSourceOptions;
  readonly #activeKeys: number[];
  /** Next value to write, for active keys that were written already. */
  readonly #nextValue = new Map<number, number>();

  /** @throws {RangeError} when a limit is not a positive integer. */
  constructor(options: TransactionSourceOptions) {
    requirePositive("keyCount", options.keyCount);
    requirePositive("maxTxnLength", options.maxTxnLength);
    requirePositive("maxWritesPerKey", options.maxWritesPerKey);
    this.#options = options;
    this.#activeKeys = Array.from({ length: options.keyCount }, (_, key) => key);
  }

  /** Returns the next transaction: 1 to `maxTxnLength` micro-operations. */
  next(): MicroOp[] {
    const length = this.#options.random.integer(1, this.#options.maxTxnLength);
    const operations: MicroOp[] = [];
    while (operations.length < length) operations.push(this.#nextMicroOp());
    return operations;
  }

  #nextMicroOp(): MicroOp {
    const { random, maxWritesPerKey } = this.#options;
    for (;;) {
      const reads = random.chance(0.5);
      const position = this.#drawPosition();
      const key = this.#activeKeys[position] as number;
      if (reads) return ["r", key, null];
      const value = this.#nextValue.get(key) ?? 1;
      if (value <= maxWritesPerKey) {
        this.#nextValue.set(key, value + 1);
        return ["w", key, value];
      }
      this.#replaceKey(position, key);
    }
  }

  #drawPosition(): number {
    const count = this.#activeKeys.length;
    if (count === 1) return 0;
    const uniform = this.#options.random.float();
    // floor(log2(1 + uniform * (2^count - 1))), written so that 2^count cannot overflow.
    const position = Math.floor(count + Math.log2(uniform + (1 - uniform) * 2 ** -count));
    return Math.min(count - 1, Math.max(0, position));
  }

  #replaceKey(position: number, key: number): void {
    this.#nextValue.delete(key);
    this.#activeKeys[position] = this.#activeKeys.reduce((highest, other) => Math.max(highest, other), 0) + 1;
  }
}

function requirePositive(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(`Cannot make transactions: ${name} is ${value}, expected a positive integer`);
}
