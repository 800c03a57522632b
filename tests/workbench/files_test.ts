import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pathHint } from "../../scripts/workbench/files.ts";

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
