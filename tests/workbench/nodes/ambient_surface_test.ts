import { assertEquals } from "@std/assert";
import { builtinModules } from "node:module";
import { INSTEAD } from "../../../scripts/workbench/nodes/virtual/outside.ts";
import { PURE_MODULES, UNLOADABLE } from "../../../scripts/workbench/nodes/virtual/node_modules.ts";
import type { VirtualModules } from "../../../scripts/workbench/nodes/virtual/node_modules.ts";
import { loadAs } from "../../../scripts/workbench/nodes/virtual_world.ts";

/** What a node is that is refused, for what it called. */
function guest(refusals: string[]) {
  return {
    ...{ id: "n1", args: [], startTimer: () => 1, stopTimer: () => {}, wallClockMs: () => 0, monotonicMs: () => 0 },
    ...{ random: () => 0.5, print: () => {}, onUncaught: () => {}, exit: () => {} },
    refuse: (text: string) => void refusals.push(text),
  };
}

/** Calls functions as a node would; gives the names of those that were not refused. */
async function callAll(functions: ReadonlyMap<string, unknown>): Promise<string[]> {
  const missed: string[] = [];
  for (const [name, called] of functions) {
    const refusals: string[] = [];
    await loadAs(guest(refusals), () => {
      try {
        (called as () => unknown)();
      } catch {
        // What counts is whether it was refused.
      }
      return Promise.resolve();
    });
    if (refusals.length === 0) missed.push(name);
  }
  return missed;
}

/** Functions of Deno that nodes may call: they show a small machine that is always the same, or do nothing. */
const DENO_GIVEN = [
  ...["addSignalListener", "bench", "consoleSize", "cpuUsage", "cwd", "execPath", "exit", "gid", "hostname", "inspect"],
  ...["isatty", "loadavg", "memoryUsage", "networkInterfaces", "osRelease", "osUptime", "refTimer"],
  ...["removeSignalListener", "systemMemoryInfo", "test", "uid", "umask", "unrefTimer"],
];

Deno.test("every function of Deno is refused to nodes, but for those that are known to give the same each time", async () => {
  const functions = new Map<string, unknown>();
  await loadAs(guest([]), () => {
    for (const name of Object.getOwnPropertyNames(Deno)) {
      if (name === "jupyter") continue; // An error of its own outside of notebooks.
      const member: unknown = Reflect.get(Deno, name);
      if (typeof member === "function" && !DENO_GIVEN.includes(name)) functions.set(`Deno.${name}`, member);
    }
    return Promise.resolve();
  });
  assertEquals(functions.size > 60, true, `${functions.size}`);
  assertEquals(await callAll(functions), []);
});

/** Functions of refused modules that only compute. */
const HARMLESS = /^(?:node:vm |node:module |node:dns .*setDefault|node:process |node:os |node:console )/;

Deno.test("every function of every module of Node.js is pure, replaced or refused", async () => {
  await loadAs(guest([]), () => Promise.resolve());
  const modules = Reflect.get(globalThis, Symbol.for("gossip-glomers.virtual-modules")) as VirtualModules;
  const functions = new Map<string, unknown>();
  const replaced = new Set([
    "timers",
    "timers/promises",
    "os",
    "process",
    "module",
    "buffer",
    "console",
    "crypto",
    "perf_hooks",
  ]);
  for (const module of builtinModules.map((name) => name.replace(/^node:/, ""))) {
    if (PURE_MODULES.has(module) || module in UNLOADABLE || replaced.has(module)) continue;
    for (const [key, member] of Object.entries(modules.exportsOf(module))) {
      if (typeof member === "function") functions.set(`node:${module} ${key}`, member);
    }
  }
  assertEquals(functions.size > 250, true, `${functions.size}`);
  assertEquals((await callAll(functions)).filter((name) => !HARMLESS.test(name)), []);
});

/** Globals that compute only, or are refused or replaced; a name that Deno adds must be looked at first. */
const GLOBALS_KNOWN = new Set(
  ("Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp " +
    "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl " +
    "ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array " +
    "BigInt64Array Uint8ClampedArray Float32Array Float64Array DataView Map BigInt Set Iterator WeakMap WeakSet Proxy " +
    "Reflect FinalizationRegistry WeakRef decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape " +
    "eval isFinite isNaN console Deno queueMicrotask AbortController AbortSignal Blob BroadcastChannel " +
    "ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy CryptoKey CustomEvent " +
    "DecompressionStream DOMException QuotaExceededError DOMMatrix DOMMatrixReadOnly DOMPoint DOMPointReadOnly DOMQuad " +
    "DOMRect DOMRectReadOnly ErrorEvent Event EventTarget File FileReader FormData Headers ImageData ImageBitmap " +
    "MessageEvent Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver " +
    "PerformanceObserverEntryList PromiseRejectionEvent ProgressEvent ReadableStream ReadableStreamDefaultReader " +
    "Request Response TextDecoder TextEncoder TextDecoderStream TextEncoderStream TransformStream URL URLPattern " +
    "URLSearchParams WebSocket MessageChannel MessagePort Worker WritableStream WritableStreamDefaultWriter " +
    "WritableStreamDefaultController ReadableByteStreamController ReadableStreamBYOBReader ReadableStreamBYOBRequest " +
    "ReadableStreamDefaultController TransformStreamDefaultController atob btoa createImageBitmap clearInterval " +
    "clearTimeout caches CacheStorage Cache crypto Crypto SubtleCrypto fetch EventSource performance process " +
    "setImmediate clearImmediate Buffer global reportError setInterval setTimeout structuredClone OffscreenCanvas " +
    "ImageBitmapRenderingContext Lock LockManager onunhandledrejection Temporal SuppressedError DisposableStack " +
    "AsyncDisposableStack Float16Array SharedArrayBuffer WebAssembly Location location Window self Navigator navigator " +
    "NavigatorUAData alert confirm prompt localStorage sessionStorage Storage name close closed onerror onload " +
    "onbeforeunload onunload nodeBootstrap").split(" "),
);

Deno.test("Deno has no global that nobody has looked at", () => {
  const unknown = Object.getOwnPropertyNames(globalThis).filter((name) =>
    !GLOBALS_KNOWN.has(name) && !/^GPU/.test(name)
  );
  assertEquals(unknown, []);
});

Deno.test("every refusal says what to use instead", () => {
  for (const text of Object.values(INSTEAD)) assertEquals(/^[a-z].*[^.]$/.test(text), true, text);
});
