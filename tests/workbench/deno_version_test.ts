import { assertEquals } from "@std/assert";
import { versionProblem } from "../../scripts/workbench/deno_version.ts";

Deno.test("versionProblem() has nothing against the versions that are known to work", () => {
  for (const version of ["2.8.0", "2.8.3", "2.9.6", "2.10.0", "2.9.7+abc1234"]) {
    assertEquals(versionProblem(version), undefined);
  }
});

Deno.test("versionProblem() refuses older versions, and names the command to use", () => {
  assertEquals(versionProblem("2.7.14"), {
    isFatal: true,
    text:
      "Cannot run on Deno 2.7.14: expected 2.8.0 or newer; use npx -y deno@2.9.6 in place of deno, or deno upgrade 2.9.6",
  });
  assertEquals(versionProblem("1.46.3")?.isFatal, true);
});

Deno.test("versionProblem() warns of a newer major version, and lets it try", () => {
  assertEquals(versionProblem("3.0.0"), {
    isFatal: false,
    text:
      "Deno 3.0.0 is newer than what the bench was tested with; where it fails, use npx -y deno@2.9.6 in place of deno, " +
      "or deno upgrade 2.9.6",
  });
});
