/**
 * Loads what simulated nodes run: a challenge module, or a compiled program.
 *
 * @module
 */
import { fileProblem } from "../files.ts";
import { UsageError } from "../usage_error.ts";
import { loadModule } from "./load_module.ts";
import type { NodeProgram } from "./simulated_node.ts";
import type { CompiledModule } from "./wasi/compile_module.ts";

/** A program that can be simulated. */
export type SimulatedProgram =
  | { readonly kind: "module"; readonly url: string }
  | CompiledProgram;

/** A program in WebAssembly, for WASI preview 1. */
export interface CompiledProgram {
  readonly kind: "wasm";
  /** Where it is; its bytes are read from there, unless they are given. */
  readonly url: string;
  /** What it is called in errors and in its own arguments. */
  readonly name: string;
  readonly bytes?: Uint8Array;
}

/** Modules by their addresses: each is compiled once a thread. Module state, as the modules of JavaScript are. */
const COMPILED = new Map<string, CompiledModule>();

/** Modules that are kept; a sweep over many programs needs one at a time. */
const COMPILED_MAX = 4;

/** Programs of modules by their addresses: to import one again gives the same, but takes longer than the boot of a node. */
const LOADED = new Map<string, NodeProgram>();

/** Loads a program, for the nodes of one run. @throws {UsageError} where it cannot be simulated. */
export async function loadProgram(program: SimulatedProgram): Promise<NodeProgram> {
  if (program.kind === "module") {
    refuseTypes(program.url);
    const loaded = LOADED.get(program.url) ?? await loadModule(program.url);
    LOADED.set(program.url, loaded);
    return loaded;
  }
  const module = COMPILED.get(program.url) ?? await compile(program);
  // Loaded where it is needed: its files are one in twenty of those that a run waits for.
  const { wasiProgram } = await import("./wasi/wasi_program.ts");
  return wasiProgram(module, program.name);
}

/** A binary of the bench has no compiler for TypeScript, except for the files that it was made with. */
function refuseTypes(url: string): void {
  if (typeof Deno === "undefined" || !Deno.build.standalone || !/\.[mc]?ts$/.test(url)) return;
  const bench = new URL("../../../", import.meta.url).href;
  if (url.startsWith(bench)) return;
  throw new UsageError(
    `Cannot simulate "${url}": the bench as a standalone binary runs JavaScript and WebAssembly in virtual time, but no ` +
      `TypeScript; expected a .js or .wasm file (deno bundle makes one), or the bench run by Deno`,
  );
}

async function compile(program: CompiledProgram): Promise<CompiledModule> {
  const { compileModule } = await import("./wasi/compile_module.ts");
  const module = compileModule(program.bytes ?? await readBytes(program), program.name);
  const [oldest] = COMPILED.keys();
  if (COMPILED.size >= COMPILED_MAX && oldest !== undefined) COMPILED.delete(oldest);
  COMPILED.set(program.url, module);
  return module;
}

async function readBytes({ url, name }: CompiledProgram): Promise<Uint8Array> {
  try {
    return await Deno.readFile(new URL(url));
  } catch (cause) {
    throw new UsageError(`Cannot simulate ${name}: ${fileProblem(cause)}`, { cause });
  }
}
