#!/usr/bin/env -S deno run --quiet
/**
 * Broken: acknowledges an element before any other node has it, keeps it in memory only, and dies with it.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages = { type: "add"; element: number } | { type: "merge"; elements: number[] } | { type: "read" };

const GOSSIP_INTERVAL_MS = 1000;

const gSet = program<Messages>((node) => {
  const elements = new Set<number>();
  node.onInit(() => {
    const timer = setInterval(() => {
      for (const peer of node.peers) node.send(peer, { type: "merge", elements: [...elements] });
    }, GOSSIP_INTERVAL_MS);
    node.signal.addEventListener("abort", () => clearInterval(timer));
  });
  node.on("add", ({ body }) => {
    elements.add(body.element);
    return { type: "add_ok" };
  });
  node.on("merge", ({ body }) => {
    for (const element of body.elements) elements.add(element);
  });
  node.on("read", () => ({ type: "read_ok", value: [...elements] }));
});

export default gSet;
if (import.meta.main) await gSet(stdio());
