/**
 * The world that simulated nodes live in: a virtual clock, and globals that show them this clock and seeded randomness.
 *
 * Events are worked off one by one. After an event that ran node code the world waits for one turn of the real event
 * loop, so that every promise reaction of that event has run before time goes on. Whatever happens in between belongs
 * to one node, the current one: its timers, its random numbers, its clock.
 *
 * Only code of the current node sees the replaced globals do anything new; all other code in the process gets the real
 * ones through them, so that a progress line or a test runner works on undisturbed.
 *
 * @module
 */
import { VirtualClock } from "../clock.ts";
import { UsageError } from "../usage_error.ts";
import type { GuestNode } from "./guest_node.ts";
import { installVirtualGlobals, type VirtualGlobals } from "./virtual_globals.ts";

/** Events after which a simulation is given up: some part of it does not come to an end. */
export const EVENT_LIMIT = 100_000_000;

/** What node code is given control for: the line of a message, or one of these. */
export type Cause = string;
export const TIMER_CAUSE = "timer";
export const BOOT_CAUSE = "boot";
export const LOAD_CAUSE = "load";

/** Hears when node code runs. */
export interface Monitor {
  /** Called before; false lets the code not run. */
  enter(node: string, cause: Cause, timeNs: number): boolean;
  /** Called when all that the code set off has come to its end. */
  leave(): void;
}

/** One simulation's clock and the node that is running now. */
export class VirtualWorld {
  readonly clock = new VirtualClock();
  monitor: Monitor | undefined;
  #current: GuestNode | undefined;

  /** The node whose code is running, or undefined between nodes. */
  get current(): GuestNode | undefined {
    return this.#current;
  }

  /** Runs code of a node: until the next event, everything belongs to it. */
  enter(guest: GuestNode, cause: Cause, run: () => void): void {
    if (this.monitor?.enter(guest.id, cause, this.clock.now()) === false) return;
    this.#current = guest;
    run();
  }

  /** Works off events until `isOver`, under replaced globals, which are restored in any case. */
  async drive(isOver: () => boolean): Promise<void> {
    await this.occupy((turn) => this.#workOff(isOver, turn));
  }

  /**
   * Does something under replaced globals, which are restored in any case.
   *
   * @param act Gets a function that lets the event of the current node come to its end; then no node is current.
   */
  async occupy<T>(act: (turn: () => Promise<void>) => Promise<T>): Promise<T> {
    const release = await acquireThread();
    let globals: VirtualGlobals | undefined;
    try {
      const { turn } = globals = installVirtualGlobals(() => this.#current);
      return await act(async () => {
        await turn();
        this.#current = undefined;
        this.monitor?.leave();
      });
    } finally {
      this.#current = undefined;
      globals?.restore();
      release();
    }
  }

  async #workOff(isOver: () => boolean, turn: () => Promise<void>): Promise<void> {
    for (let count = 0; !isOver(); count++) {
      if (count === EVENT_LIMIT) {
        throw new UsageError(
          `Cannot finish the simulation: ${EVENT_LIMIT} events did not suffice, expected the nodes to let time pass`,
        );
      }
      if (!this.clock.step()) throw new Error("Cannot go on: nothing is scheduled, expected the run to end first");
      if (this.#current !== undefined) await turn();
    }
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
