/**
 * Prints the flags that a deno command needs where JSR is not reachable: nothing where the `@std` packages are cached or
 * can be had, else `--no-lock --import-map=...` for the stand-ins in scripts/offline. Tasks use it as
 * `deno test $(deno run -A --quiet scripts/std.ts) ...` from the project root.
 *
 * It finds out by importing the modules that the project uses: what deno itself can load, it can load. A registry that
 * answers, however slowly, is waited for; one that says nothing is not.
 *
 * @module
 */

/** How long a registry may say nothing at all. */
const SILENCE_LIMIT_MS = 5000;
/** How long the download may take where the registry answers. */
const DOWNLOAD_LIMIT_MS = 180_000;
/** Modules in the cache are there sooner than this, and then nobody is asked. */
const CACHE_LIMIT_MS = 300;
/** Where Deno takes `jsr:` packages from, when JSR_URL does not say otherwise. */
const REGISTRY = "https://jsr.io";

/** The flags for a network without JSR; the path is relative to the project root. */
export const OFFLINE_FLAGS: readonly string[] = ["--no-lock", "--import-map=scripts/offline/import_map.json"];

/** How to look for `@std`. The limits are in milliseconds. */
export interface StdSearch {
  /** Loads the modules; rejects where they cannot be had. */
  load(): Promise<unknown>;
  /** Resolves as soon as the registry answers anything; rejects where it cannot be reached. */
  ask(): Promise<unknown>;
  readonly cacheLimitMs?: number;
  readonly silenceLimitMs?: number;
  readonly downloadLimitMs?: number;
  /** Told once where the registry answers and takes its time. */
  onSlow?(): void;
}

/** What was found: no problem where the real `@std` is there. */
export interface StdFinding {
  readonly flags: readonly string[];
  readonly problem?: string;
}

type Outcome = "loaded" | "failed" | "answered" | "silent" | "late";

/** Finds the flags to use on this machine. */
export async function findFlags(search: StdSearch): Promise<StdFinding> {
  const {
    cacheLimitMs = CACHE_LIMIT_MS,
    silenceLimitMs = SILENCE_LIMIT_MS,
    downloadLimitMs = DOWNLOAD_LIMIT_MS,
  } = search;
  const loaded = search.load().then((): Outcome => "loaded", (): Outcome => "failed");
  const first = await within(cacheLimitMs, "late", loaded);
  if (first === "loaded") return { flags: [] };
  if (first === "failed") return offline("is not reachable");
  // Where the registry cannot be asked, loading fails too, and says so first.
  const answered = search.ask().then((): Outcome => "answered", () => loaded);
  const second = await within(silenceLimitMs, "silent", loaded, answered);
  if (second === "loaded") return { flags: [] };
  if (second === "failed") return offline("is not reachable");
  if (second === "silent") return offline(`has not answered within ${silenceLimitMs / 1000} s`);
  search.onSlow?.();
  const third = await within(downloadLimitMs, "late", loaded);
  if (third === "loaded") return { flags: [] };
  return offline(
    third === "failed" ? "answers, but not with @std" : `has not delivered @std within ${downloadLimitMs / 1000} s`,
  );
}

function offline(problem: string): StdFinding {
  return { flags: OFFLINE_FLAGS, problem };
}

/** The first of some outcomes, or another one where none comes in time. */
async function within(limitMs: number, otherwise: Outcome, ...outcomes: Promise<Outcome>[]): Promise<Outcome> {
  const { promise: expired, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => resolve(otherwise), limitMs);
  const outcome = await Promise.race([...outcomes, expired]);
  clearTimeout(timer);
  return outcome;
}

/** The flags that this process runs with: `OFFLINE_FLAGS` where its `@std` are the stand-ins. For child processes. */
export function flagsInUse(): readonly string[] {
  return import.meta.resolve("@std/streams").startsWith("file:") ? OFFLINE_FLAGS : [];
}

if (import.meta.main) {
  const registry = Deno.env.get("JSR_URL") ?? REGISTRY;
  const { flags, problem } = await findFlags({
    load: () => import("./std_modules.ts"),
    ask: () => fetch(new URL("/@std/streams/meta.json", registry)).then(({ body }) => body?.cancel()),
    onSlow: () => void write(Deno.stderr, `Waiting for ${registry}, which is slow: downloading @std\n`),
  });
  if (problem !== undefined) {
    await write(Deno.stderr, `${registry} ${problem}: using the stand-ins in scripts/offline for @std\n`);
  }
  if (flags.length > 0) await write(Deno.stdout, `${flags.join(" ")}\n`);
  Deno.exit(0); // A download that is still under way must not hold the task up.
}

async function write(stream: { writable: WritableStream<Uint8Array> }, text: string): Promise<void> {
  const writer = stream.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  writer.releaseLock();
}
