/**
 * The playground, built and served for measuring.
 *
 * It is built in a process of its own. The builder brings TypeScript along, and what a script loads late must not: Deno
 * would then look for packages that go with it (valibot has it as a peer) in places where nobody has put them.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { folderServer } from "../playground/folder_server.ts";
import { flagsInUse } from "../std.ts";
import { launchChromium } from "./chromium.ts";

/** What measurements of the playground work with. */
export interface ServedPlayground {
  readonly browser: Browser;
  /** The address of its page. */
  readonly url: string;
  /** Where it was built. */
  readonly folder: string;
}

/**
 * Builds and serves the playground, and starts a browser, for as long as the work takes.
 *
 * @throws {UsageError} Where there is no Chromium.
 */
export async function withServedPlayground(work: (served: ServedPlayground) => Promise<void>): Promise<void> {
  const browser = await launchChromium();
  const folder = Deno.makeTempDirSync();
  let server: ReturnType<typeof folderServer> | undefined;
  try {
    await buildApart(folder);
    const url = Promise.withResolvers<string>();
    server = folderServer(folder, 0, url.resolve);
    await work({ browser, url: await url.promise, folder });
  } finally {
    await browser.close();
    await server?.shutdown();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Builds the playground into a folder. @throws {Error} Where that fails; the message holds what the builder said. */
async function buildApart(folder: string): Promise<void> {
  const script = fileURLToPath(new URL("../playground.ts", import.meta.url));
  const args = ["run", "-A", "--quiet", ...flagsInUse(), script, "--build", "--out", folder];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output();
  if (!success) throw new Error(`Cannot build the playground: ${new TextDecoder().decode(stderr).trim()}`);
}
