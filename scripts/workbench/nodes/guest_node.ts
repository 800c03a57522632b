/**
 * A node as the virtual world knows it.
 *
 * @module
 */

/** What the world knows of a node while the node's code runs. */
export interface GuestNode {
  readonly id: string;
  /** Starts a timer of the node and returns its number. */
  startTimer(callback: () => void, delayMs: number, repeat: boolean): number;
  stopTimer(timer: number): void;
  /** Milliseconds since 1970 as the node's own, perhaps skewed, clock shows them. */
  wallClockMs(): number;
  /** Milliseconds since the simulation began. */
  monotonicMs(): number;
  /** A float in [0, 1). */
  random(): number;
  /** Takes text that the node's code prints with its console. */
  print(stream: "stdout" | "stderr", text: string): void;
  /** Told of an exception or rejection that the node's code did not handle. */
  onUncaught(error: unknown, kind: "exception" | "rejection"): void;
}
