import { assertEquals, assertStringIncludes } from "@std/assert";
import { delay } from "@std/async/delay";
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

Deno.test({
  name: "sweep of millions begins at once, and on SIGINT ends with status 130 and the sum so far",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    const out = `${folder}/part.jsonl`;
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--quiet", ...flagsInUse(), "scripts/workbench.ts"],
        ...["sweep", "1", "--seeds", "1..10000000", "--jobs", "1", "--out", out],
      ],
      cwd: ROOT,
      stdout: "piped",
      stderr: "null",
    });
    await using child = command.spawn();
    await untilLines(out, 2);
    child.kill("SIGINT");
    const [{ code }, stdout] = await Promise.all([child.status, new Response(child.stdout).text()]);
    assertEquals(code, 130);
    const [, done] = /^Interrupted after (\d+) of 10000000 scenarios$/m.exec(stdout) ?? [];
    const [head, ...results] = Deno.readTextFileSync(out).trimEnd().split("\n");
    assertStringIncludes(head ?? "", '"scenarios":10000000');
    assertEquals(results.length, Number(done));
    assertStringIncludes(stdout, `${done} scenarios: ${done} valid, 0 invalid, 0 unknown`);
    await Deno.remove(folder, { recursive: true });
  },
});

/** @throws {Error} when the lines do not come for two minutes: the writer has ended, and says why by its status. */
async function untilLines(path: string, count: number): Promise<void> {
  for (let attempt = 0; attempt < 6000; attempt++) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text.split("\n").length > count) return;
    await delay(20);
  }
  throw new Error(`Fewer than ${count} lines were written to ${path}`);
}

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
