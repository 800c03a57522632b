/**
 * Runs the build commands of a person's own set, and shows what they print.
 *
 * @module
 */
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../usage_error.ts";

/** Runs commands one after another in a folder, each once. @throws {UsageError} Where one fails. */
export async function runBuilds(commands: readonly string[], folder: string, terminal: Terminal): Promise<void> {
  for (const command of new Set(commands)) {
    terminal.err(`Build   ${command}\n`);
    const [shell, flag] = Deno.build.os === "windows" ? ["cmd", "/c"] : ["sh", "-c"];
    const { code, stdout, stderr } = await new Deno.Command(shell, {
      args: [flag, command],
      cwd: folder,
      stdin: "null",
    })
      .output();
    const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    if (code !== 0) {
      throw new UsageError(`Cannot build with "${command}" in ${folder}: exit status ${code}\n${printed.trimEnd()}`);
    }
    terminal.err(printed);
  }
}
