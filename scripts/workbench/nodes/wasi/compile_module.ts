/**
 * Compiles a module and refuses what is no WASI preview 1 program, each kind with what to do about it.
 *
 * @module
 */
import { UsageError } from "../../usage_error.ts";
import { NODE_BYTES_MAX } from "./memory_budget.ts";
import { type FileKind, isGo, kindOf, limitMemory } from "./module_bytes.ts";

/** The only group of imports that a program may have. */
const PREVIEW_1 = "wasi_snapshot_preview1";

/** How to build what the bench takes. */
const BUILDS = "build it for WASI preview 1: GOOS=wasip1 GOARCH=wasm go build; cargo build --target wasm32-wasip1; " +
  "clang --target=wasm32-wasi";

const NO_MODULE: Readonly<Record<Exclude<FileKind, "module">, string>> = {
  component: "it is a WebAssembly component (WASI preview 2), expected a module of preview 1; " +
    "with Rust: --target wasm32-wasip1, with TinyGo: -target=wasip1",
  empty: "it is empty, expected a WebAssembly module",
  text: "it is the text form of WebAssembly, expected the binary one; wat2wasm makes it",
  native: "it is a program for this or another processor, not WebAssembly; test and glomers run it with --mode process",
  other: `it does not begin as a WebAssembly module does; ${BUILDS}`,
};

/** A program that can be simulated. */
export interface CompiledModule {
  readonly module: WebAssembly.Module;
  /** Memory that each instance takes from the beginning. */
  readonly memoryBytes: number;
  /** True for a program in Go, which looks for input with `poll_oneoff` if it is told that it may. */
  readonly isGo: boolean;
}

/**
 * Compiles a program.
 *
 * @param name What to call it in errors.
 * @throws {UsageError} where it is no program that can be simulated.
 */
export function compileModule(bytes: Uint8Array, name: string): CompiledModule {
  const refuse = (why: string) => new UsageError(`Cannot simulate ${name}: ${why}`);
  const kind = kindOf(bytes);
  if (kind !== "module") throw refuse(NO_MODULE[kind]);
  const limited = limitMemory(bytes, NODE_BYTES_MAX);
  if (limited.memory?.has64Bits) throw refuse(`it has a memory of 64 bits, expected one of 32 bits; ${BUILDS}`);
  if (limited.memory?.isShared) throw refuse(THREADS);
  if ((limited.memory?.minBytes ?? 0) > NODE_BYTES_MAX) {
    throw refuse(`it wants ${limited.memory?.minBytes} bytes of memory at once, expected ${NODE_BYTES_MAX} at most`);
  }
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(limited.bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(`it is damaged or incomplete (${reason}), expected a whole module; build it again`);
  }
  const complaint = importComplaint(WebAssembly.Module.imports(module)) ??
    exportComplaint(WebAssembly.Module.exports(module));
  if (complaint !== undefined) throw refuse(complaint);
  return { module, memoryBytes: limited.memory?.minBytes ?? 0, isGo: isGo(bytes) };
}

const THREADS = "it has threads (a shared memory), which WASI preview 1 does not know; build it without them: " +
  "in Rust without std::thread and for wasm32-wasip1, in C without -pthread. Goroutines need none";

/** Says what is wrong with the imports, or nothing. */
function importComplaint(imports: readonly WebAssembly.ModuleImportDescriptor[]): string | undefined {
  if (imports.some(({ kind }) => kind === "memory")) return THREADS;
  const foreign = imports.filter(({ module, kind }) => module !== PREVIEW_1 || kind !== "function");
  const [first] = foreign;
  if (first === undefined) return undefined;
  const known = IMPORT_KINDS.find(({ pattern }) => foreign.some(({ module }) => pattern.test(module)));
  if (known !== undefined) return known.text;
  const names = foreign.slice(0, 3).map(({ module, name }) => `"${name}" of "${module}"`).join(", ");
  const more = foreign.length > 3 ? ` and ${foreign.length - 3} more` : "";
  return `it wants ${names}${more} from its host, expected functions of "${PREVIEW_1}" alone; ${BUILDS}`;
}

/** Kinds of modules by the groups that they import from; the first that fits. */
const IMPORT_KINDS: readonly { readonly pattern: RegExp; readonly text: string }[] = [
  {
    pattern: /^(gojs|go)$/,
    text: "it was built with GOOS=js, for a browser page, expected GOOS=wasip1 GOARCH=wasm go build (Go 1.21 or newer)",
  },
  {
    pattern: /^wasi_unstable$/,
    text: "it was built for WASI preview 0 (wasi_unstable), expected preview 1; build it with a newer compiler",
  },
  {
    pattern: /^wasix_/,
    text: `it was built for WASIX, which has threads and sockets, expected WASI preview 1; ${BUILDS}`,
  },
  {
    pattern: /^wasi:/,
    text: "it is the core of a WebAssembly component (WASI preview 2), expected a module of preview 1; " +
      "with Rust: --target wasm32-wasip1, with TinyGo: -target=wasip1",
  },
  {
    pattern: /^(wbg|__wbindgen_\w+)$/,
    text: "it was built with wasm-bindgen, for JavaScript, expected cargo build --target wasm32-wasip1",
  },
  {
    pattern: /^(env|a)$/,
    text: 'it wants functions of "env", as programs of Emscripten do and those in which a function was not linked, ' +
      "expected a program for WASI preview 1: clang --target=wasm32-wasi, or emcc -sSTANDALONE_WASM",
  },
];

/** Says what is wrong with the exports, or nothing. */
function exportComplaint(exports: readonly WebAssembly.ModuleExportDescriptor[]): string | undefined {
  const has = (name: string, kind: string) => exports.some((one) => one.name === name && one.kind === kind);
  if (!has("_start", "function")) {
    return has("_initialize", "function")
      ? "it is a library (a WASI reactor with _initialize), expected a program with _start; in Rust a binary crate " +
        "with main(), in Go no -buildmode=c-shared, in C no -mexec-model=reactor"
      : `it has no function _start, expected a program with a main function; ${BUILDS}`;
  }
  return has("memory", "memory") ? undefined : `it does not export its memory, expected an export "memory"; ${BUILDS}`;
}
