/**
 * The committed programs: their modules, and as files for the command line.
 *
 * @module
 */
import { brotliDecompressSync } from "node:zlib";
import { type CompiledModule, compileModule } from "../../../../scripts/workbench/nodes/wasi/compile_module.ts";

type FixtureName = "go" | "rust" | "c";

const compiled = new Map<FixtureName, CompiledModule>();

/** Bytes of a committed program. */
export function fixtureBytes(name: FixtureName): Uint8Array {
  const url = new URL(`../../../fixtures/wasi/${name}.wasm.br`, import.meta.url);
  return new Uint8Array(brotliDecompressSync(Deno.readFileSync(url)));
}

/** Its module, compiled once. */
export function fixtureModule(name: FixtureName): CompiledModule {
  const module = compiled.get(name) ?? compileModule(fixtureBytes(name), `${name}.wasm`);
  compiled.set(name, module);
  return module;
}

/** Gives the path of the program as a file, which is there as long as the action takes. */
export async function withFixtureFile(name: FixtureName, act: (path: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/${name}.wasm`;
    Deno.writeFileSync(path, fixtureBytes(name));
    await act(path);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
