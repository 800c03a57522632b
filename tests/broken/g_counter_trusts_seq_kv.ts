#!/usr/bin/env -S deno run --quiet
/**
 * Broken: answers reads with what seq-kv says, although that may be an old state.
 *
 * @module
 */
import { program, RpcError, stdio } from "../../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

const gCounter = program<Messages>((node) => {
  async function readSum(): Promise<number> {
    try {
      return (await node.rpc<{ value: number }>("seq-kv", { type: "read", key: "sum" })).value;
    } catch (error) {
      if (error instanceof RpcError && error.code === 20) return 0;
      throw error;
    }
  }
  node.on("add", async ({ body }) => {
    for (;;) {
      const from = await readSum();
      try {
        await node.rpc("seq-kv", { type: "cas", key: "sum", from, to: from + body.delta, create_if_not_exists: true });
        return { type: "add_ok" };
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== 22) throw error;
      }
    }
  });
  node.on("read", async () => ({ type: "read_ok", value: await readSum() }));
});

export default gCounter;
if (import.meta.main) await gCounter(stdio());
