/**
 * Replaces what node code can see of time, chance, the machine and the world outside, once for a thread. Each replacement
 * serves the node whose code runs, and passes on to the real thing where there is none.
 *
 * @module
 */
import { replaceChance } from "./virtual/chance.ts";
import { replaceClocks } from "./virtual/clocks.ts";
import { hookModules } from "./virtual/module_hooks.ts";
import { replaceDeno, replaceOutside } from "./virtual/outside.ts";
import { replacePrinting } from "./virtual/printing.ts";
import { replaceProcess } from "./virtual/process.ts";
import { thread } from "./virtual/thread.ts";
import { replaceTimers } from "./virtual/timers.ts";

/** One turn of the real event loop, by setImmediate (about 1 microsecond), or by a message channel in browsers. */
const turnOnce = realTurn();

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

/** Waits until all promise reactions have run, and all pure work that they wait for has been done. */
export async function settle(): Promise<void> {
  await turnOnce();
  while (thread.work.isPending) {
    await thread.work.deliverNext();
    await turnOnce();
  }
}

const realSetTimeout = globalThis.setTimeout;

/** Waits in real time. */
export function realDelay(delayMs: number): Promise<void> {
  return new Promise((resolve) => realSetTimeout(resolve, delayMs));
}

let isInstalled = false;

/** Replaces the globals of this thread, before any program is loaded that could take the real ones. */
export function installVirtualGlobals(): void {
  if (isInstalled) return;
  isInstalled = true;
  const timers = replaceTimers();
  replaceClocks();
  const chance = replaceChance();
  replacePrinting();
  replaceOutside();
  const process = replaceProcess();
  hookModules({ ...chance, timers, process });
  replaceDeno();
}
