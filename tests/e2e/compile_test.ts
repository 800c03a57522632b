import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { compile, shebang } from "../../scripts/compile.ts";
import { RecordedTerminal } from "../../scripts/workbench/cli/terminal.ts";

const INPUT = [
  { src: "c0", dest: "n0", body: { type: "init", msg_id: 1, node_id: "n0", node_ids: ["n0"] } },
  { src: "c1", dest: "n0", body: { type: "echo", msg_id: 2, echo: "hello" } },
].map((message) => `${JSON.stringify(message)}\n`).join("");

Deno.test("compile() writes a bundled script that runs by its path and answers as the challenge does", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const terminal = new RecordedTerminal();
    assertEquals(await compile(["1", "--bundle", "--out", folder], terminal), 0);
    const path = join(folder, "1_echo");
    assertEquals(terminal.stdout, `${path}\n`);
    const [first, second] = Deno.readTextFileSync(path).split("\n");
    assertStringIncludes(first ?? "", "run --quiet --no-config --ext=js");
    assertEquals(second?.startsWith("#!"), false);

    // By the shebang's own command, so that the test needs neither env nor deno in PATH.
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-config", "--ext=js", path],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
    await using child = command.spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(INPUT));
    await writer.close();
    const { stdout, stderr, success } = await child.output();
    const replies = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line).body);
    assertEquals(replies, [
      { type: "init_ok", in_reply_to: 1 },
      { type: "echo_ok", in_reply_to: 2, echo: "hello" },
    ]);
    assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("shebang() names the command, in quotes where its path has blanks", () => {
  assertEquals(shebang("deno"), "#!/usr/bin/env -S deno run --quiet --no-config --ext=js");
  assertEquals(
    shebang("/opt/my tools/deno"),
    '#!/usr/bin/env -S "/opt/my tools/deno" run --quiet --no-config --ext=js',
  );
});
