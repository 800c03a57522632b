#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3a, Single-node broadcast: remembers every value and reads them all back.
 *
 * - Survives: pause, clock. A request that arrives twice counts once.
 * - Not survived: kill, since values are in memory.
 * - Cost: no message between servers.
 * - Official test: `maelstrom test -w broadcast --bin 3a_broadcast_single_node --node-count 1 --time-limit 20 --rate 10`
 *
 * Source: https://fly.io/dist-sys/3a/
 *
 * @module
 */
import { program, RpcError, stdio } from "../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" };

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();

  node.on("topology", () => ({ type: "topology_ok" }));

  node.on("broadcast", ({ body }) => {
    if (!Number.isSafeInteger(body.message)) throw new RpcError(12, 'Cannot broadcast: "message" is not an integer');
    values.add(body.message);
    return { type: "broadcast_ok" };
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
