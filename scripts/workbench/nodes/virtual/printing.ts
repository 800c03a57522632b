/**
 * What node code prints: its console, and what it writes to the streams of its process.
 *
 * @module
 */
import type { GuestNode } from "../guest_node.ts";
import { type AnyFunction, replace } from "./replace.ts";
import { runningNode, thread } from "./thread.ts";

/** Where the methods of the console print in Deno and Node.js. */
const CONSOLE_METHODS = [
  ["log", "stdout"],
  ["info", "stdout"],
  ["debug", "stdout"],
  ["dir", "stdout"],
  ["table", "stdout"],
  ["error", "stderr"],
  ["warn", "stderr"],
  ["trace", "stderr"],
] as const;

/** Methods of the console that show how much time has passed, with the real clock. */
const CONSOLE_TIMES = ["time", "timeLog", "timeEnd"] as const;

/** When each timer of a node's console began, in ms. */
const STARTS = new WeakMap<GuestNode, Map<string, number>>();

/** Replaces the console of this thread, and the handling of what nobody caught. */
export function replacePrinting(): void {
  const realError = Reflect.get(console, "error") as AnyFunction;
  for (const [name, stream] of CONSOLE_METHODS) {
    const real = Reflect.get(console, name) as AnyFunction;
    replace(console, name, (...values: unknown[]) => {
      const node = runningNode();
      if (node !== undefined) return node.print(stream, values.map(inspect).join(" "));
      // What a module prints while it is loaded is no answer of the bench.
      Reflect.apply(thread.guest === undefined ? real : realError, console, values);
    });
  }
  for (const name of CONSOLE_TIMES) {
    const real = Reflect.get(console, name) as AnyFunction;
    replace(console, name, (label: unknown = "default", ...values: unknown[]) => {
      const node = runningNode();
      if (node === undefined) return real.call(console, label, ...values);
      const starts = STARTS.get(node) ?? new Map<string, number>();
      STARTS.set(node, starts);
      const key = String(label);
      if (name === "time") starts.set(key, node.monotonicMs());
      else {node.print(
          "stdout",
          `${key}: ${node.monotonicMs() - (starts.get(key) ?? 0)}ms ${values.map(inspect).join(" ")}`,
        );}
    });
  }
  replaceUncaught();
}

/** A value as a console shows it; browsers, which show a tree to open, get JSON. */
function inspect(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof Deno !== "undefined") return Deno.inspect(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/** What nobody catches ends a real process; here it ends the simulated node. */
function replaceUncaught(): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    const node = runningNode();
    if (node === undefined) return;
    event.preventDefault();
    node.onUncaught(event.reason, "rejection");
  });
  globalThis.addEventListener("error", (event) => {
    const node = runningNode();
    if (node === undefined) return;
    event.preventDefault();
    node.onUncaught(event.error, "exception");
  });
}

/** What a node has written to a stream without a line end so far. */
const UNENDED = new WeakMap<GuestNode, Map<string, string>>();

/** Prints the lines that a node has written; the beginning of a line waits for its end. */
function write(stream: "stdout" | "stderr", text: string): void {
  const node = runningNode();
  if (node === undefined) return;
  const unended = UNENDED.get(node) ?? new Map<string, string>();
  UNENDED.set(node, unended);
  const lines = `${unended.get(stream) ?? ""}${text}`.split("\n");
  unended.set(stream, lines.pop() ?? "");
  for (const line of lines) node.print(stream, line);
}

/** Streams that write what node code gives them to where its node prints: of Deno, and of Node.js. */
export function printingStream(stream: "stdout" | "stderr"): Readonly<Record<string, unknown>> {
  const print = (chunk: unknown) => {
    const text = typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk as Uint8Array);
    write(stream, text);
    // Deno asks how many bytes were taken, and goes on after them.
    return typeof chunk === "string" ? text.length : (chunk as Uint8Array).byteLength;
  };
  return {
    fd: stream === "stdout" ? 1 : 2,
    isTTY: false,
    writable: new WritableStream({ write: (chunk) => void print(chunk) }),
    isTerminal: () => false,
    writeSync: print,
    on: () => undefined,
    once: () => undefined,
    end: print,
    // In Deno a promise of the number of bytes, in Node.js true.
    write: (chunk: unknown) => Object.assign(Promise.resolve(print(chunk)), { valueOf: () => true }),
  };
}
