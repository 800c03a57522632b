/**
 * What the playground's worker tells its page while a program runs. The page sees when the worker falls silent; pages
 * of common web hosts have no memory that they could share with it.
 *
 * @module
 */
import type { Beat, Cause } from "../workbench/nodes/cause.ts";
import type { RunAnswer } from "./protocol.ts";

/** A sign of life is given once in so many real milliseconds at most. */
const PERIOD_MS = 200;

/** Posts signs of life, and from some time on each piece of node code before it runs. */
export class PostedBeat implements Beat {
  count = 0;
  readonly isInterrupted = false;
  readonly #post: (answer: RunAnswer) => void;
  readonly #nowMs: () => number;
  readonly #tracedFrom: number;
  #lastMs = -Infinity;

  /** @param tracedFrom The number of the first piece of node code that is told one by one. */
  constructor(post: (answer: RunAnswer) => void, nowMs: () => number, tracedFrom = Infinity) {
    this.#post = post;
    this.#nowMs = nowMs;
    this.#tracedFrom = tracedFrom;
  }

  enter(node: string, cause: Cause, timeNs: number): boolean {
    this.count++;
    if (this.count >= this.#tracedFrom) {
      this.#post({ kind: "entered", code: { node, cause, timeNs, count: this.count } });
    } else this.#live();
    return true;
  }

  leave(): void {}

  #live(): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#lastMs < PERIOD_MS) return;
    this.#lastMs = nowMs;
    this.#post({ kind: "alive", count: this.count });
  }
}
