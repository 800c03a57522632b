import { assert, assertEquals, assertThrows } from "@std/assert";
import { toModule } from "../../../scripts/playground/challenge_module.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

Deno.test("toModule() strips types and keeps lines where they are", () => {
  const source =
    'import { type Node, program } from "../lib/node.ts";\ntype A = { a: number };\nlet a: A["a"] = program;\n';
  const lines = toModule(source, "http://here/lib.js").split("\n");
  assertEquals(lines[0]?.replaceAll(" ", ""), 'import{program}from"http://here/lib.js";');
  assertEquals(lines[2]?.trim(), "let a = program;");
});

Deno.test("toModule() leads imports over several lines, exports and @std to the library", () => {
  const source = 'import {\n  Kv,\n} from "../lib/kv.ts";\nimport { delay } from "@std/async/delay";\nKv; delay;\n' +
    'export * from "../lib/rpc_error.ts";\n';
  assertEquals(toModule(source, "L").match(/"L"/g)?.length, 3);
});

Deno.test("toModule() leaves texts and comments that look like imports alone", () => {
  const source = 'const text = "import x from \\"y\\"";\n// from "n1" to "n2"\nconst b = text;\n';
  assertEquals(toModule(source, "L"), source);
});

Deno.test("toModule() refuses other imports", () => {
  for (const specifier of ["./other.ts", "node:fs", "https://x.example/m.ts", "../../../lib/node.ts", "npm:left-pad"]) {
    assertThrows(
      () => toModule(`import { a } from "${specifier}";\na;\n`, "L"),
      UsageError,
      `Cannot import "${specifier}"`,
    );
  }
});

Deno.test("toModule() names the place of a mistake", () => {
  assertThrows(() => toModule("const a = 1;\nconst b = ;\n", "L"), UsageError, "line 2, column 11");
});

Deno.test("toModule() makes a module of every challenge", () => {
  const folder = new URL("../../../challenges/", import.meta.url);
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".ts")) continue;
    const module = toModule(Deno.readTextFileSync(new URL(name, folder)), "http://here/lib.js");
    assert(!/from "(\.|@)/.test(module), name);
  }
});
