/**
 * The one timer of a program that waits.
 *
 * Most programs are woken by a message long before their timer is due, and then wait for the same timer again. So it goes
 * on meanwhile, and is started anew only where the program waits until another time.
 *
 * @module
 */
import type { Waiting } from "../../clock.ts";
import type { Machine } from "../machine.ts";

/** A timer that outlives what it is waited for. */
export class Alarm {
  readonly #machine: Pick<Machine, "after">;
  #dueNs = Infinity;
  #onDue: (() => void) | undefined;
  #waiting: Waiting | undefined;

  constructor(machine: Pick<Machine, "after">) {
    this.#machine = machine;
  }

  /**
   * Calls back at a time; what was waited for before is forgotten.
   *
   * @param dueNs Names the time: the same number is the same time of the world.
   * @param delayNs How far away it is.
   */
  set(dueNs: number, delayNs: number, onDue: () => void): void {
    this.#onDue = onDue;
    if (dueNs === this.#dueNs) return;
    this.#waiting?.cancel();
    this.#dueNs = dueNs;
    this.#waiting = this.#machine.after(delayNs, () => {
      this.#dueNs = Infinity;
      const callback = this.#onDue;
      this.#onDue = undefined;
      callback?.();
    });
  }

  /** Does not call back, but lets the timer go on: it may be set to the same time again before it is due. */
  silence(): void {
    this.#onDue = undefined;
  }

  /** Ends the timer. */
  stop(): void {
    this.silence();
    this.#dueNs = Infinity;
    this.#waiting?.cancel();
  }
}
