/**
 * Prints the flags that a deno command needs where JSR is not reachable: nothing where the `@std` packages are cached or
 * can be had, else `--no-lock --import-map=...` for the stand-ins in scripts/offline. Tasks use it as
 * `deno test $(deno run -A --no-lock --quiet scripts/std.ts) ...` from the project root.
 *
 * It finds out by importing the packages that deno.json names: what deno itself can load, it can load.
 *
 * @module
 */

/** How long to wait for JSR. A slower answer costs nothing but the use of the stand-ins. */
const TIME_LIMIT_MS = 5000;

/** The modules of `@std` in use; each has a stand-in. */
const MODULES = [
  "@std/assert",
  "@std/async/deadline",
  "@std/async/delay",
  "@std/async/pool",
  "@std/cli/parse-args",
  "@std/streams/text-line-stream",
] as const;

/** The flags for a network without JSR; the path is relative to the project root. */
export const OFFLINE_FLAGS: readonly string[] = ["--no-lock", "--import-map=scripts/offline/import_map.json"];

/**
 * Finds the flags to use on this machine.
 *
 * @param load Loads one module by name; rejects where it can not be had.
 * @returns No flags, or `OFFLINE_FLAGS` where a module did not load within the time limit.
 */
export async function findFlags(
  load: (name: string) => Promise<unknown>,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<readonly string[]> {
  const { promise: expired, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), timeLimitMs);
  const loaded = Promise.all(MODULES.map((name) => load(name))).then(() => true, () => false);
  const reachable = await Promise.race([loaded, expired]);
  clearTimeout(timer);
  return reachable ? [] : OFFLINE_FLAGS;
}

/** The flags that this process runs with: `OFFLINE_FLAGS` where its `@std` are the stand-ins. For child processes. */
export function flagsInUse(): readonly string[] {
  return import.meta.resolve("@std/streams").startsWith("file:") ? OFFLINE_FLAGS : [];
}

if (import.meta.main) {
  const flags = await findFlags((name) => import(name));
  if (flags.length > 0) {
    await write(Deno.stderr, "JSR is not reachable: using the stand-ins in scripts/offline for @std\n");
    await write(Deno.stdout, `${flags.join(" ")}\n`);
  }
  Deno.exit(0); // A download that is still under way must not hold the task up.
}

async function write(stream: { writable: WritableStream<Uint8Array> }, text: string): Promise<void> {
  const writer = stream.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  writer.releaseLock();
}
