import { assertEquals } from "@std/assert";
import { basename, dirname, join } from "node:path";
import { bundleHead, compile, removeBundle } from "../../scripts/compile.ts";
import { RecordedTerminal } from "../../scripts/workbench/terminal/terminal.ts";

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
    assertEquals(Deno.readTextFileSync(path).startsWith(bundleHead(Deno.execPath())), true);

    // Without a deno in PATH, as after "npx deno task compile". Windows starts no scripts by their paths.
    const isWindows = Deno.build.os === "windows";
    const command = new Deno.Command(isWindows ? Deno.execPath() : path, {
      args: isWindows ? ["run", "--quiet", "--no-config", "--ext=js", path] : [],
      env: { PATH: folder },
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

Deno.test("removeBundle() removes what an earlier run bundled, and nothing else", () => {
  const path = Deno.makeTempFileSync();
  for (const head of [bundleHead("/deno", false), bundleHead("", true)]) {
    Deno.writeTextFileSync(path, `${head}const x = 1;`);
    removeBundle(path);
    assertEquals([...Deno.readDirSync(dirname(path))].some(({ name }) => name === basename(path)), false);
  }
  removeBundle(path);
  Deno.writeTextFileSync(path, "#!/bin/sh\necho mine");
  removeBundle(path);
  assertEquals(Deno.readTextFileSync(path), "#!/bin/sh\necho mine");
  Deno.removeSync(path);
});

Deno.test({
  name: "bundleHead() says what is missing where there is no Deno",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = Deno.makeTempDirSync();
    try {
      const path = join(folder, "my node");
      Deno.writeTextFileSync(path, bundleHead("/no/such 'deno'"));
      Deno.chmodSync(path, 0o755);
      const { code, stdout, stderr } = await new Deno.Command(path, { env: { PATH: folder } }).output();
      assertEquals([code, stdout.length], [127, 0]);
      assertEquals(
        new TextDecoder().decode(stderr),
        `Cannot run ${path}: it needs Deno, which is not in PATH; see https://deno.com\n`,
      );
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test("bundleHead() names deno in the first line for Windows, where the bench reads it", () => {
  assertEquals(bundleHead("C:\\deno.exe", true), "#!/usr/bin/env -S deno run --quiet --no-config --ext=js\n");
});
