/**
 * Starts the worker that carries out simulated runs. It takes as long to load as the command line, so `main.ts` starts it
 * before it loads a command that will need it.
 *
 * @module
 */
import { WatchedWorker, type WatchOptions } from "../run/watched_worker.ts";
import type { RunJob, RunNote, RunResult } from "./run_job.ts";

/** A worker for simulated runs. */
export type RunWorker = WatchedWorker<RunJob, RunResult, RunNote>;

/** Makes a worker, which starts when it is first asked, or told to. */
export function runWorker(options: WatchOptions = {}): RunWorker {
  return new WatchedWorker(new URL("./run_worker.ts", import.meta.url), options);
}

/** Programs that run in virtual time where nothing else is said. */
const SIMULATED = /\.(?:[cm]?[jt]s|wasm)$/;

/** Whether a command line will most likely simulate: where it does not, a worker is started and ended for nothing. */
export function mayBeSimulated(args: readonly string[]): boolean {
  if (args.some((arg) => arg === "--help" || arg === "-h" || /^(?:--mode=)?process$/.test(arg))) return false;
  const namesProgram = args.some((arg) => /^--bin(?:=|$)/.test(arg));
  return !namesProgram || args.some((arg) => SIMULATED.test(arg));
}
