/**
 * The service `seq-kv`: a sequentially consistent map, stale on purpose.
 *
 * It keeps its newest 32 states. A request is tried on a random state no older than the one its sender last saw. Where that
 * state would not change (a read, a failing cas, a write of the value that is there already) the answer comes from it,
 * and the sender has now seen that state. Where it would change, the request is evaluated on the newest state instead, a new
 * state is appended, and the sender has seen it. So reads may be stale, but never go back in time for one sender; a
 * request that changes something brings its sender up to date; a failing cas may have failed against an old value.
 *
 * The original wraps around where it draws a state older than the 32 that it keeps, and so can show time running backwards;
 * here the draw is clamped to the oldest state kept.
 *
 * States are not copied: every key has the values of its last changes, each with the index of the state that it came with.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { Random } from "../random.ts";
import { answerKvRequest, canonicalKey } from "./kv_request.ts";
import type { Service, ServiceReply, ServiceRequest } from "./service.ts";
import { canonicalJson } from "./values.ts";

/** How many states are kept, the newest included. */
export const KEPT_STATES = 32;

interface Version {
  /** Index of the state in which the key got this value. */
  readonly state: number;
  readonly value: Json;
}

/** A sequentially consistent key-value store. */
export class SeqKv implements Service {
  readonly name = "seq-kv";
  readonly #random: Random;
  /** Values of each key, oldest first; the first one is in force at the oldest kept state, if it is that old. */
  readonly #versions = new Map<string, Version[]>();
  /** The state that each sender has seen. */
  readonly #seen = new Map<string, number>();
  /** Index of the newest state; state 0 is empty. */
  #newest = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  handle({ src, body }: ServiceRequest): ServiceReply | undefined {
    const key = canonicalKey(body);
    const picked = this.#pickState(src);
    const present = this.#valueAt(key, picked);
    const answer = answerKvRequest(body, present);
    if (answer === undefined) return undefined;
    if (answer.stored === undefined || equal(answer.stored, present)) {
      this.#seen.set(src, picked);
      return { body: answer.reply, staleness: this.#newest - picked };
    }
    const newestValue = this.#valueAt(key, this.#newest);
    const newestAnswer = answerKvRequest(body, newestValue) ?? answer;
    this.#newest++;
    this.#seen.set(src, this.#newest);
    if (newestAnswer.stored !== undefined && !equal(newestAnswer.stored, newestValue)) {
      this.#append(key, newestAnswer.stored);
    }
    return { body: newestAnswer.reply, staleness: 0, isChange: true };
  }

  /** Draws from all states since the one the sender has seen; older than kept means the oldest kept. */
  #pickState(src: string): number {
    const drawn = this.#random.integer(this.#seen.get(src) ?? 0, this.#newest);
    return Math.max(drawn, this.#oldestKept());
  }

  #oldestKept(): number {
    return Math.max(0, this.#newest - (KEPT_STATES - 1));
  }

  #valueAt(key: string, state: number): Json | undefined {
    return this.#versions.get(key)?.findLast((version) => version.state <= state)?.value;
  }

  /** Adds a version for the newest state and forgets those that no kept state shows. */
  #append(key: string, value: Json): void {
    const versions = this.#versions.get(key) ?? [];
    versions.push({ state: this.#newest, value });
    const oldestVisible = versions.findLastIndex((version) => version.state <= this.#oldestKept());
    if (oldestVisible > 0) versions.splice(0, oldestVisible);
    this.#versions.set(key, versions);
  }
}

function equal(a: Json, b: Json | undefined): boolean {
  return b !== undefined && canonicalJson(a) === canonicalJson(b);
}
