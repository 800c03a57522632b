/**
 * Every module of `@std` that this project uses, in one static import: loaded at once, from the versions that deno.lock
 * names. scripts/std.ts imports it to see whether they can be had; each has a stand-in in scripts/offline.
 *
 * @module
 */
import "@std/assert";
import "@std/async/delay";
import "@std/async/pool";
import "@std/cli/parse-args";
import "@std/streams/text-line-stream";
