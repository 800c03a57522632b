#!/usr/bin/env -S deno run --quiet
/**
 * Broken: keeps its newest values only.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages = { type: "broadcast"; message: number } | { type: "read" | "topology" };

/** Values that the node remembers. */
const MEMORY = 4;

const broadcast = program<Messages>((node) => {
  const known: number[] = [];
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on("read", () => ({ type: "read_ok", messages: known }));
  node.on("broadcast", ({ body }) => {
    known.push(body.message);
    if (known.length > MEMORY) known.shift();
    return { type: "broadcast_ok" };
  });
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
