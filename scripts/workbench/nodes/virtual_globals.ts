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
import { afterReactions } from "./virtual/turns.ts";

/** Calls back when all promise reactions have run, and all pure work that they wait for has been done. */
export function whenSettled(act: () => void): void {
  settled = act;
  afterReactions(settle);
}

/** Who waits: one at a time, as in virtual/turns.ts, so that no event needs a function of its own. */
let settled: (() => void) | undefined;

function settle(): void {
  if (thread.work.isPending) thread.work.deliverNext().then(() => afterReactions(settle));
  else settled?.();
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
