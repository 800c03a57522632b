import { assertEquals } from "@std/assert";
import { programOf } from "../../scripts/workbench/program.ts";

const CLONE = {
  mainModule: "file:///home/me/glomers/scripts/workbench.ts",
  isStandalone: false,
  execPath: "/bin/deno",
};

Deno.test("programOf() names the task in a clone", () => {
  assertEquals(programOf(CLONE), "deno task workbench");
});

Deno.test("programOf() names the package with its version where it was started from JSR", () => {
  const mainModule = "https://jsr.io/@gossip-glomers/deno/0.2.0/scripts/workbench.ts";
  assertEquals(programOf({ ...CLONE, mainModule }), "deno run -A jsr:@gossip-glomers/deno@0.2.0/bench");
});

Deno.test("programOf() names the package as it was typed", () => {
  const mainModule = "jsr:@gossip-glomers/deno@^0.2/bench";
  assertEquals(programOf({ ...CLONE, mainModule }), `deno run -A ${mainModule}`);
});

Deno.test("programOf() names any other address as it is", () => {
  const mainModule = "https://example.org/bench/scripts/workbench.ts";
  assertEquals(programOf({ ...CLONE, mainModule }), `deno run -A ${mainModule}`);
});

Deno.test("programOf() names a compiled binary by its file", () => {
  assertEquals(programOf({ ...CLONE, isStandalone: true, execPath: "/usr/local/bin/glomers" }), "glomers");
  assertEquals(programOf({ ...CLONE, isStandalone: true, execPath: "C:\\tools\\glomers.exe" }), "glomers");
});

Deno.test("programOf() names the launcher that started the bench", () => {
  assertEquals(programOf({ ...CLONE, launcher: "npx gossip-glomers" }), "npx gossip-glomers");
});
