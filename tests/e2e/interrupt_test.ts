import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { flagsInUse } from "../../scripts/std.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Reads until the text appears; gives all that was read. */
async function readUntil(reader: ReadableStreamDefaultReader<string>, text: string): Promise<string> {
  let seen = "";
  while (!seen.includes(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    seen += value;
  }
  return seen;
}

Deno.test({
  name: "test ends with status 130 on SIGINT, tells what it knows, and leaves no node running",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const marker = `interrupt-${crypto.randomUUID()}`;
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", ...flagsInUse(), "scripts/workbench.ts"],
        ...["test", "-w", "echo", "--bin", "challenges/1_echo.ts", "--node-count", "2", "--rate", "50"],
        ...["--no-store", "--log-net-recv", "--", marker],
      ],
      cwd: ROOT,
      stdout: "piped",
      stderr: "piped",
    });
    await using child = command.spawn();
    const log = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    await readUntil(log, "echo_ok");
    assertEquals(isRunning(marker), true);
    child.kill("SIGINT");
    const [{ code }, stdout] = await Promise.all([
      child.status,
      new Response(child.stdout).text(),
      readUntil(log, "\0"),
    ]);
    assertEquals(code, 130);
    assertStringIncludes(stdout, "The run was interrupted");
    assertEquals(isRunning(marker), false);
  },
});

/** Tells whether some node has the argument; the bench itself does not count. */
function isRunning(argument: string): boolean {
  return [...Deno.readDirSync("/proc")].some(({ name }) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const commandLine = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      return commandLine.includes(argument) && !commandLine.includes("workbench.ts");
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}
