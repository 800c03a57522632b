import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import plugin from "../../scripts/lint_plugin.ts";

/** The ids of the rules that a source breaks, in order. */
function broken(fileName: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, fileName, source).map((diagnostic) =>
    diagnostic.id.replace(/^gossip-glomers\//, "")
  );
}

const lines = (count: number) => "  work();\n".repeat(count);

Deno.test("max-function-lines allows 70 lines and refuses 71, methods and arrows included", () => {
  assertEquals(broken("lib/a.ts", `function f() {\n${lines(68)}}`), []);
  assertEquals(broken("lib/a.ts", `function f() {\n${lines(69)}}`), ["max-function-lines"]);
  assertEquals(broken("lib/a.ts", `const f = () => {\n${lines(69)}};`), ["max-function-lines"]);
  assertEquals(broken("lib/a.ts", `class A { m() {\n${lines(69)}} }`), ["max-function-lines"]);
});

Deno.test("max-function-lines leaves tests alone", () => {
  assertEquals(broken("tests/a_test.ts", `Deno.test("x", () => {\n${lines(100)}});`), []);
});

Deno.test("max-function-lines makes no exception for the function given to program()", () => {
  assertEquals(broken("challenges/a.ts", `const echo = program((node) => {\n${lines(68)}});`), []);
  assertEquals(broken("challenges/a.ts", `const echo = program((node) => {\n${lines(69)}});`), ["max-function-lines"]);
});

Deno.test("layers lets challenges import lib and @std only", () => {
  assertEquals(broken("challenges/1_echo.ts", `import { node } from "../lib/node.ts";`), []);
  assertEquals(broken("challenges/1_echo.ts", `import { delay } from "@std/async/delay";`), []);
  for (const source of ["../scripts/workbench/clock.ts", "./2_unique_ids.ts", "npm:valibot", "valibot", "node:fs"]) {
    assertEquals(broken("challenges/1_echo.ts", `import { x } from "${source}";`), ["layers"]);
  }
});

Deno.test("layers lets lib import lib and @std only, exports and dynamic imports included", () => {
  assertEquals(broken("lib/node.ts", `export * from "./kv.ts";`), []);
  assertEquals(broken("lib/node.ts", `export { x } from "../challenges/1_echo.ts";`), ["layers"]);
  assertEquals(broken("lib/node.ts", `export * from "../scripts/std.ts";`), ["layers"]);
  assertEquals(broken("lib/node.ts", `await import("tinyqueue");`), ["layers"]);
});

Deno.test("layers keeps the workbench away from lib, challenges and tests", () => {
  assertEquals(broken("scripts/workbench/run/run.ts", `import { x } from "../clock.ts";`), []);
  assertEquals(broken("scripts/workbench/run/run.ts", `import * as v from "valibot";`), []);
  assertEquals(broken("scripts/workbench/run/run.ts", `import { x } from "../../../lib/node.ts";`), ["layers"]);
  assertEquals(broken("scripts/workbench/nodes/a.ts", `import { x } from "../../../challenges/1.ts";`), ["layers"]);
  assertEquals(broken("scripts/workbench.ts", `import { x } from "../tests/a.ts";`), ["layers"]);
  assertEquals(broken("scripts/compile.ts", `import { x } from "../lib/node.ts";`), []);
});

Deno.test("layers lets a room of the workbench import itself and the rooms below it, never one above", () => {
  assertEquals(broken("scripts/workbench/net/network.ts", `import { x } from "./message.ts";`), []);
  assertEquals(broken("scripts/workbench/run/run.ts", `import { x } from "../net/network.ts";`), []);
  assertEquals(broken("scripts/workbench/cli/commands/test.ts", `import { x } from "../execute.ts";`), []);
  assertEquals(broken("scripts/workbench/net/network.ts", `import { x } from "../run/run.ts";`), ["layers"]);
  assertEquals(broken("scripts/workbench/clock.ts", `import { x } from "./net/network.ts";`), ["layers"]);
  assertEquals(broken("scripts/workbench/cli/execute.ts", `import { x } from "./commands/test.ts";`), ["layers"]);
  assertEquals(broken("scripts/workbench/explain/propagation.ts", `import { x } from "../judge.ts";`), []);
  assertEquals(broken("scripts/workbench/new_room/a.ts", `import { x } from "../clock.ts";`), ["layers"]);
});

Deno.test("no-ambient refuses ambient time and randomness in the workbench", () => {
  const sources = [
    "Date.now();",
    "const now = Date.now;",
    "new Date();",
    "Math.random();",
    "performance.now();",
    "crypto.randomUUID();",
    "crypto.getRandomValues(bytes);",
    "AbortSignal.timeout(5);",
    "setTimeout(f, 5);",
    "globalThis.setInterval(f, 5);",
    `import { setTimeout } from "node:timers/promises";`,
  ];
  for (const source of sources) {
    assertEquals(broken("scripts/workbench/net/network.ts", source), ["no-ambient"], source);
  }
});

Deno.test("no-ambient lets pass what is passed in, and files that deal with the world", () => {
  assertEquals(broken("scripts/workbench/net/network.ts", "clock.now(); random.float(); new Date(5);"), []);
  for (const file of ["clock.ts", "random.ts", "nodes/process_node.ts", "nodes/simulated_node.ts", "cli/main.ts"]) {
    assertEquals(broken(`scripts/workbench/${file}`, "Date.now(); setTimeout(f, 5);"), []);
  }
  assertEquals(broken("lib/node.ts", "Date.now();"), []);
});

Deno.test("the plugin finds its rules by absolute paths and URLs too", () => {
  const url = new URL("../../scripts/workbench/run/run.ts", import.meta.url);
  assertEquals(broken(fileURLToPath(url), "Date.now();"), ["no-ambient"]);
  assertEquals(broken(url.href, "Date.now();"), ["no-ambient"]);
});
