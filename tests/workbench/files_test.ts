import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asCalled, pathHint } from "../../scripts/workbench/files.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

Deno.test("pathHint() gives the path from here of a file that is where deno task was called", () => {
  const path = join("tests", "workbench", "files_test.ts");
  assertEquals(
    pathHint("files_test.ts", HERE),
    `; deno task runs in ${Deno.cwd()}, from where it is ${path}`,
  );
});

Deno.test("pathHint() is empty where there is no such file either, or nobody called deno task", () => {
  assertEquals(pathHint("nothing.ts", HERE), "");
  assertEquals(pathHint("files_test.ts", undefined), "");
});

Deno.test("asCalled() takes a path from the folder where deno task was called, if something is there", () => {
  const here = join("tests", "workbench");
  assertEquals(asCalled("files_test.ts", HERE), join(HERE, "files_test.ts"));
  assertEquals(asCalled("cli", HERE), join(HERE, "cli"));
  assertEquals(asCalled(join(here, "files_test.ts"), HERE), join(here, "files_test.ts"));
  for (const kept of ["nothing.ts", "python3", "/bin/sh", "https://example.org/a.ts", "jsr:@a/b", ""]) {
    assertEquals(asCalled(kept, HERE), kept);
  }
  assertEquals(asCalled("files_test.ts", undefined), "files_test.ts");
});
