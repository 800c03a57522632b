/**
 * What the bench knows of a node: something that takes lines and gives lines.
 *
 * Two kinds exist: a child process (process_node.ts) and a challenge module in this process (simulated_node.ts).
 *
 * @module
 */

/** What was seen of a node's program while it ran. */
export interface NodeWarning {
  readonly kind: "busy-node" | "full-disk";
  /** A sentence that begins with what the node did, without capital: "never waits: ...". */
  readonly text: string;
}

/** What a node tells the bench. All callbacks are synchronous and may be called at any time after `start`. */
export interface NodeEvents {
  /** A line from the node's stdout, without its line end. */
  onLine(line: string): void;
  /** A line in parts, from a simulated node that has it so. Default: `onLine` of all together. */
  onParts?(parts: readonly string[]): void;
  /** A line from the node's stderr, without its line end. */
  onLog(line: string): void;
  /** Something that changes no verdict and that a person should know; only simulated nodes find such things. */
  onWarning?(warning: NodeWarning): void;
  /** The node ended by itself: a text such as "exit status 1" or "signal SIGSEGV". Not called after `stop` or `kill`. */
  onExit(how: string): void;
  /** A simulated node wants what no simulation has: a sentence that says what, and what to use instead. */
  onUnsimulated?(text: string): void;
}

/** Output that is no line yet. */
export interface UnendedOutput {
  readonly text: string;
  /** The clock's time. */
  readonly timeNs: number;
}

/** A running (or killed, or paused) node. */
export interface NodeHost {
  readonly id: string;
  /** Launches the node. @throws {NodeStartError} when the program cannot be started. */
  start(): void;
  /** Writes one message line to the node's stdin; a line end is added. Lines to a dead node are lost. */
  deliver(line: string): void;
  /** Ends the node at once and loses its memory (SIGKILL). `start` may be called again. */
  kill(): void;
  /** Freezes the node (SIGSTOP): it neither reads nor writes nor runs timers until `resume`. */
  pause(): void;
  /** Lets a paused node go on (SIGCONT). */
  resume(): void;
  /** Moves the clock that the node sees by an offset in ns; only simulated nodes can. */
  skewClock?(offsetNs: number): void;
  /** The program and the last lines that it printed, for error texts; only processes need it. */
  describeFailure?(): string;
  /** What the running node printed after its last line end, and when its last byte came; undefined where that is nothing. */
  unendedOutput?(): UnendedOutput | undefined;
  /** Ends the node for good and resolves when nothing of it is left running. */
  stop(): Promise<void>;
}

/** A node that cannot be started: the message says what was expected and what to do next. */
export class NodeStartError extends Error {
  override readonly name = "NodeStartError";
}
