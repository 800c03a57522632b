#!/usr/bin/env -S deno run --quiet
/**
 * Broken: keeps the sum in seq-kv correctly, but answers reads with what it saw there at its own last add.
 *
 * @module
 */
import { program, RpcError, stdio } from "../../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

const gCounter = program<Messages>((node) => {
  let seen = 0;
  node.on("add", async ({ body }) => {
    for (let from = seen;;) {
      try {
        const to = from + body.delta;
        await node.rpc("seq-kv", { type: "cas", key: "sum", from, to, create_if_not_exists: true });
        seen = to;
        return { type: "add_ok" };
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== 22) throw error;
        // A write of something new brings this node up to date.
        await node.rpc("seq-kv", { type: "write", key: node.id, value: crypto.randomUUID() });
        from = (await node.rpc<{ value: number }>("seq-kv", { type: "read", key: "sum" })).value;
      }
    }
  });
  node.on("read", () => ({ type: "read_ok", value: seen }));
});

export default gCounter;
if (import.meta.main) await gCounter(stdio());
