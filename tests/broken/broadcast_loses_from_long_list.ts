#!/usr/bin/env -S deno run --quiet
/**
 * Broken: once it knows many values, it loses one from their middle.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages = { type: "broadcast"; message: number } | { type: "read" | "topology" };

/** Values with which it begins to lose one; the bench reads so long lists in another way than short ones. */
const MANY = 1500;

const broadcast = program<Messages>((node) => {
  const known: number[] = [];
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on("read", () => ({ type: "read_ok", messages: known }));
  node.on("broadcast", ({ body }) => {
    known.push(body.message);
    if (known.length === MANY) known.splice(MANY / 2, 1);
    return { type: "broadcast_ok" };
  });
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
