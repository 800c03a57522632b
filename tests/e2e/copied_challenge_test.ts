/** The lines of the README that copy a challenge: what they copy is enough. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { flagsInUse } from "../../scripts/std.ts";
import { shellCommand } from "../../scripts/workbench/options/shell.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const INIT = '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}\n';

Deno.test("a challenge runs where the README's lines have copied it", async () => {
  const [, lines] = /```sh\n(mkdir [^]*?)```/.exec(Deno.readTextFileSync(`${ROOT}README.md`)) ?? [];
  const [, file] = /cp (challenges\/\S+\.ts) /.exec(lines ?? "") ?? [];
  assert(lines !== undefined && file !== undefined, "README.md no longer has the lines that copy a challenge");
  const folder = await Deno.makeTempDir();
  try {
    const copies = lines.replaceAll("../mine", shellCommand([folder]));
    assertEquals((await new Deno.Command("sh", { args: ["-ec", copies], cwd: ROOT }).output()).code, 0);
    const flags = flagsInUse().map((flag) => flag.replace("=scripts/", `=${ROOT}scripts/`));
    const node = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", ...flags, file],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = node.stdin.getWriter();
    await writer.write(new TextEncoder().encode(INIT));
    await writer.close();
    const { stdout, stderr } = await node.output();
    const answer = '{"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}\n';
    assertEquals(
      new TextDecoder().decode(stdout),
      answer,
      `${join(folder, file)}: ${new TextDecoder().decode(stderr)}`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
