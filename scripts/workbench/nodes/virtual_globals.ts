/**
 * Replaces what node code can see of time and chance: timers, dates, performance.now, Math.random, crypto,
 * AbortSignal.timeout; and its console, which prints on the node's stdout and stderr. Each replacement serves the
 * current node, and passes on to the real thing where there is none.
 *
 * @module
 */
import type { GuestNode } from "./guest_node.ts";

/** Installed replacements. */
export interface VirtualGlobals {
  /** Waits for one turn of the real event loop, so that all promise reactions have run. */
  turn(): Promise<void>;
  /** Puts the real globals back. */
  restore(): void;
}

type CurrentNode = () => GuestNode | undefined;

/** Replaces the globals of this thread until `restore`. */
export function installVirtualGlobals(current: CurrentNode): VirtualGlobals {
  const turn = realTurn();
  const restorers = [
    ...replaceTimers(current),
    ...replaceDates(current),
    ...replaceRandomness(current),
    ...replaceConsole(current),
    ...replaceUncaught(current),
  ];
  return {
    turn,
    restore() {
      for (const restoreOne of restorers.reverse()) restoreOne();
    },
  };
}

/** One turn of the event loop by setImmediate (about 1 microsecond), or by a message channel in browsers. */
function realTurn(): () => Promise<void> {
  const immediate: unknown = Reflect.get(globalThis, "setImmediate");
  if (typeof immediate === "function") {
    return () => new Promise((resolve) => immediate(resolve));
  }
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}

/** Sets a property and returns what undoes it. */
function replace(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}

type TimerFunction = (callback: () => void, delayMs?: number, ...rest: unknown[]) => unknown;

function replaceTimers(current: CurrentNode): (() => void)[] {
  const starter = (name: string, repeat: boolean) => {
    const real = Reflect.get(globalThis, name) as TimerFunction | undefined;
    const virtual = (callback: (...rest: unknown[]) => void, delayMs?: unknown, ...rest: unknown[]) => {
      const node = current();
      if (node === undefined) return real?.(callback, delayMs as number, ...rest);
      return node.startTimer(() => callback(...rest), toDelayMs(delayMs), repeat);
    };
    return real === undefined ? () => {} : replace(globalThis, name, virtual);
  };
  const stopper = (name: string) => {
    const real = Reflect.get(globalThis, name) as ((timer: unknown) => void) | undefined;
    const virtual = (timer: unknown) => {
      const node = current();
      if (node !== undefined && typeof timer === "number") node.stopTimer(timer);
      else real?.(timer);
    };
    return real === undefined ? () => {} : replace(globalThis, name, virtual);
  };
  const realImmediate = Reflect.get(globalThis, "setImmediate") as TimerFunction | undefined;
  const immediate = (callback: (...rest: unknown[]) => void, ...rest: unknown[]) => {
    const node = current();
    if (node === undefined) return (realImmediate as (...all: unknown[]) => unknown)(callback, ...rest);
    return node.startTimer(() => callback(...rest), 0, false);
  };
  const restorers = [
    starter("setTimeout", false),
    starter("setInterval", true),
    stopper("clearTimeout"),
    stopper("clearInterval"),
    replaceAbortTimeout(current),
  ];
  if (realImmediate !== undefined) {
    restorers.push(replace(globalThis, "setImmediate", immediate), stopper("clearImmediate"));
  }
  return restorers;
}

/** The delay as Deno and browsers read it: in whole milliseconds, cut off; what is not a positive number is 0. */
function toDelayMs(delayMs: unknown): number {
  const milliseconds = Math.trunc(Number(delayMs ?? 0));
  return milliseconds > 0 && Number.isFinite(milliseconds) ? milliseconds : 0;
}

function replaceAbortTimeout(current: CurrentNode): () => void {
  const real = AbortSignal.timeout;
  return replace(AbortSignal, "timeout", (delayMs: number) => {
    const node = current();
    if (node === undefined) return real.call(AbortSignal, delayMs);
    const controller = new AbortController();
    const timedOut = () => controller.abort(new DOMException("Signal timed out.", "TimeoutError"));
    node.startTimer(timedOut, toDelayMs(delayMs), false);
    return controller.signal;
  });
}

function replaceDates(current: CurrentNode): (() => void)[] {
  const RealDate = Date;
  const nowMs = () => current()?.wallClockMs() ?? RealDate.now();
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget),
    apply: () => new RealDate(nowMs()).toString(),
    get: (target, name) => name === "now" ? nowMs : Reflect.get(target, name),
  });
  const realPerformanceNow = performance.now.bind(performance);
  return [
    replace(globalThis, "Date", VirtualDate),
    replace(performance, "now", () => current()?.monotonicMs() ?? realPerformanceNow()),
  ];
}

function replaceRandomness(current: CurrentNode): (() => void)[] {
  const realRandom = Math.random;
  const realFill = crypto.getRandomValues.bind(crypto);
  const realUuid = crypto.randomUUID?.bind(crypto);
  const fill = <T extends ArrayBufferView>(array: T): T => {
    const node = current();
    if (node === undefined) return realFill(array as ArrayBufferView<ArrayBuffer>) as unknown as T;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let position = 0; position < bytes.length; position++) bytes[position] = Math.floor(node.random() * 256);
    return array;
  };
  const uuid = () => {
    if (current() === undefined) return realUuid();
    const bytes = fill(new Uint8Array(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  return [
    replace(Math, "random", () => current()?.random() ?? realRandom()),
    replace(crypto, "getRandomValues", fill),
    replace(crypto, "randomUUID", uuid),
  ];
}

/** Where the methods of the console print in Deno and Node.js. */
const CONSOLE_METHODS = [
  ["log", "stdout"],
  ["info", "stdout"],
  ["debug", "stdout"],
  ["dir", "stdout"],
  ["table", "stdout"],
  ["error", "stderr"],
  ["warn", "stderr"],
  ["trace", "stderr"],
] as const;

function replaceConsole(current: CurrentNode): (() => void)[] {
  return CONSOLE_METHODS.map(([name, stream]) => {
    const real = Reflect.get(console, name) as (...values: unknown[]) => void;
    return replace(console, name, (...values: unknown[]) => {
      const node = current();
      if (node === undefined) real.apply(console, values);
      else node.print(stream, values.map(inspect).join(" "));
    });
  });
}

/** A value as a console shows it; browsers, which show a tree to open, get JSON. */
function inspect(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof Deno !== "undefined") return Deno.inspect(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** A rejection that nobody handles ends a real process; here it ends the simulated node. */
function replaceUncaught(current: CurrentNode): (() => void)[] {
  const onRejection = (event: PromiseRejectionEvent) => {
    const node = current();
    if (node === undefined) return;
    event.preventDefault();
    node.onUncaught(event.reason, "rejection");
  };
  globalThis.addEventListener("unhandledrejection", onRejection);
  return [() => globalThis.removeEventListener("unhandledrejection", onRejection)];
}
