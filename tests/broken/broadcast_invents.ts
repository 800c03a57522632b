#!/usr/bin/env -S deno run --quiet
/**
 * Broken: its reads report a value that nobody broadcast.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages = { type: "broadcast"; message: number } | { type: "read" | "topology" };

const broadcast = program<Messages>((node) => {
  const known: number[] = [-1];
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on("read", () => ({ type: "read_ok", messages: known }));
  node.on("broadcast", ({ body }) => {
    known.push(body.message);
    return { type: "broadcast_ok" };
  });
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
