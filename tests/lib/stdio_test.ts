import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";

const ECHO = fileURLToPath(new URL("../../challenges/1_echo.ts", import.meta.url));
const INIT = '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}\n';

/** The flags that this process needed for `@std`. */
function flags(): string[] {
  const resolved = import.meta.resolve("@std/streams/text-line-stream");
  if (!resolved.startsWith("file:")) return [];
  return [
    "--no-lock",
    `--import-map=${fileURLToPath(new URL("../../scripts/offline/import_map.json", import.meta.url))}`,
  ];
}

function spawnEcho(): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...flags(), ECHO],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function writeAll(child: Deno.ChildProcess, text: string): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
}

const echo = (msgId: number, value: string) =>
  JSON.stringify({ src: "c1", dest: "n0", body: { type: "echo", msg_id: msgId, echo: value } }) + "\n";

Deno.test("stdio() serves stdin and stdout, and the process ends with its input", async () => {
  const child = spawnEcho();
  const output = child.output();
  await writeAll(child, `${INIT}garbage\n${echo(2, "grün")}${echo(3, "last line").trimEnd()}`);
  const { success, stdout, stderr } = await output;
  assert(success);
  assertEquals(new TextDecoder().decode(stdout).split("\n").map((line) => line && JSON.parse(line).body), [
    { type: "init_ok", in_reply_to: 1 },
    { type: "echo_ok", echo: "grün", in_reply_to: 2 },
    { type: "echo_ok", echo: "last line", in_reply_to: 3 },
    "",
  ]);
  assertStringIncludes(new TextDecoder().decode(stderr), "Skipped a line that is not a message (not JSON): garbage");
});

Deno.test("stdio() passes a line of 10 MB", async () => {
  const child = spawnEcho();
  const output = child.output();
  const value = "ä".repeat(5_000_000);
  await writeAll(child, INIT + echo(2, value));
  const { success, stdout } = await output;
  assert(success);
  const [, line = ""] = new TextDecoder().decode(stdout).split("\n");
  assertEquals(JSON.parse(line).body.echo.length, value.length);
});

Deno.test("stdio() ends the process quietly when nobody reads stdout any more", async () => {
  const child = spawnEcho();
  await child.stdout.cancel();
  const writer = child.stdin.getWriter();
  // The input stays open: the node must notice by its own output.
  await writer.write(new TextEncoder().encode(INIT + echo(2, "into the void")));
  const [{ code }, log] = await Promise.all([child.status, new Response(child.stderr).text()]);
  assertEquals([code, log], [0, ""]);
  await writer.close().catch(() => {});
});
