/**
 * Ctrl-C, SIGTERM or the end of the terminal: the first signal asks the run to end and tells what is known so far, the
 * second ends at once. Either way no node is left running.
 *
 * @module
 */
import { killAllNodes } from "../nodes/child_registry.ts";
import { EXIT_INTERRUPTED } from "./exit_status.ts";

/** How long a run may take to end after the first signal, in ms: stopping nodes takes up to 5 s. */
const GRACE_MS = 7000;

/** Not that of a simulated run, which may be on when the signal comes. */
const realSetTimeout = setTimeout;

/** Windows knows no SIGTERM; closing the console window or Ctrl-Break is SIGBREAK there. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Does something that may be interrupted.
 *
 * @returns What `act` returns, or 130 where a signal came.
 */
export async function interruptible(act: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let grace: ReturnType<typeof setTimeout> | undefined;
  const leave = () => {
    killAllNodes();
    Deno.exit(EXIT_INTERRUPTED);
  };
  const listener = () => {
    if (controller.signal.aborted) leave();
    grace = realSetTimeout(leave, GRACE_MS);
    controller.abort();
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, listener);
  try {
    const status = await act(controller.signal);
    return controller.signal.aborted ? EXIT_INTERRUPTED : status;
  } finally {
    clearTimeout(grace);
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, listener);
  }
}
