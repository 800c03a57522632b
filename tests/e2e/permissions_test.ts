/**
 * The permissions that the manual says suffice for each command.
 */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { flagsInUse } from "../../scripts/std.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const READ = ["--allow-env", "--allow-read"];

const CASES: readonly (readonly [permissions: readonly string[], args: readonly string[]])[] = [
  [["--allow-env"], ["help"]],
  [["--allow-env"], ["doc", "echo"]],
  [READ, ["glomers", "3b", "--no-store"]],
  [READ, ["sweep", "3b", "--seeds", "1..2"]],
  [READ, ["explore", "1"]],
  [READ, ["check", "--cases", "tests/fixtures/golden/echo.jsonl.gz"]],
];

for (const [permissions, args] of CASES) {
  Deno.test(`${permissions.join(" ")} suffices for ${args.join(" ")}`, async () => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", ...permissions, ...flagsInUse(), "scripts/workbench.ts", ...args],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    assertEquals([code, code === 0 ? "" : new TextDecoder().decode(stderr)], [0, ""]);
  });
}
