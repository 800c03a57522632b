/**
 * A client of Maelstrom's key-value services "lin-kv", "seq-kv" and "lww-kv".
 *
 * lin-kv is linearizable. seq-kv may answer from a state of the past, never older than one that this node has seen:
 * reads, compare-and-sets that fail and writes that change nothing can all be stale; only an operation that changes
 * the state certainly meets the newest one. lww-kv keeps the last write by its own clocks and promises little more.
 *
 * Source: Maelstrom's services.md and service.clj.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import type { Body, Node } from "./node.ts";
import { RpcError } from "./rpc_error.ts";

/** The names of the key-value services. */
export type KvService = "lin-kv" | "seq-kv" | "lww-kv";

/** The part of a node that the client needs. */
export type RpcSender = Pick<Node, "rpc" | "signal">;

/** Options of {@linkcode Kv}. */
export interface KvOptions {
  /** How long to wait for each answer, in milliseconds. Default: 1,000. */
  readonly timeoutMs?: number;
  /**
   * How often to send a request that is not answered, in all; each attempt waits twice as long as the one before. A
   * compare-and-set sent again may fail because it has happened before: give each value a part that no other has, and
   * look. Default: 1.
   */
  readonly attempts?: number;
  /** Gives up waiting when it aborts: what is under way rejects with its reason and may have been carried out. */
  readonly signal?: AbortSignal;
}

/** Options of {@linkcode Kv.compareAndSet}. */
export interface CompareAndSetOptions {
  /** Sets the key also where it is missing. lww-kv ignores this. Default: false. */
  readonly createIfNotExists?: boolean;
}

/** Options of {@linkcode Kv.update}. */
export interface UpdateOptions {
  /** How many attempts in all. Default: 16. */
  readonly attempts?: number;
  /** The longest pause after the first failed attempt, in milliseconds; it doubles with each further one. Default: 5. */
  readonly backoffMs?: number;
  /** The longest pause of all, in milliseconds. Default: 500. */
  readonly backoffMsMax?: number;
}

const KV_TIMEOUT_MS = 1000;
const DEFAULT_ATTEMPTS = 16;
const DEFAULT_BACKOFF_MS = 5;
const DEFAULT_BACKOFF_MS_MAX = 500;

type KvRequest = { readonly type: "read" | "write" | "cas"; readonly key: unknown; readonly [field: string]: unknown };

/** Marks a key without a value, which `undefined` or `null` as a default could not. */
const MISSING = Symbol("missing");

/**
 * A client of one service. Keys and values may be any JSON value; the caller names the type of the values.
 *
 * Every method rejects with an {@linkcode RpcError}: "timeout" (0) where no answer came, and what the service
 * answered otherwise, such as "key-does-not-exist" (20) or "precondition-failed" (22).
 *
 * @example
 * ```ts
 * import { program } from "@gossip-glomers/deno";
 * import { Kv } from "@gossip-glomers/deno/kv";
 *
 * const visits = program((node) => {
 *   const kv = new Kv<number>(node, "lin-kv");
 *   node.on("visit", async () => ({ type: "visit_ok", visits: await kv.update("visits", (count = 0) => count + 1) }));
 * });
 * ```
 *
 * @example A client of one request that must be over in time
 * ```ts
 * import { program } from "@gossip-glomers/deno";
 * import { Kv } from "@gossip-glomers/deno/kv";
 *
 * const leader = program((node) => {
 *   node.on("who_leads", async () => {
 *     const kv = new Kv<string>(node, "lin-kv", { attempts: 5, signal: AbortSignal.timeout(3000) });
 *     return { type: "who_leads_ok", leader: await kv.read("leader", "nobody") };
 *   });
 * });
 * ```
 */
export class Kv<V = unknown> {
  readonly #node: RpcSender;
  readonly #service: KvService;
  readonly #timeoutMs: number;
  readonly #attempts: number;
  readonly #signal: AbortSignal | undefined;

  /** Makes a client that speaks for `node`. */
  constructor(node: RpcSender, service: KvService, options: KvOptions = {}) {
    this.#node = node;
    this.#service = service;
    this.#timeoutMs = options.timeoutMs ?? KV_TIMEOUT_MS;
    this.#attempts = options.attempts ?? 1;
    this.#signal = options.signal;
  }

  /**
   * Reads the value of `key`.
   *
   * @param key The key.
   * @param fallback The answer for a missing key. Without it a missing key is an error.
   * @throws {RpcError} "key-does-not-exist" (20) for a missing key without a fallback.
   */
  async read(key: unknown, fallback?: V): Promise<V> {
    const value = await this.#readOr(key, arguments.length > 1 ? fallback as V : MISSING);
    if (value === MISSING) throw new RpcError(20, `Cannot read key ${JSON.stringify(key)}: it does not exist`);
    return value;
  }

  /** Sets `key` to `value`, whatever it was. */
  async write(key: unknown, value: V): Promise<void> {
    await this.#call({ type: "write", key, value });
  }

  /**
   * Sets `key` from one value to another in one step.
   *
   * @throws {RpcError} "key-does-not-exist" (20) or "precondition-failed" (22): nothing was changed.
   */
  async compareAndSet(key: unknown, from: V, to: V, options: CompareAndSetOptions = {}): Promise<void> {
    await this.#call({ type: "cas", key, from, to, create_if_not_exists: options.createIfNotExists ?? false });
  }

  /**
   * Replaces the value of `key` by `change(value)`, with read and compare-and-set, and gives the new value.
   *
   * Tries again, after a pause that grows and varies, while others are faster. A compare-and-set that was not answered
   * is never sent again, since the change may have happened: it rejects with "timeout" and the caller decides.
   *
   * @param key The key.
   * @param change Gives the new value; its argument is undefined for a missing key. May run several times.
   * @throws {RpcError} The last "precondition-failed" or "key-does-not-exist" when the attempts are used up.
   */
  async update(key: unknown, change: (value: V | undefined) => V, options: UpdateOptions = {}): Promise<V> {
    const attempts = options.attempts ?? DEFAULT_ATTEMPTS;
    let pauseMsMax = options.backoffMs ?? DEFAULT_BACKOFF_MS;
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#tryUpdate(key, change);
      } catch (error) {
        const canPass = error instanceof RpcError && [11, 20, 22].includes(error.code);
        if (!canPass || attempt >= attempts || this.#node.signal.aborted) throw error;
      }
      await delay(Math.random() * pauseMsMax, this.#abortable());
      pauseMsMax = Math.min(pauseMsMax * 2, options.backoffMsMax ?? DEFAULT_BACKOFF_MS_MAX);
    }
  }

  async #tryUpdate(key: unknown, change: (value: V | undefined) => V): Promise<V> {
    const current = await this.#readOr(key, MISSING);
    const isMissing = current === MISSING;
    const next = change(isMissing ? undefined : current);
    // lww-kv cannot create a key by compare-and-set, and a write is no weaker there.
    if (isMissing && this.#service === "lww-kv") await this.write(key, next);
    else {
      const from = isMissing ? null : current;
      await this.#send({ type: "cas", key, from, to: next, create_if_not_exists: isMissing }, this.#timeoutMs);
    }
    return next;
  }

  async #readOr<F>(key: unknown, fallback: F): Promise<V | F> {
    try {
      const reply = await this.#call({ type: "read", key });
      return reply.value as V;
    } catch (error) {
      if (RpcError.is(error, "key-does-not-exist") && fallback !== undefined) return fallback;
      throw error;
    }
  }

  async #call(body: KvRequest): Promise<Body> {
    for (let attempt = 1, timeoutMs = this.#timeoutMs;; attempt++, timeoutMs *= 2) {
      try {
        return await this.#send(body, timeoutMs);
      } catch (error) {
        const isLost = RpcError.is(error, "timeout") && attempt < this.#attempts && !this.#node.signal.aborted;
        if (!isLost) throw error;
      }
    }
  }

  #send(body: KvRequest, timeoutMs: number): Promise<Body> {
    return this.#node.rpc(this.#service, body, { timeoutMs, ...this.#abortable() });
  }

  #abortable(): { signal?: AbortSignal } {
    return this.#signal === undefined ? {} : { signal: this.#signal };
  }
}
