/**
 * What node code is given control for.
 *
 * @module
 */

/** The line of a message, or one of the words here. */
export type Cause = string;
export const TIMER_CAUSE = "timer";
export const BOOT_CAUSE = "boot";
export const LOAD_CAUSE = "load";

/** Node code that is running. */
export interface RunningCode {
  readonly node: string;
  readonly cause: Cause;
  /** Time of the run in ns; below 0 before its start, NaN where each node has a time of its own. */
  readonly timeNs: number;
  /** How often the simulation had given control to node code by then, this time included. */
  readonly count: number;
}

/** Hears when node code runs. */
export interface Monitor {
  /** Called before; false lets the code not run. */
  enter(node: string, cause: Cause, timeNs: number): boolean;
  /** Called when all that the code set off has come to its end. */
  leave(): void;
}

/** Tells another thread how a simulation goes on, and can be asked by it to end the simulation. */
export interface Beat extends Monitor {
  /** How often control was given to node code so far. */
  readonly count: number;
  /** True once the simulation was asked to end. */
  readonly isInterrupted: boolean;
}
