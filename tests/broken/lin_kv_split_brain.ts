#!/usr/bin/env -S deno run --quiet
/**
 * Broken: every node serves every key from its own memory and tells the others afterwards; the last to be heard wins.
 *
 * @module
 */
import { program, RpcError, stdio } from "../../lib/node.ts";

type Messages =
  | { type: "read"; key: number }
  | { type: "write" | "replicate"; key: number; value: number }
  | { type: "cas"; key: number; from: number; to: number };

const linKv = program<Messages>((node) => {
  const values = new Map<number, number>();
  function present(key: number): number {
    const value = values.get(key);
    if (value === undefined) throw new RpcError(20, "key does not exist");
    return value;
  }
  function set(key: number, value: number): void {
    values.set(key, value);
    for (const peer of node.peers) node.send(peer, { type: "replicate", key, value });
  }
  node.on("replicate", ({ body }) => {
    values.set(body.key, body.value);
  });
  node.on("read", ({ body }) => ({ type: "read_ok", value: present(body.key) }));
  node.on("write", ({ body }) => {
    set(body.key, body.value);
    return { type: "write_ok" };
  });
  node.on("cas", ({ body: { key, from, to } }) => {
    const value = present(key);
    if (value !== from) throw new RpcError(22, `current value ${value} is not ${from}`);
    set(key, to);
    return { type: "cas_ok" };
  });
});

export default linKv;
if (import.meta.main) await linKv(stdio());
