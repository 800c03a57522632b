/**
 * The world that simulated nodes live in: a virtual clock, and globals that show them this clock and seeded randomness.
 *
 * Events are worked off one by one. After an event that ran node code the world waits until every promise reaction of
 * that event has run (virtual/turns.ts), and for pure work such as a digest, before time goes on.
 * Whatever happens in between belongs to one node, the current one: its timers, its random numbers, its clock.
 *
 * Only code of the current node sees the replaced globals do anything new; all other code in the process gets the real
 * ones through them, so that a progress line or a test runner works on undisturbed.
 *
 * @module
 */
import { VirtualClock } from "../clock.ts";
import { UsageError } from "../usage_error.ts";
import type { Cause, Monitor } from "./cause.ts";
import type { GuestNode } from "./guest_node.ts";
import { thread } from "./virtual/thread.ts";
import { installVirtualGlobals, realDelay, whenSettled } from "./virtual_globals.ts";

/** Events after which a simulation is given up: some part of it does not come to an end. */
export const EVENT_LIMIT = 100_000_000;

/** Real milliseconds that late work has to show itself; a sweep waits so long after most of its runs. */
const LATE_WORK_MS = 4;

/** One simulation's clock and the node that is running now. */
export class VirtualWorld {
  readonly clock = new VirtualClock();
  monitor: Monitor | undefined;
  /** What follows the current event. */
  #next: () => void = () => {};

  /** Says that code of a node runs now: until the next event, everything belongs to it. False where it must not run. */
  enter(guest: GuestNode, cause: Cause): boolean {
    if (this.monitor?.enter(guest.id, cause, this.clock.now()) === false) return false;
    thread.guest = guest;
    return true;
  }

  /** Works off events until `isOver`, under replaced globals. */
  async drive(isOver: () => boolean): Promise<void> {
    await this.occupy(() => this.#workOff(isOver));
  }

  /**
   * Does something under replaced globals.
   *
   * @param act Gets a function that lets the event of the current node come to its end; then no node is current.
   */
  async occupy<T>(act: (turn: () => Promise<void>) => Promise<T>): Promise<T> {
    const release = await acquireThread();
    installVirtualGlobals();
    try {
      return await act(() => new Promise((resolve) => this.#afterEvent(resolve)));
    } finally {
      thread.guest = undefined;
      thread.work.clear();
      release();
    }
  }

  /**
   * Gives real time to nodes that may wait for something real: what they do then is told as what it is.
   *
   * @param meanwhile Is done in this time.
   */
  async lookForLateWork(meanwhile: () => Promise<void>): Promise<void> {
    await this.occupy(async (turn) => {
      const delay = realDelay(LATE_WORK_MS);
      await meanwhile();
      await delay;
      await turn();
    });
  }

  /** Without promises of its own: each costs as much as a small event. */
  #workOff(isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let count = 0;
      const goOn = () => {
        try {
          while (!isOver()) {
            this.#step(count++);
            if (thread.guest !== undefined) return this.#afterEvent(goOn);
          }
          resolve();
        } catch (error) {
          reject(error);
        }
      };
      goOn();
    });
  }

  #step(count: number): void {
    if (count === EVENT_LIMIT) {
      throw new UsageError(
        `Cannot finish the simulation: ${EVENT_LIMIT} events did not suffice, expected the nodes to let time pass`,
      );
    }
    if (!this.clock.step()) throw new Error("Cannot go on: nothing is scheduled, expected the run to end first");
  }

  /** Lets the event of the current node come to its end; then no node is current. */
  #afterEvent(act: () => void): void {
    this.#next = act;
    whenSettled(this.#endEvent);
  }

  readonly #endEvent = (): void => {
    thread.guest = undefined;
    this.monitor?.leave();
    this.#next();
  };
}

/**
 * Loads a module under replaced globals: its statements see time and chance as they are before any run, and take for
 * later use what nodes may use.
 */
export async function loadAs<T>(guest: GuestNode, load: () => Promise<T>): Promise<T> {
  const release = await acquireThread();
  installVirtualGlobals();
  thread.guest = guest;
  try {
    return await load();
  } finally {
    thread.guest = undefined;
    release();
  }
}

/**
 * Globals are one per thread, so simulations in one thread take turns.
 * This is module state on purpose: what it guards is just as global.
 */
let threadIsFree: Promise<void> = Promise.resolve();

async function acquireThread(): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = threadIsFree;
  threadIsFree = promise;
  await before;
  return resolve;
}
