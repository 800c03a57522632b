/**
 * Timers in virtual time: the globals, AbortSignal.timeout, and what node:timers has.
 *
 * @module
 */
import type { GuestNode } from "../guest_node.ts";
import { thread } from "./thread.ts";
import { type AnyFunction, replace } from "./replace.ts";

/** What node:timers and node:timers/promises export, in virtual time. */
export interface VirtualTimers {
  readonly functions: Readonly<Record<string, unknown>>;
  readonly promises: Readonly<Record<string, unknown>>;
}

/** Replaces the timers of this thread. */
export function replaceTimers(): VirtualTimers {
  const promises = timerPromises();
  const functions: Record<string, unknown> = {};
  const install = (name: string, make: (real: AnyFunction) => AnyFunction) => {
    const real: unknown = Reflect.get(globalThis, name);
    if (typeof real !== "function") return;
    const virtual = make(real as AnyFunction);
    // What promisify() of node:util makes of it.
    if (name in promises) Object.defineProperty(virtual, PROMISIFY, { value: promises[name], configurable: true });
    functions[name] = virtual;
    replace(globalThis, name, virtual);
  };
  install("setTimeout", (real) => starter(real, false));
  install("setInterval", (real) => starter(real, true));
  install("setImmediate", (real) => (callback, ...rest) => {
    return thread.guest === undefined ? real(callback, ...rest) : start(thread.guest, { callback, rest });
  });
  for (const name of ["clearTimeout", "clearInterval", "clearImmediate"]) install(name, stopper);
  replaceAbortTimeout();
  return { functions, promises };
}

const PROMISIFY = Symbol.for("nodejs.util.promisify.custom");

function starter(real: AnyFunction, repeat: boolean): AnyFunction {
  return (callback, delayMs, ...rest) => {
    return thread.guest === undefined
      ? real(callback, delayMs, ...rest)
      : start(thread.guest, { callback, rest, delayMs, repeat });
  };
}

interface TimerRequest {
  readonly callback: unknown;
  readonly rest: readonly unknown[];
  readonly delayMs?: unknown;
  readonly repeat?: boolean;
}

function start(node: GuestNode, { callback, rest, delayMs, repeat = false }: TimerRequest): VirtualTimeout {
  if (typeof callback !== "function") throw new TypeError(`Cannot start a timer: ${callback} is no function`);
  return new VirtualTimeout(
    node,
    () => node.startTimer(() => Reflect.apply(callback, undefined, rest), toDelayMs(delayMs), repeat),
  );
}

/** What a timer function returns, as in Node.js and Deno. */
class VirtualTimeout {
  readonly #node: GuestNode;
  readonly #start: () => number;
  #number: number;

  constructor(node: GuestNode, start: () => number) {
    this.#node = node;
    this.#start = start;
    this.#number = start();
  }

  /** A simulated node lives until it is killed, whatever its timers. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    this.close();
    this.#number = this.#start();
    return this;
  }

  close(): this {
    this.#node.stopTimer(this.#number);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.#number;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function stopper(real: AnyFunction): AnyFunction {
  return (timer) => {
    if (timer instanceof VirtualTimeout) timer.close();
    else if (thread.guest === undefined) real(timer);
    else if (typeof timer === "number" || typeof timer === "string") thread.guest.stopTimer(Number(timer));
  };
}

/** The delay as Deno and browsers read it: in whole milliseconds, cut off; what is not a positive number is 0. */
function toDelayMs(delayMs: unknown): number {
  const milliseconds = Math.trunc(Number(delayMs ?? 0));
  return milliseconds > 0 && Number.isFinite(milliseconds) ? milliseconds : 0;
}

function replaceAbortTimeout(): void {
  const real = AbortSignal.timeout;
  replace(AbortSignal, "timeout", (delayMs: number) => {
    const node = thread.guest;
    if (node === undefined) return real.call(AbortSignal, delayMs);
    const controller = new AbortController();
    const timedOut = () => controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
    node.startTimer(timedOut, toDelayMs(delayMs), false);
    return controller.signal;
  });
}

interface TimerOptions {
  readonly signal?: AbortSignal;
}

/** node:timers/promises, by means of the globals. */
function timerPromises(): Readonly<Record<string, unknown>> {
  const wait = (delayMs?: number, value?: unknown, { signal }: TimerOptions = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal));
      const timer = setTimeout(() => resolve(value), delayMs);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(abortError(signal));
      }, { once: true });
    });
  async function* repeat(delayMs?: number, value?: unknown, options?: TimerOptions) {
    for (;;) yield await wait(delayMs, value, options);
  }
  const scheduler = {
    wait: (delayMs: number, options?: TimerOptions) => wait(delayMs, undefined, options),
    yield: () => wait(0),
  };
  const setImmediate = (value?: unknown, options?: TimerOptions) => wait(0, value, options);
  return { setTimeout: wait, setInterval: repeat, setImmediate, scheduler };
}

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error("The operation was aborted", { cause: signal.reason }), {
    name: "AbortError",
    code: "ABORT_ERR",
  });
}
