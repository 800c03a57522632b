#!/usr/bin/env -S deno run --quiet
/**
 * Broken: writes through to the service lin-kv, but answers reads from a cache for a while.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages =
  | { type: "read"; key: unknown }
  | { type: "write"; key: unknown; value: unknown }
  | { type: "cas"; key: unknown; from: unknown; to: unknown };

/** How long a value is taken for current. */
const CACHED_MS = 2000;

const linKv = program<Messages>((node) => {
  const cache = new Map<unknown, { value: unknown; atMs: number }>();
  const remember = (key: unknown, value: unknown) => cache.set(key, { value, atMs: performance.now() });
  node.on("read", async ({ body: { key } }) => {
    const cached = cache.get(key);
    if (cached !== undefined && performance.now() - cached.atMs < CACHED_MS) {
      return { type: "read_ok", value: cached.value };
    }
    const { value } = await node.rpc<{ value: unknown }>("lin-kv", { type: "read", key });
    remember(key, value);
    return { type: "read_ok", value };
  });
  node.on("write", async ({ body: { key, value } }) => {
    await node.rpc("lin-kv", { type: "write", key, value });
    remember(key, value);
    return { type: "write_ok" };
  });
  node.on("cas", async ({ body: { key, from, to } }) => {
    await node.rpc("lin-kv", { type: "cas", key, from, to });
    remember(key, to);
    return { type: "cas_ok" };
  });
});

export default linKv;
if (import.meta.main) await linKv(stdio());
