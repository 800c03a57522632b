/**
 * The npm package: what `deno task package` writes must run by npx with npm's deno, without downloading anything.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { writeNpmPackage } from "../../scripts/package/npm_package.ts";

const isWindows = Deno.build.os === "windows";

Deno.test({
  name: "the npm package runs stages by npx, with npm's deno; where npx is installed",
  ignore: isWindows || !await hasNpx(),
  async fn() {
    const folder = Deno.makeTempDirSync();
    try {
      await layOut(folder);
      const help = await npx(folder, ["help"]);
      assertEquals([help.code, help.stderr], [0, ""]);
      assertStringIncludes(help.stdout, "Usage: npx gossip-glomers COMMAND");
      const run = await npx(folder, ["glomers", "3b", "--seed", "1", "--no-store"]);
      assertEquals([run.code, run.stderr], [0, ""]);
      assertStringIncludes(run.stdout, "Again   npx gossip-glomers glomers 3b --no-store --seed 1");
      const processes = [
        "test",
        "-w",
        "echo",
        "--bin",
        "1_echo",
        "--node-count",
        "1",
        "--time-limit",
        "1",
        "--no-store",
      ];
      assertEquals((await npx(folder, processes)).code, 0);
      const mistake = await npx(folder, ["glomers", "3x"]);
      assertEquals([mistake.code, mistake.stderr.split(":")[0]], [3, 'Cannot find the stage "3x"']);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

/** As `npm install gossip-glomers` does, with this Deno in the place of npm's. */
async function layOut(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  await writeNpmPackage(join(modules, "gossip-glomers"));
  Deno.mkdirSync(join(modules, "deno"));
  Deno.writeTextFileSync(join(modules, "deno", "package.json"), '{"name":"deno","version":"2.9.6"}');
  Deno.symlinkSync(Deno.execPath(), join(modules, "deno", "deno"));
  Deno.mkdirSync(join(modules, ".bin"));
  Deno.symlinkSync(join("..", "gossip-glomers", "launcher.mjs"), join(modules, ".bin", "gossip-glomers"));
  Deno.writeTextFileSync(join(folder, "package.json"), "{}");
}

async function npx(folder: string, args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command("npx", {
    args: ["--no-install", "gossip-glomers", ...args],
    cwd: folder,
    env: { NO_COLOR: "1", npm_config_update_notifier: "false" },
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

async function hasNpx(): Promise<boolean> {
  try {
    return (await new Deno.Command("npx", { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
