#!/usr/bin/env -S deno run --quiet
/**
 * Broken: adds with a read and a write, between which other nodes write.
 *
 * @module
 */
import { Kv } from "../../lib/kv.ts";
import { program, stdio } from "../../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

const counter = program<Messages>((node) => {
  const kv = new Kv<number>(node, "lin-kv");

  node.on("add", async ({ body }) => {
    await kv.write("sum", await kv.read("sum", 0) + body.delta);
    return { type: "add_ok" };
  });

  node.on("read", async () => ({ type: "read_ok", value: await kv.read("sum", 0) }));
});

export default counter;
if (import.meta.main) await counter(stdio());
