/**
 * The stand-ins for `@std` against the genuine packages: the same seed must give the same journal under both, so that a
 * line that repeats a run is true on every machine. Skipped where JSR cannot be reached.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { flagsInUse, OFFLINE_FLAGS } from "../../scripts/std.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

Deno.test({
  name: "journals of all stages are the same under the stand-ins and under the genuine @std, where JSR can be reached",
  ignore: flagsInUse().length > 0,
  async fn() {
    const genuine = await journalHashes([]);
    for (const hash of Object.values(genuine)) assertMatch(hash, /^[0-9a-f]{64}$/);
    assertEquals(await journalHashes(OFFLINE_FLAGS), genuine);
  },
});

/** The hash of each stage's journal, by the challenge. */
async function journalHashes(flags: readonly string[]): Promise<Record<string, string>> {
  const glomers = ["glomers", "all", "--time-limit", "3", "--seed", "7", "--json", "--no-store"];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", ...flags, "scripts/workbench.ts", ...glomers],
    cwd: ROOT,
    stdin: "null",
    stderr: "inherit",
  }).output();
  const { stages } = JSON.parse(new TextDecoder().decode(stdout)) as { stages: Record<string, string>[] };
  return Object.fromEntries(
    stages.map((run, position) => [`${position} ${run["challenge"]}`, run["journal-sha256"] ?? ""]),
  );
}
