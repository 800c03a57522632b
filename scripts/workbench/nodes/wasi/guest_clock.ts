/**
 * The clocks that a program reads, and how its own work takes time.
 *
 * Code takes no time in a simulation. So a program that waits by looking at the clock again and again, or asks a queue
 * without ever waiting, would do so for ever at one moment. Therefore a program may make some calls without waiting for
 * anything; from then on each further call moves its clock on a little. Its output and its timers are late by as much as
 * its clock is ahead, so that it is busy as it would be in reality.
 *
 * @module
 */
import { NS_PER_S, seconds } from "../../clock.ts";
import { count } from "../../checkers/wording.ts";
import { type Machine, ProgramEnd } from "../machine.ts";

/** Some programs refuse a clock that begins at 0: Go dies with "nanotime returning zero". The machine has been on. */
const UPTIME_NS = 60e9;

/** Calls at one moment that cost nothing: what handling many messages needs. */
const FREE_CALLS = 2_000;

/** What each further call takes. */
const CALL_NS = 10_000;

/** Being ahead by less is not worth a pause. */
const AHEAD_MIN_NS = 1_000_000;

/** Calls without any wait after which the program is ended. */
const CALLS_MAX = 10_000_000;

/** A program that was busy for so long in all is told of. */
const TOLD_BUSY_NS = NS_PER_S;

/** Shows a program the time. */
export class GuestClock {
  readonly #machine: Pick<Machine, "nowNs" | "wallClockNs">;
  readonly #onBusy: (text: string) => void;
  readonly #yieldHint: string;
  /** Calls that were not free, by name. */
  readonly #calls = new Map<string, number>();
  /** Calls since the program last waited for something. */
  #callCount = 0;
  /** Calls since it last let time pass. */
  #steadyCount = 0;
  #floorNs = 0;
  #busyNs = 0;
  #isTold = false;

  /**
   * @param onBusy Told once, in sentences, of a program that is busy without end.
   * @param yieldHint What to add where it yields: why programs of its language do that.
   */
  constructor(machine: Pick<Machine, "nowNs" | "wallClockNs">, onBusy: (text: string) => void, yieldHint = "") {
    this.#yieldHint = yieldHint;
    this.#machine = machine;
    this.#onBusy = onBusy;
  }

  /** Nanoseconds that only grow. */
  monotonicNs(): number {
    return Math.max(this.#worldNs(), this.#floorNs);
  }

  /** Nanoseconds since 1970. */
  realtimeNs(): bigint {
    return this.#machine.wallClockNs() + BigInt(this.aheadNs());
  }

  /** How far the program's clock is ahead, since it was busy. */
  aheadNs(): number {
    return Math.max(0, this.#floorNs - this.#worldNs());
  }

  /** Nanoseconds from the world's now until the program's clock shows a time. */
  worldDelayNs(monotonicNs: number): number {
    return Math.max(0, monotonicNs - this.#worldNs());
  }

  /** Counts a call. @throws {ProgramEnd} where the program does not come to rest. */
  count(name: string): void {
    this.#steadyCount++;
    if (++this.#callCount <= FREE_CALLS) return;
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
    this.#floorNs = this.monotonicNs() + CALL_NS;
    this.#busyNs += CALL_NS;
    if (this.#steadyCount > CALLS_MAX) throw new ProgramEnd(`it does not come to rest: ${this.#describe()}`);
    if (this.#busyNs < TOLD_BUSY_NS || this.#isTold) return;
    this.#isTold = true;
    this.#onBusy(`does not wait: ${this.#describe()}`);
  }

  /** True where the program is to pause until the world's time has come up with its own. */
  get isFarAhead(): boolean {
    return this.aheadNs() >= AHEAD_MIN_NS;
  }

  /** The program waits for something to happen. */
  rest(): void {
    this.#callCount = 0;
    this.#steadyCount = 0;
  }

  /** The program does not wait, but lets time pass. */
  pause(): void {
    this.#steadyCount = 0;
  }

  #worldNs(): number {
    return this.#machine.nowNs() + UPTIME_NS;
  }

  #describe(): string {
    const most = [...this.#calls].toSorted(([, a], [, b]) => b - a).slice(0, 3);
    const calls = most.map(([name, times]) => `${WORDS[name] ?? `called ${name}`} ${count(times, "time")}`).join(", ");
    return `within ${seconds(this.#busyNs, 1)} of its own time it ${calls}; on a real machine it keeps a ` +
      "processor core busy. Let it wait for what it wants: a channel, a condition, or a timer that is not 0" +
      (this.#calls.has("sched_yield") ? this.#yieldHint : "");
  }
}

const WORDS: Readonly<Record<string, string>> = {
  clock_time_get: "read the clock",
  sched_yield: "yielded",
  poll_oneoff: "looked for input or timers",
  fd_write: "wrote",
  fd_read: "read",
};
