/**
 * The worker of module_fuzz_test.ts: makes modules from their numbers, compiles them and runs them for a moment.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { type Random, RandomStreams } from "../../../../scripts/workbench/random.ts";
import { compileModule } from "../../../../scripts/workbench/nodes/wasi/compile_module.ts";
import { UsageError } from "../../../../scripts/workbench/usage_error.ts";
import { INIT, runNode } from "./compiled_node.ts";
import { fixtureBytes } from "./fixtures.ts";
import { constant, constant64, I32, I64, moduleBytes } from "./module_builder.ts";
import { SIGNATURES } from "./signatures.ts";

/** What the worker posts after some modules. */
export interface FuzzReport {
  readonly next: number;
  readonly outcomes: readonly string[];
}

/** Modules between two reports. */
const BATCH = 10;

const DROP = 0x1a;
const CALL = 0x10;
const LOOP_COUNT_MAX = 30;

const whole = fixtureBytes("c");

self.onmessage = async ({ data: { first, end } }: MessageEvent<{ first: number; end: number }>) => {
  let outcomes: string[] = [];
  for (let number = first; number < end; number++) {
    outcomes.push(await outcomeOf(number));
    if (number % BATCH !== BATCH - 1 && number !== end - 1) continue;
    self.postMessage({ next: number + 1, outcomes } satisfies FuzzReport);
    outcomes = [];
  }
};

/** "refused", "ran", or what the bench threw. */
async function outcomeOf(number: number): Promise<string> {
  const random = new RandomStreams(number).stream("module");
  const bytes = number % 4 === 0 ? damaged(random) : generated(random);
  try {
    const module = compileModule(bytes, "node.wasm");
    const { end } = await runNode(module, { steps: [INIT], untilMs: 10 });
    return end?.startsWith("uncaught") ? `bench: module ${number}: ${end}` : "ran";
  } catch (error) {
    return error instanceof UsageError ? "refused" : `bench: module ${number}: ${error}`;
  }
}

/** The C node with some bytes changed, cut off or put twice. */
function damaged(random: Random): Uint8Array {
  const bytes = whole.slice(0, random.chance(0.2) ? random.integer(0, whole.length) : undefined);
  for (let count = random.integer(1, 5); count > 0; count--) {
    bytes[random.integer(0, bytes.length)] = random.integer(0, 256);
  }
  return bytes;
}

/** A valid module that makes some system calls with odd arguments, or with wrong ones. */
function generated(random: Random): Uint8Array {
  const names = Object.keys(SIGNATURES);
  const imports = Array.from({ length: random.integer(1, 6) }, () => {
    const name = random.pick(names);
    const kinds = [...random.chance(0.9) ? SIGNATURES[name] ?? "" : "iIi"];
    const params = kinds.map((kind) => kind === "I" ? I64 : I32);
    return { module: "wasi_snapshot_preview1", name, params, results: [random.chance(0.97) ? I32 : I64] };
  });
  const code: number[] = [];
  for (let count = random.integer(1, LOOP_COUNT_MAX); count > 0; count--) {
    const index = random.integer(0, imports.length);
    for (const type of imports[index]?.params ?? []) {
      const value = random.pick([0, 1, 2, 3, 4, 8, 16, 100, 1000, 65_528, 65_535, 65_536, 0x7fffffff, -1, -65_536]);
      code.push(...(type === I64 ? constant64(value) : constant(value)));
    }
    code.push(CALL, index, DROP);
  }
  const data = Array.from({ length: 2000 }, () => random.pick([0, 0, 1, 3, 8, 46, 47, 97, 255]));
  return moduleBytes({ imports, memory: [random.integer(0, 2), 1, 2].slice(0, 3), start: "_start", code, data });
}
