import { assertEquals, assertStringIncludes } from "@std/assert";
import { run } from "./run_main.ts";

async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await act(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("new --go and new --rust write a project with the commands for both modes, and overwrite nothing", async () => {
  await withFolder(async (folder) => {
    for (
      const [language, files] of [["--go", ["go.mod", "main.go"]], ["--rust", ["Cargo.toml", "src/main.rs"]]] as const
    ) {
      const name = `my_node${language.replaceAll("-", "_")}`.replace("__", "_");
      const { status, stdout } = await run("new", language, name, "--folder", folder);
      assertEquals(status, 0);
      const main = Deno.readTextFileSync(`${folder}/${name}/${files[1]}`);
      for (
        const words of [`--bin ${folder}/${name}`, "--mode process", "--seed 1", `sweep ${folder}/${name} --like 1`]
      ) {
        assertStringIncludes(stdout, words);
        assertStringIncludes(main, words);
      }
      assertStringIncludes(Deno.readTextFileSync(`${folder}/${name}/${files[0]}`), name);
      const again = await run("new", language, name, "--folder", folder);
      assertStringIncludes(again.stderr, "the file exists already");
    }
    const both = await run("new", "--go", "--rust", "x", "--folder", folder);
    assertStringIncludes(both.stderr, "Cannot make a node in two languages");
  });
});

function hasGo(): boolean {
  try {
    return new Deno.Command("go", { args: ["version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "new --go writes a node that passes the echo workload in virtual time (skipped where there is no Go)",
  ignore: !hasGo(),
  fn: async () => {
    await withFolder(async (folder) => {
      await run("new", "--go", "my_node", "--folder", folder);
      const { status } = await run(
        ...["test", "-w", "echo", "--bin", `${folder}/my_node`, "--node-count", "3", "--time-limit", "5", "--no-store"],
      );
      assertEquals(status, 0);
    });
  },
});

Deno.test({
  name: "the same node in Go sends as many messages in virtual time as in processes (skipped where there is no Go)",
  ignore: !hasGo(),
  fn: async () => {
    const node = new URL("../../fixtures/wasi/go", import.meta.url).pathname;
    const messages = async (mode: string) => {
      const { stdout } = await run(
        ...["test", "-w", "broadcast", "--bin", node, "--mode", mode, "--node-count", "3", "--rate", "100"],
        ...["--time-limit", "3", "--recovery-time", "1", "--seed", "1", "--json", "--no-store", "--", "gossip"],
      );
      return JSON.parse(stdout).results.net.servers["msgs-per-op"];
    };
    const [simulated, real] = [await messages("sim"), await messages("process")];
    assertEquals(Math.abs(simulated / real - 1) < 0.05, true, `${simulated} in virtual time, ${real} in real time`);
  },
});
