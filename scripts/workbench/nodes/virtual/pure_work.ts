/**
 * Work that takes real time and gives the same each time, such as a digest: virtual time stands still until it is done.
 *
 * What a node starts in one event is delivered in the order in which it was started, whichever is done first, so that a
 * run repeats itself.
 *
 * @module
 */

/** Real time functions, before anything replaces them. */
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

interface Work {
  /** Resolves when the result is there, or the wait is over. */
  readonly settled: Promise<unknown>;
  deliver(): void;
}

/** The work that nodes have started and not got yet. */
export class PureWork {
  #queue: Work[] = [];

  get isPending(): boolean {
    return this.#queue.length > 0;
  }

  /**
   * Lets time wait for work.
   *
   * @param boundMs Real time after which the work is no longer waited for, where it may depend on the node itself: the
   * body of a response may come from a stream that waits for a timer.
   */
  hold<T>(real: Promise<T>, boundMs?: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let deliver: (() => void) | undefined;
      let isLate = false;
      const done = (how: () => void) => isLate ? how() : deliver = how;
      const settled = real.then((value) => done(() => resolve(value)), (error) => done(() => reject(error)));
      this.#queue.push({
        settled: boundMs === undefined ? settled : within(settled, boundMs),
        deliver: () => {
          isLate = true;
          deliver?.();
        },
      });
    });
  }

  /** Waits for the oldest work and hands its result to the node. */
  async deliverNext(): Promise<void> {
    const work = this.#queue.shift();
    await work?.settled;
    work?.deliver();
  }

  /** Forgets all work, at the end of a simulation. */
  clear(): void {
    this.#queue = [];
  }
}

async function within(work: Promise<unknown>, boundMs: number): Promise<void> {
  let timer;
  const bound = new Promise((resolve) => timer = realSetTimeout(resolve, boundMs));
  await Promise.race([work, bound]);
  realClearTimeout(timer);
}
