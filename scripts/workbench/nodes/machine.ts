/**
 * What a compiled program asks of its machine. A JavaScript program finds the same in globals, which are replaced.
 *
 * @module
 */

import type { Waiting } from "../clock.ts";
import type { NodeWarning } from "./node_host.ts";

/** The machine of one simulated node. */
export interface Machine {
  /** Nanoseconds since the simulation began. */
  nowNs(): number;
  /** Nanoseconds since 1970 as the node's own, perhaps skewed, clock shows them. */
  wallClockNs(): bigint;
  /** Calls back after a delay, unless that is cancelled before; never once the node is dead. */
  after(delayNs: number, callback: () => void): Waiting;
  /** From now on, passes on each line for the program, and first those that have come already. */
  onLine(take: (line: string) => void): void;
  /** A float in [0, 1). */
  random(): number;
  /** Tells a person what changes no verdict. */
  warn(warning: NodeWarning): void;
  /** Calls back when the node ends or is killed. */
  atEnd(callback: () => void): void;
  /** What outlives a kill of the node; the program says what is in it. */
  readonly disk: Map<string, unknown>;
}

/** Rejects the promise of a program that ended by itself, with a text such as "exit status 1". */
export class ProgramEnd extends Error {
  override readonly name = "ProgramEnd";
}
