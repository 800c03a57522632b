#!/usr/bin/env -S deno run --quiet
/**
 * Broken: tells every value to all peers once and never again, so that a partition loses it.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages =
  | { type: "broadcast" | "learn"; message: number }
  | { type: "read" | "topology" };

const broadcast = program<Messages>((node) => {
  const known = new Set<number>();
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on("read", () => ({ type: "read_ok", messages: [...known] }));
  node.on("learn", ({ body }) => {
    known.add(body.message);
  });
  node.on("broadcast", ({ body }) => {
    known.add(body.message);
    for (const peer of node.peers) node.send(peer, { type: "learn", message: body.message });
    return { type: "broadcast_ok" };
  });
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
