/**
 * What is outside of a node: files, network, other processes and threads, and the machine. Nodes get a small machine
 * that is the same everywhere; the rest ends the run with a sentence that says what to use instead.
 *
 * @module
 */
import { type AnyFunction, guarded, held, type Refused, refuseNodes, replace, replaceGetter } from "./replace.ts";
import { printingStream } from "./printing.ts";
import { runningNode, thread } from "./thread.ts";

/** Why a kind of thing is not there, and what to use instead. */
export const INSTEAD = {
  files: "it has no files, since virtual time does not wait for a disk; keep state in memory or in a service such as " +
    "lin-kv, and read what never changes outside of the program's function, when the module is loaded",
  network: "it has no network but the messages of the run; send lines with io.output() and read io.input",
  threads: "it has one thread and no processes; do the work in the program itself",
  time: "real time does not pass in it; use the global setTimeout, which virtual time replaces",
  input: "it reads its messages from io.input alone",
  machine: "what it would tell differs from machine to machine and from run to run",
  memory: "what it keeps outlives the run and is shared by all nodes; keep state inside the program's function",
  person: "nobody is there to answer",
} as const;

/** Functions and classes of the global scope. */
const GLOBALS: Readonly<Record<keyof typeof INSTEAD, readonly string[]>> = {
  files: ["FileReader", "importScripts"],
  network: [
    ...["fetch", "WebSocket", "WebSocketStream", "EventSource", "XMLHttpRequest", "WebTransport"],
    ...["RTCPeerConnection"],
  ],
  threads: [
    "Worker",
    "SharedWorker",
    "BroadcastChannel",
    "MessageChannel",
    "postMessage",
    "close",
    "createImageBitmap",
  ],
  time: ["requestIdleCallback", "requestAnimationFrame", "PerformanceObserver"],
  input: [],
  machine: [],
  memory: [],
  person: ["alert", "confirm", "prompt"],
};

/** Values of the global scope that no function guards. */
const GLOBAL_VALUES = {
  memory: ["caches", "localStorage", "sessionStorage", "indexedDB", "cookieStore"],
  time: ["scheduler"],
} as const;

/** Real milliseconds for which a body is waited for: it is there at once, or comes from a stream of the node's own. */
const BODY_BOUND_MS = 50;

const BODY_METHODS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"];

/** Replaces what leads outside of this thread, but for Deno and process. */
export function replaceOutside(): void {
  for (const [kind, names] of Object.entries(GLOBALS)) {
    for (const name of names) {
      const real: unknown = Reflect.get(globalThis, name);
      if (typeof real !== "function") continue;
      const instead = INSTEAD[kind as keyof typeof INSTEAD];
      replace(globalThis, name, guarded(real, { name, instead }));
    }
  }
  for (const [kind, names] of Object.entries(GLOBAL_VALUES)) {
    for (const name of names) refuseValue(globalThis, { name, instead: INSTEAD[kind as keyof typeof GLOBAL_VALUES] });
  }
  replaceNavigator();
  replaceSlowWork();
  for (const name of ["wait", "waitAsync"]) {
    const real: unknown = Reflect.get(Atomics, name);
    if (typeof real !== "function") continue;
    replace(Atomics, name, guarded(real, { name: `Atomics.${name}`, instead: INSTEAD.threads }));
  }
  const { createObjectURL } = URL;
  if (createObjectURL !== undefined) {
    const refused = { name: "URL.createObjectURL", instead: "its addresses differ each time" };
    replace(URL, "createObjectURL", guarded(createObjectURL.bind(URL), refused));
  }
  const { reportError } = globalThis;
  if (reportError !== undefined) {
    replace(globalThis, "reportError", (error: unknown) => {
      const node = runningNode();
      if (node === undefined) reportError(error);
      else node.onUncaught(error, "exception");
    });
  }
}

function refuseValue(target: object, refused: Refused): void {
  if (!(refused.name in target)) return;
  replaceGetter(target, refused.name, (real) => {
    refuseNodes(refused);
    return (real as () => unknown)();
  });
}

function replaceNavigator(): void {
  const prototype: object | undefined = typeof navigator === "undefined" ? undefined : Object.getPrototypeOf(navigator);
  if (prototype === undefined) return;
  replaceGetter(
    prototype,
    "hardwareConcurrency",
    (real) => runningNode() === undefined ? (real as () => unknown)() : 1,
  );
  for (const name of ["gpu", "locks", "storage", "serviceWorker"]) {
    if (Object.hasOwn(prototype, name)) refuseValue(prototype, { name, instead: INSTEAD.memory });
  }
}

/** Work that takes real time, and gives the same each time. */
function replaceSlowWork(): void {
  for (const name of ["compile", "instantiate"] as const) {
    replace(WebAssembly, name, held(WebAssembly[name].bind(WebAssembly) as AnyFunction));
  }
  for (const name of ["compileStreaming", "instantiateStreaming"]) {
    const real: unknown = Reflect.get(WebAssembly, name);
    if (typeof real === "function") replace(WebAssembly, name, held(real.bind(WebAssembly), BODY_BOUND_MS));
  }
  for (const { prototype } of [Blob, Response, Request]) {
    for (const name of BODY_METHODS) {
      const real: unknown = Reflect.get(prototype, name);
      if (typeof real === "function") replace(prototype, name, held(real as AnyFunction, BODY_BOUND_MS));
    }
  }
}

/** Memory of the machine that nodes see, in bytes. */
const MEMORY = {
  rss: 2 ** 26,
  heapTotal: 2 ** 25,
  heapUsed: 2 ** 24,
  external: 2 ** 20,
  arrayBuffers: 0,
} as const;
export const TOTAL_BYTES = 2 ** 32;

const PID_FIRST = 1000;

/** A process number for the running node, the same in each run. */
export function pidOf(): number {
  const digits = /\d+$/.exec(thread.guest?.id ?? "")?.[0] ?? "0";
  return PID_FIRST + Number(digits);
}

/** What Deno tells nodes, by name. */
const DENO_VALUES: Readonly<Record<string, (real: typeof Deno) => unknown>> = {
  pid: pidOf,
  ppid: () => 1,
  args: () => [...thread.guest?.args ?? []],
  hostname: () => () => thread.guest?.id,
  osUptime: () => () => Math.floor((thread.guest?.monotonicMs() ?? 0) / 1000),
  loadavg: () => () => [0, 0, 0],
  memoryUsage: () => () => ({ ...MEMORY }),
  cpuUsage: () => () => ({ user: 0, system: 0 }),
  systemMemoryInfo: () => () => ({
    ...{ total: TOTAL_BYTES, free: TOTAL_BYTES / 2, available: TOTAL_BYTES / 2, buffers: 0, cached: 0 },
    ...{ swapTotal: 0, swapFree: 0 },
  }),
  networkInterfaces: () => () => [],
  uid: () => () => PID_FIRST,
  gid: () => () => PID_FIRST,
  exit: () => (code: unknown = 0) => exit(code),
  stdout: () => printingStream("stdout"),
  stderr: () => printingStream("stderr"),
  env: (real) => environment(real.env),
  addSignalListener: () => () => {},
  removeSignalListener: () => () => {},
  refTimer: () => () => {},
  unrefTimer: () => () => {},
};

/** What nodes may use as it is: the same in each run on a machine. */
const DENO_KEPT = new Set([
  ...["version", "build", "errors", "inspect", "SeekMode", "cwd", "execPath", "mainModule", "noColor", "osRelease"],
  ...["test", "bench", "lint", "isatty", "telemetry", "exitCode", "jupyter", "umask"],
]);

const NETWORK = /connect|listen|serve|dns|http|websocket|startTls/i;
const THREADS = /command|process|spawn|^run$|^kill$|dlopen|unsafe/i;

/** Deno as nodes see it. */
function denoValue(real: typeof Deno, name: string | symbol): unknown {
  const value: unknown = Reflect.get(real, name);
  if (typeof name === "symbol") return refusedValue(`Deno[${String(name)}]`, value, INSTEAD.machine);
  const replaced = DENO_VALUES[name];
  if (replaced !== undefined) return replaced(real);
  if (DENO_KEPT.has(name)) return value;
  if (name === "stdin") return refusedValue("Deno.stdin", value, INSTEAD.input);
  const kind = NETWORK.test(name) ? "network" : THREADS.test(name) ? "threads" : "files";
  return typeof value === "function"
    ? guarded(value, { name: `Deno.${name}`, instead: INSTEAD[kind] })
    : refusedValue(`Deno.${name}`, value, INSTEAD[kind]);
}

/** An object of which nodes can use nothing. */
function refusedValue(name: string, value: unknown, instead: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      refuseNodes({ name, instead });
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** Environment variables can be read, and not be changed. */
export function environment<T extends object>(real: T): T {
  const refuseChange = () => refuseNodes({ name: "a change of environment variables", instead: INSTEAD.memory });
  return new Proxy(real, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        if (key === "set" || key === "delete") refuseChange();
        return Reflect.apply(member, target, args);
      };
    },
    set(target, key, value) {
      refuseChange();
      return Reflect.set(target, key, value);
    },
    deleteProperty(target, key) {
      refuseChange();
      return Reflect.deleteProperty(target, key);
    },
  });
}

/** Ends the running node as the end of a process would. */
export function exit(code: unknown): never {
  runningNode()?.exit(`exit status ${code ?? 0}`);
  throw new Error(`Ended with exit status ${code ?? 0}`);
}

/** Replaces Deno: code of nodes sees another one. */
export function replaceDeno(): void {
  const real: unknown = Reflect.get(globalThis, "Deno");
  if (typeof real !== "object" || real === null) return;
  const values = new Map<string | symbol, unknown>();
  const virtual = new Proxy(real, {
    get(target, name) {
      // What a module takes while it is loaded, its functions use later.
      if (thread.guest === undefined) return Reflect.get(target, name);
      if (typeof name === "string" && name in DENO_VALUES && thread.guest.isLoading && !LOADED_VALUES.has(name)) {
        return dispatching(Reflect.get(target, name), () => DENO_VALUES[name]?.(target as typeof Deno));
      }
      if (name === "pid" || name === "args") return DENO_VALUES[name]?.(target as typeof Deno);
      const known = values.get(name) ?? denoValue(target as typeof Deno, name);
      values.set(name, known);
      return known;
    },
  });
  Object.defineProperty(globalThis, "Deno", { value: virtual, configurable: true, writable: false, enumerable: true });
}

/** Values, not functions: a module that takes them while it is loaded gets what nodes get. */
const LOADED_VALUES = new Set(["pid", "ppid", "args"]);

/** A function or object that is the real one while a module is loaded, and the virtual one for nodes. */
function dispatching(real: unknown, virtual: () => unknown): unknown {
  const target = real as object;
  return new Proxy(target, {
    apply(_target, self, args) {
      const chosen = runningNode() === undefined ? real : virtual();
      return Reflect.apply(chosen as AnyFunction, self, args);
    },
    get(_target, key) {
      const chosen = (runningNode() === undefined ? real : virtual()) as object;
      const member: unknown = Reflect.get(chosen, key, chosen);
      return typeof member === "function" && chosen === real ? member.bind(real) : member;
    },
  });
}
