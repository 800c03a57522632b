/**
 * A node that is a child process: lines on its stdin and stdout, its stderr for logs.
 *
 * Launched as the original does: no shell, the environment of the bench, the system's folder for temporary files as
 * working directory. The child leads a process group of its own, so that what it starts dies with it. What waits for
 * its stdin, the length of a line on its stdout and the pace at which its stdout is read are bounded; a node that
 * exceeds a limit is killed, and its end is reported with the reason.
 *
 * Needs a system with signals for pause and resume; on Windows these throw, and only the direct child is killed.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { type Clock, NS_PER_MS, NS_PER_S, WallClock } from "../clock.ts";
import { printable } from "../text/excerpt.ts";
import { UsageError } from "../usage_error.ts";
import { registerChild, settled, signalChild, unregisterChild } from "./child_registry.ts";
import { describeEnd } from "./exit_causes.ts";
import { FlowControl } from "./flow_control.ts";
import { LineSplitter } from "./line_splitter.ts";
import { type NodeEvents, type NodeHost, NodeStartError, type UnendedOutput } from "./node_host.ts";
import { RecentLines } from "./recent_lines.ts";
import { type ResolvedProgram, resolveProgram } from "./resolve_program.ts";
import { QUEUED_LENGTH_MAX, QUEUED_LINES_MAX, StdinQueue } from "./process_stdin_queue.ts";

/** Longest line on stdout. */
export const OUTPUT_LINE_BYTES_MAX = 64 * 1024 * 1024;
/** A longer line on stderr is passed on in pieces. */
const LOG_LINE_BYTES_MAX = 1024 * 1024;
/** How long `stop` waits for processes to be gone, as in the original. */
const STOP_LIMIT_NS = 5 * NS_PER_S;
/** How long output of an ended process is waited for: something that it started may still hold its pipes. */
const LAST_OUTPUT_LIMIT_NS = 500 * NS_PER_MS;
/** How long a process may go on after it closed its stdout: most do that by ending. */
const ENDING_LIMIT_NS = 500 * NS_PER_MS;
/** Pause before a congested bench looks again whether it can read on. */
const CONGESTION_CHECK_NS = 10 * NS_PER_MS;
/** Attempts to start a program, and the pause between them: its file may be open for writing for a moment. */
const START_ATTEMPTS = 5;
const START_RETRY_MS = 40;

const isWindows = Deno.build.os === "windows";

/** What a process node is made from. */
export interface ProcessNodeOptions {
  readonly id: string;
  /** The program, or its path or name, which is then looked up when the node is made. */
  readonly program: ResolvedProgram | string;
  readonly args: readonly string[];
  readonly events: NodeEvents;
  /** Default: a wall clock. */
  readonly clock?: Clock;
  /** Shared by the nodes of a run; default: one for this node alone. */
  readonly flow?: FlowControl;
  /** Smaller limits, for tests. */
  readonly limits?: Partial<ProcessNodeLimits>;
}

/** Bounds of what the bench keeps for one node. */
export interface ProcessNodeLimits {
  readonly queuedLength: number;
  readonly queuedLines: number;
  readonly outputLineBytes: number;
}

/** One incarnation of the node, from `start` to its end. */
interface Incarnation {
  readonly child: ChildProcessWithoutNullStreams;
  readonly queue: StdinQueue;
  /** Resolves when the process is gone and its pipes are closed. */
  readonly gone: Promise<void>;
  readonly output: LineSplitter;
  /** When its stdout last brought something. */
  outputNs: number;
  /** True once nobody wants to hear of it any more. */
  isOver: boolean;
}

/** Runs a node as a child process. */
export class ProcessNode implements NodeHost {
  readonly id: string;
  readonly #program: ResolvedProgram;
  readonly #args: readonly string[];
  readonly #events: NodeEvents;
  readonly #clock: Clock;
  readonly #flow: FlowControl;
  readonly #limits: ProcessNodeLimits;
  readonly #outputLines = new RecentLines();
  readonly #logLines = new RecentLines();
  readonly #incarnations = new Set<Incarnation>();
  #current: Incarnation | undefined;

  /** @throws {NodeStartError} when the program is given by name and cannot be run. */
  constructor(options: ProcessNodeOptions) {
    this.id = options.id;
    this.#program = typeof options.program === "string" ? resolveProgram(options.program) : options.program;
    this.#args = options.args;
    this.#events = options.events;
    this.#clock = options.clock ?? new WallClock();
    this.#flow = options.flow ?? new FlowControl(this.#clock);
    this.#limits = {
      queuedLength: QUEUED_LENGTH_MAX,
      queuedLines: QUEUED_LINES_MAX,
      outputLineBytes: OUTPUT_LINE_BYTES_MAX,
      ...options.limits,
    };
  }

  /** Process number of the running child. */
  get pid(): number | undefined {
    return this.#current?.child.pid;
  }

  start(): void {
    if (this.#current !== undefined) throw new Error(`Cannot start node "${this.id}": it is running`);
    const child = this.#launch();
    registerChild(child);
    const incarnation: Incarnation = {
      child,
      queue: new StdinQueue({
        stream: child.stdin,
        clock: this.#clock,
        lengthMax: this.#limits.queuedLength,
        linesMax: this.#limits.queuedLines,
        onOverflow: () => this.#giveUp(incarnation, describeOverflow(this.#limits)),
      }),
      gone: new Promise((resolve) => child.once("close", () => resolve())),
      output: new LineSplitter(this.#limits.outputLineBytes),
      outputNs: 0,
      isOver: false,
    };
    this.#current = incarnation;
    this.#incarnations.add(incarnation);
    this.#flow.add(incarnation.queue);
    this.#listen(incarnation);
  }

  deliver(line: string): void {
    this.#current?.queue.push(line);
  }

  kill(): void {
    const incarnation = this.#current;
    if (incarnation === undefined) return;
    this.#end(incarnation);
    signalChild(incarnation.child, "SIGKILL");
  }

  pause(): void {
    this.#signal("SIGSTOP", "pause");
  }

  resume(): void {
    this.#signal("SIGCONT", "resume");
  }

  unendedOutput(): UnendedOutput | undefined {
    const { output, outputNs } = this.#current ?? {};
    if (output === undefined || outputNs === undefined || output.pendingBytes === 0) return undefined;
    return { text: output.pendingText, timeNs: outputNs };
  }

  async stop(): Promise<void> {
    this.kill();
    const gone = Promise.all([...this.#incarnations].map((incarnation) => incarnation.gone)).then(settled).then(() =>
      true
    );
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const waiting = this.#clock.at(this.#clock.now() + STOP_LIMIT_NS, () => resolve(false));
    const isGone = await Promise.race([gone, late]);
    waiting.cancel();
    if (isGone) return;
    const pids = [...this.#incarnations].map((incarnation) => incarnation.child.pid).join(", ");
    throw new Error(`Cannot stop node "${this.id}": process ${pids} is still there 5 s after SIGKILL`);
  }

  /** The program and the last lines that it printed, for error texts. */
  describeFailure(): string {
    const { command, commandArgs, hint } = this.#program;
    return [
      `Program of node "${this.id}": ${[command, ...commandArgs, ...this.#args].join(" ")}`,
      ...(hint === undefined ? [] : [hint]),
      describeLines("stderr", this.#logLines.toArray()),
      describeLines("stdout", this.#outputLines.toArray()),
    ].join("\n");
  }

  #launch(): ChildProcessWithoutNullStreams {
    for (let attempt = 1;; attempt++) {
      const child = this.#spawn();
      if (child.pid !== undefined) return child;
      if (attempt === START_ATTEMPTS) {
        throw new NodeStartError(`Cannot start node "${this.id}": the system refused to run ${this.#explainRefusal()}`);
      }
      sleepBlocking(START_RETRY_MS);
    }
  }

  #spawn(): ChildProcessWithoutNullStreams {
    const { command, commandArgs } = this.#program;
    const child = spawn(command, [...commandArgs, ...this.#args], {
      stdio: ["pipe", "pipe", "pipe"],
      cwd: workingFolder(),
      detached: !isWindows,
      windowsHide: true,
    });
    // A refusal is told by the missing pid already; the event for it comes later and must not be unhandled.
    child.on("error", () => {});
    return child;
  }

  /** Tries once more in the way that gives the reason at once: node:child_process tells it only in an event. */
  #explainRefusal(): string {
    const { command, commandArgs } = this.#program;
    try {
      const child = new Deno.Command(command, {
        args: [...commandArgs, ...this.#args],
        stdin: "null",
        stdout: "null",
        stderr: "null",
        cwd: workingFolder(),
      }).spawn();
      child.kill("SIGKILL");
      return `"${command}", perhaps because too many processes or files are open; try again with fewer nodes`;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return `"${command}": ${reason}; check that it was built for this machine`;
    }
  }

  #listen(incarnation: Incarnation): void {
    const { child } = incarnation;
    child.stdin.on("error", () => incarnation.queue.close());
    this.#readOutput(incarnation);
    this.#readLog(incarnation);
    child.once("exit", (code, signal) => {
      unregisterChild(child);
      // What the child started and left behind must not hold its pipes.
      signalChild(child, "SIGKILL");
      const waiting = this.#clock.at(this.#clock.now() + LAST_OUTPUT_LIMIT_NS, () => destroyPipes(child));
      child.once("close", () => waiting.cancel());
      child.stdout.resume();
      if (incarnation.isOver) destroyPipes(child);
      void incarnation.gone.then(() => {
        this.#incarnations.delete(incarnation);
        if (incarnation.isOver) return;
        this.#end(incarnation);
        const outputLines = this.#outputLines.toArray();
        this.#events.onExit(describeEnd({ code, signal, outputLines, logLines: this.#logLines.toArray() }));
      });
    });
  }

  #readOutput(incarnation: Incarnation): void {
    const { child: { stdout }, output: splitter } = incarnation;
    stdout.on("error", () => {});
    stdout.on("data", (chunk: Buffer) => {
      incarnation.outputNs = this.#clock.now();
      for (const line of splitter.push(chunk)) this.#onLine(incarnation, line);
      if (splitter.isOverLimit) this.#giveUp(incarnation, describeLongLine(this.#limits));
      else if (hasEnded(incarnation.child)) return;
      else if (this.#flow.isCongested()) this.#holdOutput(incarnation);
    });
    stdout.once("end", () => {
      const line = splitter.finish();
      if (line !== undefined) this.#onLine(incarnation, line);
      if (!hasEnded(incarnation.child)) this.#giveUpUnlessEnding(incarnation);
    });
  }

  /** Nothing more can come from a node without stdout; one that is about to end tells more by its status. */
  #giveUpUnlessEnding(incarnation: Incarnation): void {
    const waiting = this.#clock.at(this.#clock.now() + ENDING_LIMIT_NS, () => this.#giveUp(incarnation, CLOSED_STDOUT));
    incarnation.child.once("exit", () => waiting.cancel());
  }

  #onLine(incarnation: Incarnation, line: string): void {
    if (incarnation.isOver) return;
    this.#outputLines.add(line);
    this.#events.onLine(line);
  }

  /** Leaves the rest in the pipe, so that the node waits, until less is waiting for others. */
  #holdOutput(incarnation: Incarnation): void {
    incarnation.child.stdout.pause();
    const check = () => {
      if (!incarnation.isOver && !hasEnded(incarnation.child) && this.#flow.isCongested()) {
        this.#clock.at(this.#clock.now() + CONGESTION_CHECK_NS, check);
      } else {
        incarnation.child.stdout.resume();
      }
    };
    this.#clock.at(this.#clock.now() + CONGESTION_CHECK_NS, check);
  }

  #readLog(incarnation: Incarnation): void {
    const { stderr } = incarnation.child;
    const splitter = new LineSplitter(LOG_LINE_BYTES_MAX);
    const pass = (line: string) => {
      if (incarnation.isOver) return;
      this.#logLines.add(line);
      this.#events.onLog(line);
    };
    const finish = () => {
      const line = splitter.finish();
      if (line !== undefined) pass(line);
    };
    stderr.on("error", () => {});
    stderr.on("data", (chunk: Buffer) => {
      splitter.push(chunk).forEach(pass);
      if (splitter.isOverLimit) finish();
    });
    stderr.once("end", finish);
  }

  #giveUp(incarnation: Incarnation, reason: string): void {
    if (incarnation.isOver) return;
    this.#end(incarnation);
    signalChild(incarnation.child, "SIGKILL");
    this.#events.onExit(`killed by the bench, because ${reason}`);
  }

  /** Forgets an incarnation; its process may still be there. */
  #end(incarnation: Incarnation): void {
    incarnation.isOver = true;
    incarnation.queue.close();
    this.#flow.remove(incarnation.queue);
    if (this.#current === incarnation) this.#current = undefined;
  }

  #signal(signal: "SIGSTOP" | "SIGCONT", action: string): void {
    if (isWindows) {
      throw new UsageError(
        `Cannot ${action} node "${this.id}": Windows can not stop and continue processes; leave pause out of --nemesis`,
      );
    }
    if (this.#current !== undefined) signalChild(this.#current.child, signal);
  }
}

/** The system's folder for temporary files, as in the original; the bench's own where TMPDIR names none that exists. */
function workingFolder(): string {
  const folder = tmpdir();
  return existsSync(folder) ? folder : Deno.cwd();
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function destroyPipes(child: ChildProcess): void {
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.destroy();
}

const CLOSED_STDOUT = "it closed its stdout, expected it to print messages until it is stopped";

function describeOverflow({ queuedLength, queuedLines }: ProcessNodeLimits): string {
  return `more than ${queuedLength} characters or ${queuedLines} lines wait for its stdin, expected it to read them; ` +
    "a likely cause is a loop or a lock that keeps it from reading, or other nodes that flood it";
}

function describeLongLine({ outputLineBytes }: ProcessNodeLimits): string {
  return `it printed more than ${outputLineBytes} bytes on stdout without a line end, expected one message a line`;
}

function describeLines(stream: string, lines: readonly string[]): string {
  if (lines.length === 0) return `It printed nothing on ${stream}`;
  return `Its last lines on ${stream}:\n${lines.map((line) => `  ${printable(line)}`).join("\n")}`;
}

/** Sleeps without letting anything else happen: `start` answers at once or not at all. */
function sleepBlocking(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}
