/**
 * A node in virtual time: the unmodified challenge module, in this process, one instance a node.
 *
 * The program sees an input of lines, an output for lines, and the globals of `virtual_globals.ts`. Killing a node
 * forgets the instance; starting it again makes a new one from the same module, so state must live in the program's
 * closure (a module that keeps state in its globals would share it between nodes, which a run with several nodes shows).
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S, type Waiting } from "../clock.ts";
import type { Random } from "../random.ts";
import { UNCAUGHT_REJECTION_CAUSE } from "./exit_causes.ts";
import type { NodeEvents, NodeHost } from "./node_host.ts";
import type { GuestNode } from "./guest_node.ts";
import { type Machine, ProgramEnd } from "./machine.ts";
import { thread } from "./virtual/thread.ts";
import { BOOT_CAUSE, TIMER_CAUSE } from "./cause.ts";
import type { VirtualWorld } from "./virtual_world.ts";

/** What a program gets; the same as the `Io` of lib/node.ts, which the bench does not import. */
export interface ProgramIo {
  readonly input: AsyncIterable<string>;
  output(line: string): void;
  /** Sends one line in parts: those that were parts of the last such line cost next to nothing. */
  outputParts(parts: readonly string[]): void;
  readonly args: readonly string[];
  log(line: string): void;
  /** For programs that are not JavaScript. */
  readonly machine: Machine;
}

/** The default export of a challenge. */
export interface NodeProgram {
  (io: ProgramIo): Promise<void>;
  /** Memory that each incarnation of a node takes at least, where that is much. */
  readonly incarnationBytes?: number;
}

/** 2026-01-01T00:00:00Z, what node clocks without skew show when a simulation begins. */
export const SIMULATED_EPOCH_MS = 1_767_225_600_000;

/** Timers never fire in zero time, as in Node.js, so that a loop of them lets time pass. */
const TIMER_MIN_MS = 1;

/** A timer that a node started and that has not gone off. */
export interface PendingTimer {
  /** Time of the world at which it is due, in ns; in the past where the node is paused. */
  readonly dueNs: number;
  /** Its period in ms; absent for one that goes off once. */
  readonly everyMs?: number | undefined;
  /** What `timerOrigin` of the options said when it was started. */
  readonly origin?: string | undefined;
}

/** What a simulated node is made of. */
export interface SimulatedNodeOptions {
  readonly id: string;
  readonly program: NodeProgram;
  readonly args: readonly string[];
  readonly world: Pick<VirtualWorld, "clock" | "enter">;
  /** The node's own stream. */
  readonly random: Random;
  /** How long each start takes until the program runs, in ns; lines wait meanwhile. Default: no time. */
  readonly bootNs?: () => number;
  readonly events: NodeEvents;
  /** Asked where a timer was started, while the code that starts it runs. Default: nobody wants to know. */
  timerOrigin?(): string;
}

/** Runs a program under a virtual clock. */
export class SimulatedNode implements NodeHost {
  readonly id: string;
  readonly #options: SimulatedNodeOptions;
  #instance: Instance | undefined;
  #isPaused = false;
  #deferred: (() => void)[] = [];
  #skewMs = 0;
  readonly #disk = new Map<string, unknown>();

  constructor(options: SimulatedNodeOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Time of the world, in ns. */
  get nowNs(): number {
    return this.#options.world.clock.now();
  }

  /** The timers that it waits for, as they are due. */
  get timers(): PendingTimer[] {
    return this.#instance?.pendingTimers ?? [];
  }

  start(): void {
    const instance = new Instance({
      ...this.#options,
      disk: this.#disk,
      skewMs: () => this.#skewMs,
      whenAwake: (act) => this.#whenAwake(act),
      onEnd: (how) => {
        if (this.#instance !== instance) return;
        this.#instance = undefined;
        this.#options.events.onExit(how);
      },
    });
    this.#instance = instance;
    this.#isPaused = false;
    this.#deferred = [];
    instance.run();
  }

  deliver(line: string): void {
    const instance = this.#instance;
    if (instance === undefined) return;
    if (this.#isPaused) this.#deferred.push(() => instance.take(line));
    else instance.take(line);
  }

  kill(): void {
    this.#instance?.end();
    this.#instance = undefined;
    this.#isPaused = false;
    this.#deferred = [];
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** What came due during the pause happens now, in order, each in an event of its own. */
  resume(): void {
    this.#isPaused = false;
    const deferred = this.#deferred;
    this.#deferred = [];
    const { clock } = this.#options.world;
    for (const act of deferred) clock.at(clock.now(), () => this.#whenAwake(act));
  }

  /** Moves the clock that the node's Date shows; timers and performance.now go on undisturbed. */
  skewClock(offsetNs: number): void {
    this.#skewMs = offsetNs / NS_PER_MS;
  }

  stop(): Promise<void> {
    this.kill();
    return Promise.resolve();
  }

  #whenAwake(act: () => void): void {
    if (this.#isPaused) this.#deferred.push(act);
    else act();
  }
}

interface InstanceOptions extends SimulatedNodeOptions {
  readonly disk: Map<string, unknown>;
  skewMs(): number;
  whenAwake(act: () => void): void;
  onEnd(how: string): void;
}

/** The stack of an error without the frames of the bench, which called the node's code. */
function ownStack({ stack, message }: Error): string {
  const bench = new URL(".", import.meta.url).href;
  const lines = (stack ?? message).split("\n");
  const end = lines.findIndex((line) => line.includes(bench));
  return lines.slice(0, end < 0 ? undefined : end).join("\n");
}

/** What is wrong where a node goes on though nothing of its own has woken it. */
const ODD_TURN = "it was woken by something that is neither a message nor a timer of its own\n" +
  "Likely cause: it awaited something real, such as import() in a function, or a promise that another node settled, " +
  "through a variable of the module that they share; or use --mode process, which runs the program as it is";

/** A line of a stack that is Deno's event loop, which a process would not have there: see virtual/turns.ts. */
const LOOP_FRAME = /\bat (?:drainTicks|runImmediates|runImmediateCallbacks) \(ext:core\//;

/** One incarnation of a node, from start to kill. */
class Instance implements GuestNode {
  readonly id: string;
  readonly args: readonly string[];
  readonly #options: InstanceOptions;
  readonly #timers = new Map<number, PendingTimer & { readonly waiting: Waiting }>();
  readonly #lines: string[] = [];
  #nextTimer = 1;
  #wake: ((result: IteratorResult<string>) => void) | undefined;
  /** Where the program takes its lines at once. */
  #onLine: ((line: string) => void) | undefined;
  #isAlive = true;
  readonly #endListeners: (() => void)[] = [];

  constructor(options: InstanceOptions) {
    this.id = options.id;
    this.args = options.args;
    this.#options = options;
  }

  run(): void {
    const { world, program, args, events, bootNs, whenAwake } = this.#options;
    const io: ProgramIo = {
      input: { [Symbol.asyncIterator]: () => ({ next: () => this.#nextLine() }) },
      output: (line) => this.#print(events.onLine, line),
      outputParts: (parts) =>
        events.onParts === undefined
          ? this.#print(events.onLine, parts.join(""))
          : this.#print(events.onParts, [...parts]),
      log: (line) => this.#log(line),
      args,
      machine: this.#machine(),
    };
    const launch = () => {
      if (!world.enter(this, BOOT_CAUSE)) return;
      Promise.resolve().then(() => program(io)).then(
        () => this.#finish("the program ended before its input did, expected it to read until the end"),
        (error) => this.onUncaught(error, "exception"),
      );
    };
    if (bootNs === undefined) return launch();
    const dueNs = world.clock.now() + bootNs();
    const timer = this.#nextTimer++;
    const waiting = world.clock.at(dueNs, () => {
      this.#timers.delete(timer);
      whenAwake(launch);
    });
    this.#timers.set(timer, { dueNs, waiting });
  }

  get pendingTimers(): PendingTimer[] {
    return Array.from(this.#timers.values(), ({ waiting: _, ...timer }) => timer).sort((a, b) => a.dueNs - b.dueNs);
  }

  take(line: string): void {
    if (!this.#options.world.enter(this, line)) return;
    if (this.#onLine !== undefined) return this.#onLine(line);
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake === undefined) this.#lines.push(line);
    else wake({ done: false, value: line });
  }

  end(): void {
    this.#isAlive = false;
    for (const { waiting } of this.#timers.values()) waiting.cancel();
    this.#timers.clear();
    for (const listener of this.#endListeners.splice(0)) listener();
  }

  startTimer(callback: () => void, delayMs: number, repeat: boolean): number {
    const timer = this.#nextTimer++;
    if (this.#isAlive) this.#schedule({ timer, callback, delayMs: Math.max(TIMER_MIN_MS, delayMs), repeat });
    return timer;
  }

  stopTimer(timer: number): void {
    this.#timers.get(timer)?.waiting.cancel();
    this.#timers.delete(timer);
  }

  wallClockMs(): number {
    return Math.floor(SIMULATED_EPOCH_MS + this.monotonicMs() + this.#options.skewMs());
  }

  monotonicMs(): number {
    return this.#options.world.clock.now() / NS_PER_MS;
  }

  random(): number {
    return this.#options.random.float();
  }

  print(stream: "stdout" | "stderr", text: string): void {
    for (const line of text.split("\n")) {
      if (stream === "stdout") this.#print(this.#options.events.onLine, line);
      else this.#log(line);
    }
  }

  exit(how: string): void {
    this.#finish(how);
  }

  refuse(text: string): void {
    if (!this.#isAlive) return;
    const when = (this.#options.world.clock.now() / NS_PER_S).toFixed(3);
    this.#tell(() => this.#options.events.onUnsimulated?.(`Node "${this.id}": ${text} (${when} s after the start)`));
  }

  onUncaught(error: unknown, kind: "exception" | "rejection"): void {
    if (!this.#isAlive) return;
    if (error instanceof ProgramEnd) return this.#finish(error.message);
    this.print("stderr", error instanceof Error ? ownStack(error) : String(error));
    const text = `uncaught ${error instanceof Error ? `${error.name}: ${error.message}` : `${kind} ${error}`}`;
    this.#finish(kind === "rejection" ? `${text}\n${UNCAUGHT_REJECTION_CAUSE}` : text);
  }

  #machine(): Machine {
    const { world: { clock }, disk, skewMs } = this.#options;
    return {
      nowNs: () => clock.now(),
      wallClockNs: () =>
        BigInt(SIMULATED_EPOCH_MS) * 1_000_000n + BigInt(clock.now() + Math.round(skewMs() * NS_PER_MS)),
      after: (delayNs, callback) => {
        const timer = this.#nextTimer++;
        if (this.#isAlive) this.#schedule({ timer, callback, delayMs: delayNs / NS_PER_MS, repeat: false });
        return { cancel: () => this.stopTimer(timer) };
      },
      onLine: (take) => {
        this.#onLine = take;
        for (const line of this.#lines.splice(0)) take(line);
      },
      random: () => this.random(),
      warn: (warning) => {
        if (this.#isAlive) this.#options.events.onWarning?.(warning);
      },
      atEnd: (callback) => this.#endListeners.push(callback),
      disk,
    };
  }

  #schedule(timer: { timer: number; callback: () => void; delayMs: number; repeat: boolean }): void {
    const { clock } = this.#options.world;
    const dueNs = clock.now() + timer.delayMs * NS_PER_MS;
    const waiting = clock.at(dueNs, () =>
      this.#options.whenAwake(() => {
        if (!this.#timers.has(timer.timer)) return;
        this.#timers.delete(timer.timer);
        if (timer.repeat) this.#schedule(timer);
        this.#fire(timer.callback);
      }));
    const everyMs = timer.repeat ? timer.delayMs : undefined;
    this.#timers.set(timer.timer, { dueNs, waiting, everyMs, origin: this.#options.timerOrigin?.() });
  }

  #fire(callback: () => void): void {
    if (!this.#options.world.enter(this, TIMER_CAUSE)) return;
    try {
      callback();
    } catch (error) {
      this.onUncaught(error, "exception");
    }
  }

  #log(line: string): void {
    if (!LOOP_FRAME.test(line)) this.#print(this.#options.events.onLog, line);
  }

  #print<Line>(take: (line: Line) => void, line: Line): void {
    if (!this.#isAlive) return;
    this.#checkTurn();
    this.#tell(() => take(line));
  }

  /** What wakes a node is a message, a timer, or work that was waited for: then it is the node's turn. */
  #checkTurn(): void {
    if (this.#isAlive && thread.guest !== this) this.refuse(`Cannot go on in virtual time: ${ODD_TURN}`);
  }

  /** Calls the bench, which sees what is real. */
  #tell(call: () => void): void {
    const { guest } = thread;
    thread.guest = undefined;
    try {
      call();
    } finally {
      thread.guest = guest;
    }
  }

  #nextLine(): Promise<IteratorResult<string>> {
    this.#checkTurn();
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve({ done: false, value: line });
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #finish(how: string): void {
    if (!this.#isAlive) return;
    this.end();
    this.#tell(() => this.#options.onEnd(how));
  }
}
