/**
 * Builds the program of a command where it is a project in Go or Rust.
 *
 * @module
 */
import { asCalled } from "../files.ts";
import { buildProject } from "../nodes/build_project.ts";
import { defaultModeOf, sourceOf } from "../nodes/program_source.ts";
import { UsageError } from "../usage_error.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** @throws {UsageError} for a program that only virtual time can run, where the original is to run it as well. */
export function refuseForOriginal(program: string): void {
  const { kind } = sourceOf(program);
  if (kind !== "wasm" && kind !== "project") return;
  throw new UsageError(
    `Cannot run "${program}" under the original: it is ${kind === "wasm" ? "WebAssembly" : "a project"}, expected an ` +
      "executable; build one with go build or cargo build, and name it with --bin",
  );
}

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
