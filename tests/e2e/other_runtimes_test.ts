/**
 * A challenge on Node.js and Bun: bundled, it must answer there as on Deno. Skipped where the runtime is not in PATH.
 */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { flagsInUse } from "../../scripts/std.ts";

const ROOT = new URL("../../", import.meta.url);

const REQUESTS = [
  { src: "c0", dest: "n0", body: { type: "init", msg_id: 1, node_id: "n0", node_ids: ["n0"] } },
  { src: "c1", dest: "n0", body: { type: "broadcast", msg_id: 2, message: 7 } },
  { src: "c1", dest: "n0", body: { type: "read", msg_id: 3 } },
  { src: "c1", dest: "n0", body: { type: "unheard-of", msg_id: 4 } },
];

const REPLIES = [
  { type: "init_ok", in_reply_to: 1 },
  { type: "broadcast_ok", in_reply_to: 2 },
  { type: "read_ok", messages: [7], in_reply_to: 3 },
  { type: "error", in_reply_to: 4, code: 10 },
];

for (const runtime of ["node", "bun"]) {
  Deno.test({
    name: `lib serves stdin and stdout on ${runtime}, where that is installed`,
    ignore: !await isInstalled(runtime),
    async fn() {
      const folder = Deno.makeTempDirSync();
      try {
        const entry = join(folder, "entry.ts");
        Deno.writeTextFileSync(
          entry,
          `import program from ${JSON.stringify(new URL("challenges/3c_broadcast_fault_tolerant.ts", ROOT).href)};
           import { stdio } from ${JSON.stringify(new URL("lib/node.ts", ROOT).href)};
           await program(stdio());`,
        );
        const bundle = join(folder, "node.mjs");
        const flags = ["--quiet", "--platform", "deno", ...flagsInUse(), "--output", bundle];
        await output(Deno.execPath(), ["bundle", ...flags, pathToFileURL(entry).href]);
        const input = REQUESTS.map((request) => `${JSON.stringify(request)}\n`).join("");
        const lines = (await output(runtime, [bundle], input)).trim().split("\n");
        const bodies = lines.map((line) => JSON.parse(line).body).map(({ text: _, ...body }) => body);
        assertEquals(bodies, REPLIES);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}

async function isInstalled(runtime: string): Promise<boolean> {
  try {
    return (await new Deno.Command(runtime, { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

async function output(command: string, args: readonly string[], input = ""): Promise<string> {
  const streams = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  await using child = new Deno.Command(command, { args: [...args], cwd: ROOT, ...streams }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { stdout, stderr, success } = await child.output();
  assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
  return new TextDecoder().decode(stdout);
}
