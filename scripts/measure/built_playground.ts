/**
 * The playground, built for measuring.
 *
 * It is built in a process of its own. The builder brings TypeScript along, and what a script loads late must not: Deno
 * would then look for packages that go with it (valibot has it as a peer) in places where nobody has put them.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { flagsInUse } from "../std.ts";

/** Builds the playground into a folder. @throws {Error} Where that fails; the message holds what the builder said. */
export async function buildApart(folder: string): Promise<void> {
  const script = fileURLToPath(new URL("../playground.ts", import.meta.url));
  const args = ["run", "-A", "--quiet", ...flagsInUse(), script, "--build", "--out", folder];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output();
  if (!success) throw new Error(`Cannot build the playground: ${new TextDecoder().decode(stderr).trim()}`);
}
