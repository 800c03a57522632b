/**
 * `workbench demo`: every official stage with our challenges, to see what the bench and they can do.
 *
 * @module
 */
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";
import type { RunWorker } from "../start_worker.ts";
import { runGlomers } from "./glomers.ts";

/** Runs the command: `glomers all` with the options given. */
export async function runDemo(
  args: readonly string[],
  terminal: Terminal = systemTerminal(),
  worker?: RunWorker,
): Promise<number> {
  return await runGlomers(["all", ...args], terminal, worker);
}
