import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { compileModule } from "../../../../scripts/workbench/nodes/wasi/compile_module.ts";
import { limitMemory } from "../../../../scripts/workbench/nodes/wasi/module_bytes.ts";
import { UsageError } from "../../../../scripts/workbench/usage_error.ts";
import { fixtureBytes } from "./fixtures.ts";
import { moduleBytes, type ModuleParts } from "./module_builder.ts";

const GOOD: ModuleParts = { memory: [0, 1], start: "_start" };

function wants(module: string, name = "f"): Uint8Array {
  return moduleBytes({ ...GOOD, imports: [{ module, name }] });
}

/** Files that are no program for WASI preview 1, and what is said of each. */
const REFUSED: readonly (readonly [what: string, bytes: Uint8Array, text: string])[] = [
  ["an empty file", new Uint8Array(), "it is empty"],
  [
    "a text",
    new TextEncoder().encode("hello there"),
    "it does not begin as a WebAssembly module does; build it for WASI",
  ],
  ["the text form", new TextEncoder().encode("(module)"), "it is the text form of WebAssembly"],
  [
    "a program of this machine",
    new TextEncoder().encode("\x7fELF\x02\x01"),
    "it is a program for this or another processor",
  ],
  [
    "a component",
    new Uint8Array([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]),
    "it is a WebAssembly component (WASI preview 2)",
  ],
  ["the core of a component", wants("wasi:cli/stdin@0.2.0"), "it is the core of a WebAssembly component"],
  ["GOOS=js", wants("gojs", "runtime.wasmExit"), "it was built with GOOS=js"],
  ["GOOS=js of an old Go", wants("go"), "it was built with GOOS=js"],
  ["preview 0", wants("wasi_unstable", "fd_write"), "it was built for WASI preview 0"],
  ["WASIX", wants("wasix_32v1"), "it was built for WASIX"],
  ["wasm-bindgen", wants("__wbindgen_placeholder__"), "it was built with wasm-bindgen"],
  ["Emscripten", wants("env", "emscripten_memcpy_js"), 'it wants functions of "env", as programs of Emscripten do'],
  ["another host", wants("spectest", "print"), 'it wants "print" of "spectest" from its host'],
  ["a library", moduleBytes({ ...GOOD, start: "_initialize" }), "it is a library (a WASI reactor with _initialize)"],
  ["no start", moduleBytes({ memory: [0, 1] }), "it has no function _start"],
  ["no memory", moduleBytes({ start: "_start" }), 'it does not export its memory, expected an export "memory"'],
  ["a memory of its own", moduleBytes({ ...GOOD, exportsMemory: false }), "it does not export its memory"],
  ["threads", moduleBytes({ ...GOOD, memory: [3, 1, 2] }), "it has threads (a shared memory)"],
  ["64 bits", moduleBytes({ ...GOOD, memory: [4, 1] }), "it has a memory of 64 bits"],
  [
    "too much memory",
    moduleBytes({ ...GOOD, memory: [0, 0x80, 0x80, 2] }),
    "it wants 2147483648 bytes of memory at once",
  ],
  ["half a module", fixtureBytes("c").subarray(0, 5000), "it is damaged or incomplete"],
];

for (const [what, bytes, text] of REFUSED) {
  Deno.test(`compileModule() refuses ${what} in a sentence of its own`, () => {
    const error = assertThrows(() => compileModule(bytes, "node.wasm"), UsageError);
    assertStringIncludes(error.message, `Cannot simulate node.wasm: ${text}`);
    assertStringIncludes(error.message, text.startsWith("it is a program for") ? "--mode process" : "");
  });
}

Deno.test("compileModule() gives a module without a limit of its own the limit of a node", () => {
  const { module, memoryBytes } = compileModule(moduleBytes(GOOD), "node.wasm");
  const { memory } = new WebAssembly.Instance(module).exports;
  assertEquals(memoryBytes, 65_536);
  if (!(memory instanceof WebAssembly.Memory)) throw new Error("no memory");
  assertEquals(memory.grow(16_383), 1);
  assertThrows(() => memory.grow(1), RangeError);
});

Deno.test("limitMemory() keeps a smaller limit, and bytes that it cannot read", () => {
  const small = moduleBytes({ ...GOOD, memory: [1, 1, 2] });
  assertEquals(limitMemory(small, 2 ** 20).bytes, small);
  const broken = moduleBytes(GOOD).subarray(0, 12);
  assertEquals(limitMemory(broken, 2 ** 20), { bytes: broken, memory: undefined });
});

Deno.test("limitMemory() lets a Go module begin where its heap fits, if that is within its limit", () => {
  const buildId = [0, 11, 10, ...new TextEncoder().encode("go:buildid")];
  const plain = moduleBytes({ ...GOOD, memory: [1, 20, 100] });
  const go = new Uint8Array([...plain.subarray(0, 8), ...buildId, ...plain.subarray(8)]);
  const pagesOf = (bytes: Uint8Array, maxPages = 16_384) =>
    (limitMemory(bytes, maxPages * 65_536).memory?.minBytes ?? 0) / 65_536;
  assertEquals([pagesOf(plain), pagesOf(go), pagesOf(go, 40)], [20, 59, 40]);
});

Deno.test("a node in Go finds a place for its heap at once, and gives nothing back", () => {
  const { module, memoryBytes } = compileModule(fixtureBytes("go"), "node.wasm");
  const stop = () => {
    throw new Error("stop");
  };
  const setTime = (_id: number, _precision: bigint, place: number) => {
    new DataView((exports.memory as WebAssembly.Memory).buffer).setBigUint64(place, 1n, true);
    return 0;
  };
  const calls = WebAssembly.Module.imports(module).map(({ name }) => {
    return [name, name === "fd_fdstat_get" ? stop : name === "clock_time_get" ? setTime : () => 0];
  });
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: Object.fromEntries(calls) });
  assertThrows(exports._start as () => void, Error, "stop");
  // With 64 pages given back it takes no more than 133, since the rest comes from these.
  assertEquals(((exports.memory as WebAssembly.Memory).buffer.byteLength - memoryBytes) / 65_536, 139);
});
