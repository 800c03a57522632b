/** What `deno task new` writes and prints works as it stands: the challenge, its test, format, lint rules, types. */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { flagsInUse } from "../../scripts/std.ts";
import { shellCommand } from "../../scripts/workbench/text/shell.ts";
import { run } from "../workbench/cli/run_main.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

Deno.test({
  name: "the skeleton of a challenge passes its test and all checks, and the lines that new prints run it",
  ignore: Deno.build.os === "windows",
  async fn() {
    // In the project's folder, where the imports and the rules of deno.json hold.
    const folder = await Deno.makeTempDir({ dir: ROOT, prefix: "new" });
    try {
      await Deno.symlink(`${ROOT}lib`, `${folder}/lib`);
      const { stdout } = await run("new", "my_challenge", "--folder", folder);
      const files = [`${folder}/challenges/my_challenge.ts`, `${folder}/tests/challenges/my_challenge_test.ts`];
      assertEquals(stdout.split("\n").slice(1), [
        `Try   deno task workbench test -w echo --bin ${
          shellCommand([files[0]!])
        } --mode sim --node-count 3 --time-limit 10`,
        `Test  deno task test:file ${shellCommand([files[1]!])}`,
        "",
      ]);
      const tried = await run(
        "test",
        "-w",
        "echo",
        "--bin",
        files[0]!,
        "--mode",
        "sim",
        "--time-limit",
        "2",
        "--no-store",
      );
      assertEquals(tried.status, 0, tried.stdout);
      await deno("fmt", "--check", ...files);
      await deno("lint", ...files);
      assertMatch(await deno("test", "-A", "--check", ...flagsInUse(), files[1]!), /1 passed/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

async function deno(...args: string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(code, 0, text);
  return text;
}
