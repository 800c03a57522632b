/**
 * The bench as a package, without a clone: from a registry on this machine, in an empty folder, with an empty cache of
 * modules (the npm packages in it are those of this machine, so that nothing is downloaded).
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { type Registry, serveRegistry } from "./jsr_registry.ts";

/** An echo node that needs nothing: any language would do. */
const NODE = `#!/usr/bin/env -S deno run --quiet
import { program, stdio } from "SPECIFIER";
const echo = program((node) => node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo })));
export default echo;
if (import.meta.main) await echo(stdio());
`;

interface Home extends AsyncDisposable {
  readonly folder: string;
  readonly registry: Registry;
  run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

async function emptyHome(): Promise<Home> {
  const registry = await serveRegistry();
  const folder = Deno.makeTempDirSync();
  const cache = join(folder, "cache");
  const work = join(folder, "work");
  for (const path of [cache, work]) Deno.mkdirSync(path);
  const npm = join(await denoDir(), "npm");
  Deno.symlinkSync(npm, join(cache, "npm"), { type: "dir" });
  return {
    folder: work,
    registry,
    async run(args) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", `${registry.specifier}/bench`, ...args],
        cwd: work,
        env: { JSR_URL: registry.url, DENO_DIR: cache, NO_COLOR: "1" },
        stdin: "null",
      }).output();
      return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

Deno.test("the bench runs from a registry: stages, a node of one's own in both modes, sweep, explore, serve", async (t) => {
  await using home = await emptyHome();
  const { registry, run } = home;
  Deno.writeTextFileSync(join(home.folder, "my_node.ts"), NODE.replace("SPECIFIER", registry.specifier));

  await t.step("help names the command as it was called", async () => {
    const { code, stdout } = await run(["help"]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, `Usage: deno run -A ${registry.specifier}/bench COMMAND`);
  });
  await t.step("glomers runs the challenges of the package, and Again repeats the run", async () => {
    const { code, stdout, stderr } = await run(["glomers", "3b", "--seed", "1"]);
    assertEquals([code, stderr], [0, ""]);
    const [, again = ""] = /^Again +deno run -A \S+\/bench (.*)$/m.exec(stdout) ?? [];
    assertMatch(again, /--expect-hash [0-9a-f]{12}$/);
    assertEquals((await run(again.split(" "))).code, 0);
    assertEquals(Deno.statSync(join(home.folder, "store", "latest", "index.html")).isFile, true);
  });
  const echo = ["test", "-w", "echo", "--node-count", "1", "--time-limit", "1", "--no-store"];
  for (const mode of ["sim", "process"]) {
    await t.step(`test runs a TypeScript node that imports the package, with --mode ${mode}`, async () => {
      const { code, stdout, stderr } = await run([...echo, "--bin", "my_node.ts", "--mode", mode]);
      assertEquals([code, stderr], [0, ""], stdout);
    });
  }
  await t.step("test runs a challenge of the package by its name", async () => {
    assertEquals((await run([...echo, "--bin", "1_echo", "--mode", "sim"])).code, 0);
  });
  await t.step("sweep runs on workers", async () => {
    const { code, stdout } = await run(["sweep", "1", "--seeds", "1..6", "--jobs", "2"]);
    assertEquals(code, 0, stdout);
  });
  await t.step("explore is complete", async () => {
    const { code, stdout } = await run(["explore", "1"]);
    assertEquals(code, 0, stdout);
  });
  await t.step("serve shows the run of before", async () => {
    await using child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", `${registry.specifier}/bench`, "serve", "--port", "0"],
      cwd: home.folder,
      env: { JSR_URL: registry.url, DENO_DIR: join(home.folder, "..", "cache"), NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const [address = ""] = /http:\/\/\S+/.exec((await reader.read()).value ?? "") ?? [];
    assertStringIncludes(await (await fetch(address)).text(), "3b Broadcast, multi node");
    child.kill("SIGTERM");
    await reader.cancel();
  });
});
