import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findTraps } from "../../../scripts/workbench/nodes/simulation_traps.ts";
import { run, SHORT } from "../cli/run_main.ts";

const ROOT = new URL("../../../", import.meta.url);

async function linesOf(text: string): Promise<readonly number[]> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, text);
    return findTraps(pathToFileURL(path).href).map(({ line }) => line);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("findTraps() finds variables and empty collections that stand outside of functions", async () => {
  const found = [
    "let count = 0;",
    "var last;",
    "const values = new Set<number>();",
    "const logs: Record<string, number[]> = {};",
    "export const known: number[] = [];",
    "const byKey = new Map<string, Map<string, number>>()",
  ];
  assertEquals(await linesOf(found.join("\n")), found.map((_, position) => position + 1));
});

Deno.test("findTraps() leaves alone what is inside, what is full, and what cannot change", async () => {
  const lines = [
    "const program = (node) => {",
    "  let count = 0;",
    "  const values = new Set();",
    "};",
    "const LIMIT_MS = 500;",
    'const KINDS = new Set(["r", "w"]);',
    'const MISSING = Symbol("missing");',
    "const twice = (list = []) => [...list, ...list];",
    "letters();",
    'import { delay } from "@std/async/delay";',
    "  await new Promise((resolve) => setTimeout(resolve, 10));",
    "  // await fetch(url) would wait",
    "if (import.meta.main) await echo(stdio());",
  ];
  assertEquals(await linesOf(lines.join("\n")), []);
});

Deno.test("findTraps() finds nothing in our challenges, and where there is no file", () => {
  for (const { name } of Deno.readDirSync(fileURLToPath(new URL("challenges", ROOT)))) {
    assertEquals(findTraps(new URL(`challenges/${name}`, ROOT).href), []);
  }
  assertEquals(findTraps("file:///no/such/file.ts"), []);
  assertEquals(findTraps("blob:nothing"), []);
});

Deno.test("a simulation whose nodes share state is warned of, a run of processes is not", async () => {
  const options = ["test", "-w", "unique-ids", "--bin", "tests/fixtures/nodes/leaks_between_runs.ts"];
  const { stdout } = await run(...options, ...SHORT);
  assertStringIncludes(
    stdout,
    'warning: shared-state: Line 8 of leaks_between_runs.ts, "let issued = 0;", keeps state outside the program:',
  );
  const processes = await run(...options, "--node-count", "1", "--time-limit", "1", "--no-store");
  assertEquals(processes.stdout.includes("shared-state"), false, processes.stdout);
});
