/**
 * Builds the program of a command where it is a project in Go or Rust.
 *
 * @module
 */
import { asCalled } from "../files.ts";
import { buildProject } from "../nodes/build_project.ts";
import { defaultModeOf, sourceOf } from "../nodes/program_source.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Builds, and shows on stderr the command and what the compiler says. Does nothing for what is no project.
 *
 * @param mode The value of --mode; undefined for the default of the program.
 * @throws {UsageError} where it cannot be built.
 */
export async function buildProgram(program: string, mode: string | undefined, terminal: Terminal): Promise<void> {
  const source = sourceOf(asCalled(program));
  if (source.kind !== "project") return;
  await buildProject(source.project, {
    target: (mode ?? defaultModeOf(asCalled(program))) === "process" ? "native" : "wasm",
    onCommand: (line) => terminal.err(`Build   ${line}\n`),
    onOutput: (text) => terminal.err(text),
  });
}
