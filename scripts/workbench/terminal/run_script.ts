/**
 * Runs the main function of a script.
 *
 * @module
 */
import { UsageError } from "../usage_error.ts";
import { EXIT_TOOL } from "./exit_status.ts";
import { systemTerminal } from "./terminal.ts";

/** Runs `script` with the arguments of the command line and exits with its status; a user's mistake is its message. */
export async function runScript(script: (args: readonly string[]) => Promise<number>): Promise<never> {
  try {
    Deno.exit(await script(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    systemTerminal().err(`${error.message}\n`);
    Deno.exit(EXIT_TOOL);
  }
}
