/**
 * Runs command lines of the bench in this process.
 *
 * @module
 */
import { main } from "../../../scripts/workbench/cli/commands/main.ts";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";

/** A program that is quick to run. */
export const ECHO = "challenges/1_echo.ts";

/** Options of a short simulated run that writes nothing. */
export const SHORT = ["--mode", "sim", "--node-count", "1", "--time-limit", "2", "--no-store"];

/** What came of a command line. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line of the bench. */
export async function run(...args: string[]): Promise<Run> {
  const terminal = new RecordedTerminal();
  const status = await main(args, terminal);
  return { status, stdout: terminal.stdout, stderr: terminal.stderr };
}
