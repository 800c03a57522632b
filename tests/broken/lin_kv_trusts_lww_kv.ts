#!/usr/bin/env -S deno run --quiet
/**
 * Broken: passes every request on to lww-kv, which is eventually consistent at best.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages =
  | { type: "read"; key: unknown }
  | { type: "write"; key: unknown; value: unknown }
  | { type: "cas"; key: unknown; from: unknown; to: unknown };

const linKv = program<Messages>((node) => {
  node.on("read", async ({ body: { key } }) => {
    const { value } = await node.rpc<{ value: unknown }>("lww-kv", { type: "read", key });
    return { type: "read_ok", value };
  });
  node.on("write", async ({ body: { key, value } }) => {
    await node.rpc("lww-kv", { type: "write", key, value });
    return { type: "write_ok" };
  });
  node.on("cas", async ({ body: { key, from, to } }) => {
    await node.rpc("lww-kv", { type: "cas", key, from, to });
    return { type: "cas_ok" };
  });
});

export default linKv;
if (import.meta.main) await linKv(stdio());
