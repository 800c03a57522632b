/**
 * Back-pressure between the nodes of a run: while much waits to be read by nodes that do read, the bench does not read
 * what nodes print, so that a node that floods is slowed down by its pipe.
 *
 * A node that has taken nothing for a while does not count. So nodes that all wait for each other (each blocked on its
 * stdout and not reading its stdin meanwhile) are read again after that while, and one that never reads slows nobody
 * down: its own queue runs into its limit.
 *
 * @module
 */
import { type Clock, NS_PER_MS } from "../clock.ts";

/** Characters that may wait for nodes that read, all together (32 Mi); beyond it no output is read. */
export const CONGESTED_LENGTH = 32 * 1024 * 1024;
/** Time without progress after which a node counts as one that does not read. */
export const STALL_NS = 1000 * NS_PER_MS;

/** What waits for one node. */
export interface FlowQueue {
  readonly length: number;
  /** When the node last took something. */
  readonly progressNs: number;
}

/** The queues of all nodes of a run. */
export class FlowControl {
  readonly #clock: Clock;
  readonly #congestedLength: number;
  readonly #queues = new Set<FlowQueue>();

  constructor(clock: Clock, congestedLength = CONGESTED_LENGTH) {
    this.#clock = clock;
    this.#congestedLength = congestedLength;
  }

  add(queue: FlowQueue): void {
    this.#queues.add(queue);
  }

  remove(queue: FlowQueue): void {
    this.#queues.delete(queue);
  }

  /** Tells whether output of nodes should not be read for now. */
  isCongested(): boolean {
    let length = 0;
    for (const queue of this.#queues) length += queue.length;
    if (length <= this.#congestedLength) return false;
    const now = this.#clock.now();
    for (const queue of this.#queues) {
      if (now - queue.progressNs > STALL_NS) length -= queue.length;
    }
    return length > this.#congestedLength;
  }
}
