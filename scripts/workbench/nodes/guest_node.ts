/**
 * A node as the virtual world knows it.
 *
 * @module
 */

/** What the world knows of a node while the node's code runs. */
export interface GuestNode {
  readonly id: string;
  /** Arguments of its program. */
  readonly args: readonly string[];
  /** True for a module that is being loaded and is no node yet: it may use what is real, but for time and chance. */
  readonly isLoading?: boolean;
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
  /** Ends the node by itself, with a text such as "exit status 1". */
  exit(how: string): void;
  /** Ends the whole run: the node wants what no simulation has. */
  refuse(text: string): void;
}
