/**
 * A project of one's own with glomers.json: `glomers` alone builds and runs its stages, `--watch` runs again what a saved
 * file concerns, `--markdown` prints a table.
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { flagsInUse } from "../../scripts/std.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const isWindows = Deno.build.os === "windows";

/** A node that answers every request with its type, as a compiler would make it from a source file. */
const SOURCE = `export default async (io) => {
  for await (const line of io.input) {
    const { src, dest, body } = JSON.parse(line);
    const { msg_id, ...rest } = body;
    io.output(JSON.stringify({ src: dest, dest: src, body: { ...rest, type: body.type + "_ok", in_reply_to: msg_id } }));
  }
};
`;

const SET = {
  build: "mkdir -p bin && cp src/echo.source bin/echo.js",
  stages: { "1": { bin: "bin/echo.js", mode: "sim" } },
};

async function withProject(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(join(folder, "src"));
    Deno.writeTextFileSync(join(folder, "glomers.json"), JSON.stringify(SET));
    Deno.writeTextFileSync(join(folder, "src", "echo.source"), SOURCE);
    await test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** As `deno task workbench` calls it, from the person's folder. */
function command(folder: string, args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", ...flagsInUse(), "scripts/workbench.ts", "glomers", "--no-store", ...args],
    cwd: ROOT,
    env: { INIT_CWD: folder, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(folder: string, args: readonly string[]) {
  const { code, stdout, stderr } = await command(folder, args).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "glomers alone builds and runs the stages of glomers.json, found above the working folder",
  ignore: isWindows,
  fn: () =>
    withProject(async (folder) => {
      const { code, stdout, stderr } = await run(join(folder, "src"), []);
      assertEquals(code, 0, stdout + stderr);
      assertStringIncludes(stderr, `Build   ${SET.build}`);
      assertMatch(stdout, /^1 +echo\.js +valid/m);
      const markdown = await run(folder, ["--markdown", "1"]);
      assertMatch(markdown.stdout, /^\| stage \| program \| verdict .*\n\| ---.*\n\| 1 \| echo\.js \| valid \| /);
      const other = await run(folder, ["3b"]);
      assertEquals([other.code, other.stdout], [3, ""]);
      assertStringIncludes(other.stderr, "has no program for it; --bin names one");
    }),
});

Deno.test({
  name: "glomers says which build failed, with what it printed",
  ignore: isWindows,
  fn: () =>
    withProject(async (folder) => {
      Deno.removeSync(join(folder, "src", "echo.source"));
      const { code, stderr } = await run(folder, []);
      assertEquals(code, 3);
      assertMatch(stderr, /Cannot build with "mkdir .*" in .*: exit status 1\n.*echo\.source/);
    }),
});
Deno.test({
  name: "glomers --watch runs a stage again when its source is saved, and ends with Ctrl-C",
  ignore: isWindows,
  fn: () =>
    withProject(async (folder) => {
      await using child = command(folder, ["--watch"]).spawn();
      const stderr = child.stderr.cancel();
      let seen = "";
      const decoder = new TextDecoder();
      for await (const chunk of child.stdout) {
        seen += decoder.decode(chunk);
        const verdicts = seen.match(/^Verdict /gm)?.length ?? 0;
        if (verdicts === 1 && !seen.includes("INVALID")) {
          Deno.writeTextFileSync(join(folder, "src", "echo.source"), SOURCE.replace("...rest,", "...rest, echo: 1,"));
        }
        if (verdicts === 2) child.kill("SIGINT");
      }
      await stderr;
      assertEquals(seen.match(/^Verdict \w+/gm), ["Verdict valid", "Verdict INVALID"]);
      assertEquals((await child.status).code, 130);
    }),
});
