/**
 * All child processes of this process, so that none outlives it.
 *
 * They are killed when the process ends, also by Deno.exit or by an uncaught error, and by the watchdog where it is
 * killed. Other signals are the command line's business: its handlers call `killAllNodes`. Process-wide on purpose: an
 * end of the process concerns every run in it.
 *
 * @module
 */
import type { ChildProcess } from "node:child_process";
import { Watchdog } from "./watchdog.ts";

const isWindows = Deno.build.os === "windows";
const children = new Set<ChildProcess>();
let hasHooks = false;
/** There while there are children. */
let watchdog: Watchdog | undefined;
let lastWatchdogGone = Promise.resolve();

/** Remembers a child until it has ended. */
export function registerChild(child: ChildProcess): void {
  children.add(child);
  watch(child);
  if (hasHooks) return;
  hasHooks = true;
  globalThis.addEventListener("unload", killAllNodes);
  for (const type of ["error", "unhandledrejection"]) {
    globalThis.addEventListener(type, (event) => {
      if (!event.defaultPrevented) killAllNodes();
    });
  }
}

/** Forgets a child that has ended. */
export function unregisterChild(child: ChildProcess): void {
  if (!children.delete(child) || watchdog === undefined || child.pid === undefined) return;
  watchdog.noteEnd(child.pid);
  if (children.size > 0) return;
  watchdog.close();
  watchdog = undefined;
}

/** Resolves when nothing is left that was started along with children that have ended. */
export async function settled(): Promise<void> {
  if (watchdog === undefined) await lastWatchdogGone;
}

function watch({ pid }: ChildProcess): void {
  if (isWindows || pid === undefined) return;
  if (watchdog === undefined) {
    watchdog = new Watchdog();
    lastWatchdogGone = watchdog.gone;
  }
  watchdog.noteStart(pid);
}

/** Kills every child process that still runs, with all that it started. Returns at once. */
export function killAllNodes(): void {
  for (const child of children) signalChild(child, "SIGKILL");
}

/** Number of child processes that have not ended yet. */
export function countChildren(): number {
  return children.size;
}

/**
 * Sends a signal to a child and all that it started (its process group; on Windows to the child alone). Does nothing
 * where there is nobody left.
 */
export function signalChild(child: ChildProcess, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
  if (child.pid === undefined) return;
  try {
    if (isWindows) child.kill(signal);
    else Deno.kill(-child.pid, signal);
  } catch (error) {
    const isGone = error instanceof Deno.errors.NotFound || error instanceof TypeError ||
      (error instanceof Error && "code" in error && error.code === "ESRCH");
    // macOS answers EPERM for a group whose only members are zombies.
    if (!isGone && !(error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}
